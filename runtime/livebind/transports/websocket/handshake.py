"""The opening handshake of a WebSocket (RFC 6455, 4), made by websocket-client on our stream.

websocket-client reads the answer byte by byte with a timeout for each, of any size, quotes all of
it in its errors, and keeps cookies for the whole process. So the answer is read here, as a whole,
by one deadline and up to a limit, and only what the handshake needs is passed on.
"""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

from websocket import WebSocket, WebSocketException

from livebind.errors import ConnectionClosedError, ProtocolError, ServiceUnavailableError, TlsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind.common.uri import Address
    from livebind.timeouts import Deadline
    from livebind.transports.read_buffer import ReadBuffer
    from livebind.transports.stream import Stream

__all__ = ["shake_hands"]

_MAX_HEADER_SIZE = 64 * 1024
_END_OF_HEADERS = b"\r\n\r\n"
_NEEDED_HEADERS = (b"upgrade:", b"connection:", b"sec-websocket-accept:")
_REFUSED_HEADERS = (b"sec-websocket-protocol:", b"sec-websocket-extensions:")
_TLS_ALERT = b"\x15"
# A proxy in front of the service answers with these while the service itself is not up.
_UNAVAILABLE_STATUSES = frozenset({502, 503, 504})


class _HandshakeSocket:
    """What websocket-client takes for a socket while it makes the handshake."""

    def __init__(self, stream: Stream, buffer: ReadBuffer, deadline: Deadline) -> None:
        self._stream = stream
        self._buffer = buffer
        self._deadline = deadline
        self._answer: BytesIO | None = None
        self.status: int | None = None
        """The HTTP status of the answer, if there was one."""

    def gettimeout(self) -> float | None:
        return self._deadline.remaining()

    def send(self, data: bytes) -> int:
        self._stream.write(data, self._deadline)
        return len(data)

    def recv(self, size: int) -> bytes:
        if self._answer is None:
            self._answer = BytesIO(self._read_answer())
        return self._answer.read(size)

    def close(self) -> None:
        """Leave the stream open: whoever opened it closes it."""

    def _read_answer(self) -> bytes:
        """Return the status line and the headers that a handshake needs."""
        answer = bytearray()
        while not answer.endswith(_END_OF_HEADERS):
            # One byte at a time, out of the read-ahead: what follows belongs to the first frame.
            answer += self._buffer.read_by(1, self._deadline)
            if len(answer) > _MAX_HEADER_SIZE:
                raise ProtocolError(
                    f"the server answered the handshake with over {_MAX_HEADER_SIZE} bytes of "
                    "headers: is this the address of an instance?"
                )
            if answer.startswith(_TLS_ALERT):
                raise TlsError("the server expects TLS: connect to it with wss://")
            if not b"HTTP/".startswith(answer[:5]):
                raise ProtocolError(
                    "the server does not speak HTTP: is this the address of an instance?"
                )
        status, *headers = bytes(answer).split(b"\r\n")
        code = status.split()[1:2]
        if code and code[0].isdigit():
            self.status = int(code[0])
        if any(line.lower().startswith(_REFUSED_HEADERS) for line in headers):
            raise ProtocolError("the server chose a subprotocol or extension that nobody offered")
        needed = [line for line in headers if line.lower().startswith(_NEEDED_HEADERS)]
        return b"\r\n".join([status, *needed, b"", b""])


def shake_hands(
    stream: Stream,
    buffer: ReadBuffer,
    address: Address,
    headers: Mapping[str, str],
    deadline: Deadline,
) -> None:
    """Make a WebSocket of `stream`, which is read through `buffer`.

    Raises:
        ServiceUnavailableError: the service is not up (yet); of a connection that it ended, that
            end is the cause.
        TlsError: the server expects TLS.
        ProtocolError: whatever answers is no WebSocket server.
    """
    connection = _HandshakeSocket(stream, buffer, deadline)
    try:
        WebSocket().connect(  # type: ignore[no-untyped-call]  # websocket-client's own gap
            # Cookies that another user of websocket-client got are looked up by this host.
            f"ws://livebind.invalid{address.resource}",
            host=address.authority,
            socket=connection,
            suppress_origin=True,
            redirect_limit=0,
            header=[f"{name}: {value}" for name, value in headers.items()],
        )
    except (WebSocketException, ValueError) as error:
        if isinstance(error.__context__, TimeoutError):
            raise _too_slow(address) from None
        # Without the cause, whose text quotes all that the server said.
        raise _refused(address, connection.status) from None
    except TimeoutError:
        raise _too_slow(address) from None
    except ConnectionClosedError as error:
        raise ServiceUnavailableError(
            f"the service at {address} ended the connection in the handshake: it may be starting "
            "or full, or expect TLS (wss://)"
        ) from error


def _refused(address: Address, status: int | None) -> ProtocolError | ServiceUnavailableError:
    if status in _UNAVAILABLE_STATUSES:
        return ServiceUnavailableError(
            f"the service at {address} is not available (HTTP status {status})"
        )
    if status is None or status == HTTPStatus.SWITCHING_PROTOCOLS:
        problem = "does not complete the WebSocket handshake (no valid answer)"
    else:
        problem = f"answered with HTTP status {status} instead of opening a WebSocket"
    return ProtocolError(f"{address} {problem}: is this the address of an instance?")


def _too_slow(address: Address) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"the service at {address} accepted the connection but did not complete the handshake in "
        "time: it may be busy or full, or expect TLS (wss://)"
    )
