"""Compares what a live backend says with what it says of itself."""
