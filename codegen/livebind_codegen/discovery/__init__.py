"""From a live backend to its description: one small module for each protocol.

Nothing outside of this folder knows the name of a method of any backend.
"""
