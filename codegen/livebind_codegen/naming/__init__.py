"""Names for types: found in the shapes, independent of any order, and kept once given."""
