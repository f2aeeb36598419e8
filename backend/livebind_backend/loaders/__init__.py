"""Files and uploaded bytes to models."""
