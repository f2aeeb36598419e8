"""Reads of exact sizes from a stream that gives what it has."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from struct import Struct

    from livebind.timeouts import Deadline
    from livebind.transports.stream import Stream

__all__ = ["CAPACITY", "ReadBuffer"]

CAPACITY = 64 * 1024
"""Bytes that are read ahead, and the largest read that is served from them."""

_LARGE_CHUNK_SIZE = 256 * 1024
_MOST_CHUNKS = 4
"""Chunks that are read before others have a turn: an event loop stands still meanwhile."""


class ReadBuffer:
    """Read-ahead of a stream. A read that cannot be served yet can be tried again later."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._buffer = memoryview(bytearray(CAPACITY))
        self._start: int = 0
        self._end: int = 0
        self._drained = False
        self._large: BytesIO | None = None
        self._large_chunk = self._buffer

    @property
    def idle(self) -> bool:
        """Whether nothing is left and the stream had no more when it was last read."""
        return self._start == self._end and self._drained

    def arrived(self) -> memoryview:
        """Return what has arrived and was not read, valid until something else is done here.

        Raises:
            BlockingIOError: nothing has arrived.
            ConnectionClosedError: the connection ended before.
        """
        if self._start == self._end:
            self._receive()
        return self._buffer[self._start : self._end]

    def skip(self, size: int) -> None:
        """Count `size` bytes of what has arrived as read."""
        self._start += size

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes.

        Raises:
            BlockingIOError: they have not all arrived; what has is kept for the next try.
            ConnectionClosedError: the connection ended before.
        """
        if size > CAPACITY:
            return self._read_large(size)
        while self._end - self._start < size:
            self._receive()
        start = self._start
        self._start = start + size
        return bytes(self._buffer[start : self._start])

    def unpack(self, layout: Struct) -> tuple[int, ...]:
        """Return the numbers that the next bytes hold; raises as `read` does."""
        while self._end - self._start < layout.size:
            self._receive()
        start = self._start
        self._start = start + layout.size
        return layout.unpack_from(self._buffer, start)

    def wait(self, seconds: float | None) -> bool:
        """Wait until more may have arrived, at most `seconds`; False if they have passed."""
        self._drained = False
        return self._stream.wait_to_receive(seconds)

    def read_by(self, size: int, deadline: Deadline) -> bytes:
        """Like `read`, waiting for what has not arrived; raises TimeoutError past the deadline."""
        while True:
            try:
                return self.read(size)
            except BlockingIOError:
                if not self.wait(deadline.remaining()):
                    raise TimeoutError from None

    def _receive(self) -> None:
        """Add to the buffer, which must not be full; raises BlockingIOError if nothing came."""
        if self._drained:
            raise BlockingIOError
        start, end = self._start, self._end
        if start:
            self._buffer[: end - start] = self._buffer[start:end]
            self._start, self._end = 0, end - start
        free = self._buffer[self._end :]
        count = self._stream.receive_into(free)
        self._end += count
        # Less than was asked for: another try now would most likely find nothing.
        self._drained = count < len(free)
        if not count:
            raise BlockingIOError

    def _read_large(self, size: int) -> bytes:
        # Grows as bytes arrive, so that a peer which only announces a large message costs
        # nothing. `BytesIO` hands over its bytes at the end without copying them.
        if self._large is None:
            self._large = BytesIO()
            self._large.write(self._buffer[self._start : min(self._end, self._start + size)])
            self._start = min(self._end, self._start + size)
            self._large_chunk = memoryview(bytearray(_LARGE_CHUNK_SIZE))
        content, chunk = self._large, self._large_chunk
        missing = size - content.tell()
        for _ in range(_MOST_CHUNKS):
            count = self._stream.receive_into(chunk[:missing])
            missing -= content.write(chunk[:count])
            if not (count and missing):
                break
        if missing:
            raise BlockingIOError
        self._large, self._large_chunk = None, self._buffer
        return content.getvalue()
