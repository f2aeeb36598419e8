"""From the Api to files: pure, so that what is written can be tested without a disk."""
