"""Brayns 4."""
