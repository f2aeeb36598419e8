"""conplyent, whose servers carry out commands."""
