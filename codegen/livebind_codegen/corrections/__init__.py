"""Corrections: what is different in a backend from what it says of itself."""
