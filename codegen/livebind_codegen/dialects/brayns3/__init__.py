"""Brayns 3."""
