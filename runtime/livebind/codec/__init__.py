"""Values to JSON and back, by their types (internal)."""
