"""Servers of the Model Context Protocol, whose methods are tools."""
