"""Real backends that are not ours, as peers of tests. A test skips where one is not installed."""
