"""A call as text: Python, a command line, the message on the wire."""
