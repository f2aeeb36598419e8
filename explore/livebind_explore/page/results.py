"""Results as the page shows them: plain data."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.text.visible import visible

if TYPE_CHECKING:
    from livebind_explore.history import Entry

__all__ = ["NOTHING", "file_type", "history_rows", "result_state"]

_TYPES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
)
"""What is shown as a picture, told by its first bytes: never by what a backend says of it."""
_UNKNOWN: Final = ("application/octet-stream", "bin")
_LONGEST: Final = 5000
_UNITS: Final = ("bytes", "kB", "MB", "GB")
_STEP: Final = 1000

NOTHING: Final[dict[str, Any]] = {
    "key": "",
    "is_there": False,
    "error": "",
    "time": "",
    "url": "",
}
"""What is shown before anything was called."""


def file_type(data: bytes) -> tuple[str, str]:
    """Return the media type of bytes, and the ending of a file of them."""
    for start, kind, ending in _TYPES:
        if data.startswith(start):
            return kind, ending
    return _UNKNOWN


def result_state(entry: Entry) -> dict[str, Any]:
    """Return what the page shows of a call beside the tree of its result."""
    kind, ending = file_type(entry.data)
    return {
        "key": entry.key,
        "is_there": True,
        "error": visible(entry.error[:_LONGEST]),
        "time": f"{entry.seconds * 1000:.0f} ms",
        "url": f"/bytes/{entry.key}" if entry.data else "",
        "is_image": kind.startswith("image/"),
        "file": f"{_file_name(entry.method)}.{ending}",
        "size": _size(len(entry.data)),
    }


def history_rows(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return what the page shows of calls."""
    return [
        {
            "key": one.key,
            "method": one.method,
            "text": visible((one.error or repr(one.params))[:200]),
            "error": bool(one.error),
            "time": f"{time.strftime('%H:%M:%S', time.localtime(one.began))}, "
            f"{one.seconds * 1000:.0f} ms",
        }
        for one in entries
    ]


def _file_name(method: str) -> str:
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in method)
    return plain.strip("-")[:60] or "reply"


def _size(count: int) -> str:
    size = float(count)
    for unit in _UNITS:
        if size < _STEP or unit == _UNITS[-1]:
            return f"{size:.0f} {unit}" if unit == _UNITS[0] else f"{size:.1f} {unit}"
        size /= _STEP
    return ""
