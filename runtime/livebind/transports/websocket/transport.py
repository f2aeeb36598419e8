"""The WebSocket transport: websocket-client, made safe and fast through its hooks."""

from __future__ import annotations

import struct
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from websocket import ABNF, WebSocketProtocolException

from livebind.errors import ConnectionClosedError, ProtocolError, ServiceUnavailableError, TlsError
from livebind.transports.opening import open_stream, speaks_tls
from livebind.transports.read_buffer import ReadBuffer
from livebind.transports.websocket.frame_reader import ControlFrame, FrameReader
from livebind.transports.websocket.frame_sender import FrameSender
from livebind.transports.websocket.handshake import shake_hands

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from livebind.common.message import HeadLayout, Message
    from livebind.common.uri import Address
    from livebind.timeouts import Deadline
    from livebind.transports.stream import Stream
    from livebind.transports.transport import UnsentMessage

__all__ = ["WebSocketTransport"]


class WebSocketTransport:
    """A WebSocket connection to an instance (`livebind.transports.transport.Transport`).

    It sends every message as one frame, as Brayns does not join fragments, and never a ping,
    which Brayns takes for the end of the connection. Pings of a server are answered.
    """

    def __init__(
        self,
        stream: Stream,
        buffer: ReadBuffer,
        max_message_size: int,
        layout: HeadLayout | None,
    ) -> None:
        self._stream = stream
        self._buffer = buffer
        self._frames = FrameReader(buffer, max_message_size, layout)
        self._sender = FrameSender(stream)
        self._together: deque[Message] = deque()
        """Messages that have arrived together, and were not given out."""
        # Not methods that forward: each request passes here.
        self.send = self._sender.send
        """Send one message as a single frame; see `Transport.send`."""
        self.wait = buffer.wait
        """Wait until something has arrived; see `Transport.wait`."""
        self.post = partial(self._sender.send, may_wait=True)
        """Send one message together with others; see `Transport.post`."""
        self.flush_with = self._sender.flush_with
        """Let messages leave together; see `AsyncTransport.flush_with`."""
        self.fileno = stream.fileno
        """Return the descriptor of the socket; see `Transport.fileno`."""

    @classmethod
    def connect(  # noqa: PLR0913 - what a connector knows
        cls,
        address: Address,
        context: ssl.SSLContext | None,
        deadline: Deadline,
        *,
        max_message_size: int,
        layout: HeadLayout | None,
        headers: Mapping[str, str],
    ) -> WebSocketTransport:
        """Open a connection: TCP, TLS if there is a context, and the handshake.

        Binary messages are divided as `layout` says. `headers` are sent with the handshake.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time.
            TlsError: no secure connection can be made.
            ProtocolError: whatever answers is no WebSocket server.
        """
        stream = open_stream(address, context, deadline)
        try:
            buffer = ReadBuffer(stream)
            shake_hands(stream, buffer, address, headers, deadline)
        except BaseException as error:
            stream.close()
            if context is None and _was_hung_up(error) and speaks_tls(address):
                raise TlsError(f"{address} expects TLS: connect to it with wss://") from error
            raise
        return cls(stream, buffer, max_message_size, layout)

    def send_at_once(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message without waiting; see `AsyncTransport.send_at_once`."""
        del deadline
        return self._sender.send(message, None, may_wait=True)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to receive before the next `wait`; see `Transport.idle`."""
        return not self._together and self._buffer.idle

    def receive(self) -> Message | None:
        """Return the next message if it has arrived; see `Transport.receive`."""
        together = self._together
        if not together:
            try:
                together.extend(self._frames.read_small())
            except BlockingIOError:
                return None
            if not together:
                return self._receive_any()
        return together.popleft()

    def _receive_any(self) -> Message | None:
        while True:
            try:
                received = self._frames.read()
            except BlockingIOError:
                return None
            if not isinstance(received, ControlFrame):
                if received is not None:
                    return received
            elif received.opcode == ABNF.OPCODE_CLOSE:
                raise _closed_by_peer(received)
            elif received.opcode == ABNF.OPCODE_PING:
                self._sender.answer_ping(received.payload)

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


def _was_hung_up(error: BaseException) -> bool:
    cause = error.__cause__
    return isinstance(error, ServiceUnavailableError) and isinstance(cause, ConnectionClosedError)


def _closed_by_peer(frame: ControlFrame) -> ConnectionClosedError:
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
