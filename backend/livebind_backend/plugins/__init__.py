"""Additions to the core that are chosen at the start."""
