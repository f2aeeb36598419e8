"""Binary messages: the size of the JSON text, the JSON text, and the bytes that go with it.

The layout is the same in both directions: an unsigned 32-bit little-endian size, that many bytes of
UTF-8 JSON, and the body, which is the rest of the message.
"""

import struct
from typing import Final

from livebind_backend.errors import InvalidJsonError

__all__ = ["pack", "unpack"]

_SIZE: Final = struct.Struct("<I")


def pack(text: str, body: bytes) -> bytes:
    """Make one binary message of a reply and its body."""
    encoded = text.encode()
    return b"".join((_SIZE.pack(len(encoded)), encoded, body))


def unpack(message: bytes) -> tuple[str, bytes]:
    """Split a binary message into its JSON text and its body.

    Raises:
        InvalidJsonError: The header is short, claims more than there is, or the text is not UTF-8.
    """
    if len(message) < _SIZE.size:
        raise InvalidJsonError(
            f"Invalid JSON: 'binary message of {len(message)} bytes, its JSON size takes 4'"
        )
    size: int = _SIZE.unpack_from(message)[0]
    end = _SIZE.size + size
    if end > len(message):
        raise InvalidJsonError(f"Invalid JSON: 'binary message is shorter than its JSON: {size}'")
    try:
        text = message[_SIZE.size : end].decode()
    except UnicodeDecodeError as error:
        raise InvalidJsonError(f"Invalid JSON: '{error}'") from None
    return text, message[end:]
