"""What a new version of a backend breaks, and why."""
