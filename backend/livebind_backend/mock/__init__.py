"""Stands in for any instance of which a description was captured.

Params are validated, results are made up but valid, and the same for the same seed.
The description is an OpenRPC document as `livebind capture` writes it.
"""
