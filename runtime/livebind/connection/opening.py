"""One attempt to open a connection: which transport an address needs, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from livebind.tls import SslClientContext

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from livebind.common.uri import Address
    from livebind.connection.settings import Settings
    from livebind.timeouts import Deadline
    from livebind.transports.transport import AsyncTransport
    from livebind.wires.wire import Wire

__all__ = ["Opening"]


@dataclass(frozen=True)
class Opening:
    """What an attempt to connect needs to know, as a connector says it."""

    address: Address
    wire: Wire
    settings: Settings
    context: SslClientContext | ssl.SSLContext | None
    deadline: Deadline
    """Until when it must be connected."""
    max_message_size: int
    headers: Mapping[str, str]

    def open(self) -> AsyncTransport:
        """Return the transport that carries the messages of the wire, connected.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time.
            TlsError: no secure connection can be made.
            ProtocolError: whatever answers speaks another protocol.
            UsageError: a program cannot be started.
        """
        address, deadline, limit = self.address, self.deadline, self.max_message_size
        context = self.context
        if context is None and address.secure:
            context = SslClientContext()
        context = context.create() if isinstance(context, SslClientContext) else context
        match address.transport:
            case "http" if self.wire.speaks_unasked:
                from livebind.transports.streamable_http import (  # noqa: PLC0415 - an extra
                    StreamableHttpTransport,
                )

                return StreamableHttpTransport.connect(
                    address, context, deadline, limit, self.headers
                )
            case "program":
                from livebind.transports.program import (  # noqa: PLC0415 - slow to import
                    ProgramTransport,
                )

                return ProgramTransport.start(address, limit, self.settings.logger)
            case "http":
                from livebind.transports.http import HttpTransport  # noqa: PLC0415 - an extra

                return HttpTransport.connect(address, context, deadline, limit, self.headers)
            case "lines":
                from livebind.transports.lines import (  # noqa: PLC0415 - not for all
                    LineTransport,
                )

                return LineTransport.connect(address, deadline, limit)
            case "devtools":
                from livebind.transports.devtools import (  # noqa: PLC0415 - not for all
                    find_websocket,
                )

                address = find_websocket(address, deadline)
            case _:
                pass
        from livebind.transports.websocket.transport import (  # noqa: PLC0415 - not for all
            WebSocketTransport,
        )

        return WebSocketTransport.connect(
            address,
            context,
            deadline,
            max_message_size=limit,
            layout=self.wire.layout,
            headers=self.headers,
        )
