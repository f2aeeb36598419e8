"""livebind."""
