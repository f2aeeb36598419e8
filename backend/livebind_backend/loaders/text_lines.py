"""Lines of text that may be large, hostile, or not wanted any more."""

from collections.abc import Iterator
from typing import Final

from livebind_backend.loaders.triangles import MalformedError
from livebind_backend.progress import Progress

__all__ = ["lines_of", "number_of", "whole_number_of"]

_CHUNK: Final = 1 << 18
"""Bytes that are split at once, after which a cancelled request ends."""

_LONGEST_LINE: Final = 1 << 16
"""Bytes. The words of a longer one would take a hundred times its size."""


def lines_of(data: bytes, progress: Progress, start: int = 0) -> Iterator[bytes]:
    """Yield the lines of a text without their ends, from an offset on.

    Raises:
        MalformedError: A line is too long.
        TaskCancelledError: The request was cancelled.
    """
    while start < len(data):
        progress.check()
        last = min(start + _CHUNK, len(data))
        end = data.find(b"\n", last, last + _LONGEST_LINE) + 1
        if end == 0:
            if len(data) - last > _LONGEST_LINE:
                raise MalformedError(f"a line of more than {_LONGEST_LINE} bytes")
            end = len(data)
        yield from data[start:end].splitlines()
        start = end


def number_of(word: bytes) -> float:
    """Read a number.

    Raises:
        MalformedError: It is none.
    """
    try:
        # Python allows underscores in numbers, no file format does.
        return float(word.replace(b"_", b"?"))
    except ValueError:
        raise MalformedError(f"'{_shown(word)}' is no number") from None


def whole_number_of(word: bytes) -> int:
    """Read a number without sign and fraction.

    Raises:
        MalformedError: It is none.
    """
    # Ten digits are enough for any index, and what is longer takes ever longer to convert.
    if not word.isdigit() or len(word) > 10:  # noqa: PLR2004 - see above
        raise MalformedError(f"'{_shown(word)}' is no index or count")
    return int(word)


def _shown(word: bytes) -> str:
    return word[:40].decode("utf-8", errors="replace")
