"""The WebSocket transport: websocket-client, made safe and fast through its hooks."""

from __future__ import annotations

import os
import ssl
import struct
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

from websocket import ABNF, WebSocket, WebSocketProtocolException

from livebind.errors import (
    ConnectionClosedError,
    InvalidServerCertificateError,
    LivebindError,
    ProtocolError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TlsError,
)
from livebind.frames import Frame, FrameReader, MessageAssembler
from livebind.handshake import shake_hands
from livebind.masking import CHUNK_SIZE, mask, masked_chunks
from livebind.read_buffer import ReadBuffer
from livebind.stream import Stream
from livebind.tcp import open_connection
from livebind.timeouts import Deadline
from livebind.transport import Message, TextMessage

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind.uri import Address

__all__ = ["WebSocketTransport"]

_FINAL = 0x80
_MASKED = 0x80
_LENGTH_16 = 126
_LENGTH_64 = 127
_PONG_SECONDS = 5.0


class WebSocketTransport:
    """A WebSocket connection to an instance (`livebind.transport.Transport`).

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
        self._sending = Lock()
        self._broken = False
        self._pong: bytes | None = None

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

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message as a single frame; see `Transport.send`."""
        remaining = deadline.remaining()
        if not self._sending.acquire(timeout=-1 if remaining is None else remaining):
            raise RequestTimeoutError(
                "nothing was sent in time: the connection is busy with another large message"
            )
        try:
            if isinstance(message, TextMessage):
                self._send_frame(ABNF.OPCODE_TEXT, message.data, b"", deadline)
            else:
                self._send_frame(ABNF.OPCODE_BINARY, message.head, message.body, deadline)
        finally:
            self._sending.release()
        self._answer_ping()

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
                self._pong = frame.payload
                self._answer_ping()
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
        remaining = deadline.remaining()
        if self._sending.acquire(timeout=-1 if remaining is None else remaining):
            try:
                with suppress(LivebindError):
                    self._send_frame(ABNF.OPCODE_CLOSE, struct.pack("!H", code), b"", deadline)
            finally:
                self._sending.release()

    def close(self) -> None:
        """Close the socket; see `Transport.close`."""
        self._stream.interrupt()
        with self._sending:  # a sender that was interrupted has left the socket
            self._broken = True
            self._stream.close()

    def _answer_ping(self) -> None:
        """Answer the latest ping, unless it has been.

        Another thread that is sending does it when it is through: to wait for it here could mean
        to wait for a peer that waits for us to read.
        """
        while self._pong is not None and self._sending.acquire(blocking=False):
            try:
                self._send_pong()
            finally:
                self._sending.release()

    def _send_pong(self) -> None:
        payload, self._pong = self._pong, None
        if payload is not None:
            self._send_frame(ABNF.OPCODE_PONG, payload, b"", Deadline(_PONG_SECONDS))

    def _send_frame(self, opcode: int, head: bytes, body: bytes, deadline: Deadline) -> None:
        """Send a frame whose payload is `head` and `body`. The lock must be held."""
        if self._broken:
            raise ConnectionClosedError("the connection broke when a message could not be sent")
        key = os.urandom(4)
        start = _header(opcode, len(head) + len(body)) + key
        self._stream.begin_frame()
        try:
            if len(head) + len(body) <= CHUNK_SIZE:
                self._stream.write(start + mask(head + body, key), deadline)
                return
            self._stream.write(start, deadline)
            for chunk in masked_chunks(head, key):
                self._stream.write(chunk, deadline)
            turn = len(head) % 4  # the mask goes on within the body where the head ended
            for chunk in masked_chunks(body, key[turn:] + key[:turn]):
                self._stream.write(chunk, deadline)
        except TimeoutError as error:
            if self._stream.sent == 0:
                raise RequestTimeoutError(
                    "nothing was sent in time: the instance does not read what it is sent"
                ) from error
            raise self._give_up(
                "the instance does not read what it is sent: the connection was given up in the "
                "middle of a message"
            ) from error
        except LivebindError as error:
            self._give_up(str(error))
            raise
        except BaseException:  # Ctrl-C
            if self._stream.sent not in {0, len(start) + len(head) + len(body)}:
                self._give_up("the connection was given up: sending a message was interrupted")
            raise

    def _give_up(self, why: str) -> ConnectionClosedError:
        """End the connection and return the error for it.

        A part of a message may be out: what came after it would be read as its rest.
        """
        self._broken = True
        self._stream.interrupt(why, 1006)
        return ConnectionClosedError(why)


def _header(opcode: int, length: int) -> bytes:
    if length < _LENGTH_16:
        return bytes((_FINAL | opcode, _MASKED | length))
    if length < 1 << 16:
        return struct.pack("!BBH", _FINAL | opcode, _MASKED | _LENGTH_16, length)
    return struct.pack("!BBQ", _FINAL | opcode, _MASKED | _LENGTH_64, length)


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
        frame.validate(skip_utf8_validation=True)
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
            ": the server does not speak TLS there, leave out the ssl_context"
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
    return ServiceUnavailableError(f"{address} ended the connection in the TLS handshake ({how})")
