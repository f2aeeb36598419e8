"""Forms: from what a method takes to what is filled in, and from that to its parameters."""
