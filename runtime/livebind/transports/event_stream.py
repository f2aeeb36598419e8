"""Reads server-sent events, without I/O.

Source: WHATWG, HTML Living Standard, "Server-sent events", "Interpreting an event stream".
"""

from __future__ import annotations

import re
from typing import Final

from livebind.errors import MessageTooBigError

__all__ = ["EventStream"]

_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_MOST_SECONDS: Final = 60.0


class EventStream:
    """One stream of events, also over several responses, each of which goes on with it."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._is_first = True
        self.last_id = ""
        """The id of the newest event, from which the stream can be taken up again."""
        self.retry_seconds = 1.0
        """How long to wait before that."""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the data of the events that are complete now; those with none are left out.

        Raises:
            MessageTooBigError: an event is larger than allowed.
        """
        self._rest += chunk
        events: list[bytes] = []
        start = 0
        for end in _LINE_END.finditer(self._rest):
            if end.end() == len(self._rest) and end.group() == b"\r":
                break  # the other half of its end may come
            line = bytes(self._rest[start : end.start()])
            start = end.end()
            if line:
                self._field(line)
            else:
                if self._size:
                    events.append(b"\n".join(self._data))
                self._data, self._size = [], 0
        del self._rest[:start]
        if self._size + len(self._rest) > self._max_size:
            raise MessageTooBigError(
                f"the instance sent an event of more than {self._max_size} bytes: a larger "
                "Connector.max_message_size allows it"
            )
        return events

    def restart(self) -> None:
        """Forget what is incomplete, as another response goes on with the stream."""
        self._rest.clear()
        self._data, self._size, self._is_first = [], 0, True

    def _field(self, line: bytes) -> None:
        if self._is_first:
            line, self._is_first = line.removeprefix(_BOM), False
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._size += len(value)
        elif name == b"id" and b"\0" not in value:
            self.last_id = value.decode("latin-1")
        elif name == b"retry" and value.isdigit():
            self.retry_seconds = min(float(value[:9]) / 1000, _MOST_SECONDS)
