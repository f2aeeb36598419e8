"""From untrusted text to Python: identifiers and literals."""
