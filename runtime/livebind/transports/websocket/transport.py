"""The WebSocket transport: websocket-client, made safe and fast through its hooks."""

from __future__ import annotations

import ssl
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

from websocket import ABNF, WebSocket, WebSocketProtocolException

from livebind.common.message import Message, TextMessage
from livebind.errors import (
    ConnectionClosedError,
    InvalidServerCertificateError,
    ProtocolError,
    ServiceUnavailableError,
    TlsError,
)
from livebind.transports.read_buffer import ReadBuffer
from livebind.transports.stream import Stream
from livebind.transports.tcp import open_connection
from livebind.transports.websocket.frame_reader import Frame, FrameReader, MessageAssembler
from livebind.transports.websocket.frame_sender import FrameSender
from livebind.transports.websocket.handshake import shake_hands

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind.common.uri import Address
    from livebind.timeouts import Deadline
    from livebind.transports.transport import UnsentMessage

__all__ = ["WebSocketTransport"]


class WebSocketTransport:
    """A WebSocket connection to an instance (`livebind.transports.transport.Transport`).

    It sends every message as one frame, as Brayns does not join fragments, and never a ping,
    which Brayns takes for the end of the connection. Pings of a server are answered.
    """

    def __init__(
        self, stream: Stream, buffer: ReadBuffer, websocket: WebSocket, max_message_size: int
    ) -> None:
        self._stream = stream
        self._buffer = buffer
        self._websocket = websocket
        self._frames = FrameReader(buffer, max_message_size)
        self._websocket.frame_buffer = self._frames
        self._assembler = MessageAssembler()
        self._sender = FrameSender(stream)

    @classmethod
    def connect(
        cls,
        address: Address,
        context: ssl.SSLContext | None,
        deadline: Deadline,
        max_message_size: int,
    ) -> WebSocketTransport:
        """Open a connection: TCP, TLS if there is a context, and the handshake.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time.
            TlsError: no secure connection can be made.
            ProtocolError: whatever answers is no WebSocket server.
        """
        connection = open_connection(address, deadline)
        try:
            if context is None:
                stream = Stream(connection)
            else:
                with _tls_errors(address):
                    connection = context.wrap_socket(
                        connection, server_hostname=address.host, do_handshake_on_connect=False
                    )
                    stream = Stream(connection)
                    stream.handshake(deadline)
            buffer = ReadBuffer(stream)
            websocket = WebSocket(skip_utf8_validation=True)
            shake_hands(websocket, stream, buffer, address, deadline)
        except BaseException:
            connection.close()
            raise
        return cls(stream, buffer, websocket, max_message_size)

    def send(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message as a single frame; see `Transport.send`."""
        return self._sender.send(message, deadline)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to receive before the next `wait`; see `Transport.idle`."""
        return self._buffer.idle

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived; see `Transport.wait`."""
        return self._buffer.wait(seconds)

    def receive(self) -> Message | None:
        """Return the next message if it has arrived; see `Transport.receive`."""
        while not self._buffer.idle:
            try:
                frame: Frame = self._websocket.recv_frame()  # type: ignore[no-untyped-call]  # theirs
            except BlockingIOError:
                break
            opcode = frame.opcode
            if opcode == ABNF.OPCODE_CLOSE:
                raise _closed_by_peer(frame)
            if opcode == ABNF.OPCODE_PING:
                self._sender.answer_ping(frame.payload)
            elif opcode != ABNF.OPCODE_PONG:
                message = self._assembler.add(frame)
                self._frames.assembled = self._assembler.size
                if message is not None:
                    _check_text(message)
                    return message
        return None

    def interrupt(self) -> None:
        """Wake threads in `receive` and `send`; see `Transport.interrupt`."""
        self._stream.interrupt()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Send a close frame; see `Transport.say_goodbye`. Brayns never sends an echo."""
        self._sender.say_goodbye(code, deadline)

    def close(self) -> None:
        """Close the socket; see `Transport.close`."""
        self._stream.interrupt()
        self._sender.close()
        self._stream.close()


def _check_text(message: Message) -> None:
    """Refuse text that is no UTF-8: msgspec checks only the strings that it decodes."""
    if isinstance(message, TextMessage) and not message.data.isascii():
        try:
            message.data.decode()
        except UnicodeDecodeError as error:
            raise ProtocolError(
                "the server sent a text message that is no UTF-8", close_code=1007
            ) from error


def _closed_by_peer(frame: Frame) -> ConnectionClosedError:
    payload = frame.payload
    try:
        ABNF(fin=1, opcode=ABNF.OPCODE_CLOSE, mask_value=0, data=payload).validate(
            skip_utf8_validation=True
        )
        reason = payload[2:].decode()
    except WebSocketProtocolException as error:
        raise ProtocolError("the server sent a close frame with an illegal code") from error
    except UnicodeDecodeError as error:
        raise ProtocolError(
            "the server sent a close frame whose reason is no UTF-8", close_code=1007
        ) from error
    code = struct.unpack("!H", payload[:2])[0] if payload else 1005
    said = f": {reason!r}" if reason else ""
    return ConnectionClosedError(
        f"the instance closed the connection (code {code}{said})", code=code, reason=reason
    )


@contextmanager
def _tls_errors(address: Address) -> Generator[None]:
    """Raise our own errors for those of the TLS handshake."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise InvalidServerCertificateError(
            f"the certificate of {address} is not trusted: {error.verify_message}; for a private "
            "authority or a self-signed certificate give SslClientContext(cafile=...)"
        ) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise _ended_in_handshake(address, "no more bytes") from error
    except ssl.SSLError as error:
        hint = (
            ": the server does not speak TLS there, connect to it with ws://"
            if error.reason == "WRONG_VERSION_NUMBER"
            else f" ({error.reason or error})"
        )
        raise TlsError(f"no secure connection to {address} could be made{hint}") from error
    except TimeoutError as error:
        raise ServiceUnavailableError(
            f"{address} accepted the connection but did not complete the TLS handshake in time"
        ) from error
    except OSError as error:
        raise _ended_in_handshake(address, error.strerror or str(error)) from error


def _ended_in_handshake(address: Address, how: str) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"{address} ended the connection in the TLS handshake ({how}): it may be starting or full, "
        "or not speak TLS (ws://)"
    )
