"""The machinery of a connection: its tasks, and the thread that reads for them (internal)."""
