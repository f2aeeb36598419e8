"""The web server: on loopback alone, for who has the token."""
