"""What carries whole messages from here to a backend and back (internal)."""
