"""What several rooms need (internal)."""
