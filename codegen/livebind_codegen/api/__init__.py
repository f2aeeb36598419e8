"""The named types and methods of a backend: the one model that everything emitted is read from."""
