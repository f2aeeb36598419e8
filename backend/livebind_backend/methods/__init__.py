"""The methods of the core API, by what they are about."""
