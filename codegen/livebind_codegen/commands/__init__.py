"""What each command does, once its arguments are known: one module for each."""
