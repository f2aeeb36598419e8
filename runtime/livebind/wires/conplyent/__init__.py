"""The messages of conplyent, which are pickles, and what they mean (internal)."""
