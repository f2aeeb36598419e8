"""Requests to messages, messages to events, without I/O (internal)."""
