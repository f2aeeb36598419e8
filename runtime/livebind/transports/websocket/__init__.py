"""The WebSocket transport: websocket-client, made safe and fast through its hooks (internal)."""
