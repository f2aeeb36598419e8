"""Refuses PLY files that announce more than they hold, before anything is allocated."""

from typing import Final

from livebind_backend.errors import InternalError

__all__ = ["check_ply_header"]

_HEADER_END: Final = b"end_header"
_ELEMENT_WORDS: Final = 3
_SMALLEST_ITEM: Final = 2
"""Bytes that an item takes at least: a digit and a line end."""


def check_ply_header(data: bytes) -> None:
    """Compare the numbers of announced items with the size of the data.

    Raises:
        InternalError: There is no header, or there cannot be as many items.
    """
    header, end, content = data.partition(_HEADER_END)
    if not data.startswith(b"ply") or not end:
        raise InternalError("The PLY file has no complete header")
    announced = sum(_count(line) for line in header.splitlines())
    if announced * _SMALLEST_ITEM > len(content) + _SMALLEST_ITEM:
        raise InternalError(
            f"The PLY file announces {announced} items in {len(content)} bytes of content"
        )


def _count(line: bytes) -> int:
    words = line.split()
    if len(words) != _ELEMENT_WORDS or words[0] != b"element":
        return 0
    if not words[2].isdigit():
        raise InternalError("The PLY file announces a number of items that is no number")
    return int(words[2])
