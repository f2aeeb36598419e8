"""The faults that the runtime must survive, numbered, so that none is left without a test.

A test says which of them it is about with `@fault(number)`.
"""

from __future__ import annotations

import pytest

__all__ = ["FAULTS", "fault"]

fault = pytest.mark.fault

FAULTS: dict[int | str, str] = {
    1: "connection refused",
    2: "host name that cannot be resolved",
    3: "address that never answers",
    4: "several addresses, the first one dead",
    5: "connection ended before the handshake was through",
    6: "handshake that is never answered",
    7: "handshake that is answered byte by byte, or without end",
    8: "HTTP status instead of a WebSocket",
    9: "answer to the handshake that makes no sense",
    10: "certificate that must not be trusted",
    11: "TLS to a plain port",
    12: "plain to a TLS port",
    13: "server without TLS 1.2",
    14: "proxies in the environment",
    15: "settings that make no sense",
    16: "end without a close frame",
    17: "reset within a frame",
    18: "peer that vanished without a word",
    19: "close frame, with code and reason",
    20: "close frame that is not valid",
    21: "restart of the server within a job",
    22: "reply that never comes",
    23: "reply that comes byte by byte",
    24: "reply after the request was given up",
    25: "second reply to a request",
    26: "reply to an unknown id, or to an id of the wrong type",
    27: "error with the id null",
    28: "notification or binary message that nobody asked for",
    29: "reply that is none",
    30: "batch that nobody asked for",
    31: "text that is no UTF-8",
    32: "text that is no JSON",
    33: "number that JSON does not have",
    34: "deep nesting",
    35: "huge integer",
    36: "lone surrogate, NUL, the same key twice",
    37: "binary message with a broken header",
    38: "message over the size limit",
    39: "message in fragments",
    40: "flood of pings or progress",
    41: "frame that breaks RFC 6455",
    42: "peer that stops reading",
    43: "Ctrl-C in a wait",
    44: "fork",
    45: "many threads, and disconnecting at any time from anywhere",
    46: "hook or callback that raises",
    47: "system clock that jumps",
    "47b": "full-duplex traffic over TLS",
    48: "end of the interpreter with a live connection",
}
