"""What dialects of JSON-RPC share."""
