"""One door for every kind of backend: what is particular to one kind stands in a folder of its own.

Nothing outside of such a folder knows the name of a method of any backend, or that of a dialect.
"""
