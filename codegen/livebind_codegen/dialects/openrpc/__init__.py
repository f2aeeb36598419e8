"""Servers that tell an OpenRPC document of themselves."""
