"""JSON Schema as backends write it, read into shapes: what a value may be, and nothing else."""
