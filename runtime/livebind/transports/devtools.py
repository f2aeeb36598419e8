"""Finding the WebSocket of a browser: its DevTools tell it over HTTP, as it changes at each start.

Source: Chrome DevTools Protocol, "HTTP Endpoints" (`/json/version`).
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind.common.uri import Address, parse_uri
from livebind.errors import ProtocolError, ServiceUnavailableError
from livebind.transports.tcp import open_connection

if TYPE_CHECKING:
    from livebind.timeouts import Deadline

__all__ = ["fetch_json", "find_websocket"]

_MAX_SIZE: Final = 64 * 1024 * 1024


class _Version(msgspec.Struct, rename={"websocket": "webSocketDebuggerUrl"}):
    websocket: str


def find_websocket(address: Address, deadline: Deadline) -> Address:
    """Return the address of the WebSocket of the browser at `address`.

    Raises:
        ServiceUnavailableError: nobody answers, or not in time.
        ProtocolError: what answers is no browser.
    """
    try:
        version = msgspec.convert(fetch_json(address, "/json/version", deadline), _Version)
    except msgspec.ValidationError as error:
        raise ProtocolError(
            f"{address} tells no WebSocket in /json/version: is it a browser?"
        ) from error
    # It may have another name for itself, which leads nowhere from here.
    resource = parse_uri(version.websocket).resource
    return Address(address.host, address.port, secure=False, resource=resource)


def fetch_json(address: Address, path: str, deadline: Deadline) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON at a path of a plain HTTP server.

    Raises:
        ServiceUnavailableError: nobody answers, or not in time.
        ProtocolError: the answer is no JSON.
    """
    connection = HTTPConnection(address.host, address.port)
    connection.sock = open_connection(address, deadline)
    connection.sock.settimeout(deadline.remaining())
    try:
        # Chrome answers to addresses and to localhost alone, against DNS rebinding.
        connection.request("GET", path, headers={"Host": f"localhost:{address.port}"})
        response = connection.getresponse()
        content = response.read(_MAX_SIZE)
    except (HTTPException, OSError) as error:
        raise ServiceUnavailableError(
            f"{address} did not answer to GET {path} ({type(error).__name__}: {error})"
        ) from error
    finally:
        connection.close()
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ProtocolError(
            f"{address} answered to GET {path} with HTTP status {response.status} and no JSON"
        ) from error
