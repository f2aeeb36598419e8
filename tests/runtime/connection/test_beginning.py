"""How long a connection may take to begin, when the peer must answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

import livebind
from livebind.wires.mcp import McpWire
from livebind.wires.qmp import QmpWire
from support.started_program import program_uri

if TYPE_CHECKING:
    from pathlib import Path

    from livebind.wires.wire import Wire

SILENT = """
import sys
for line in sys.stdin:
    pass
"""


class ToMcp(livebind.Connector):
    """A connector of a generated package for a server of MCP."""

    _wire: ClassVar[type[Wire] | None] = McpWire


class ToQmp(livebind.Connector):
    """A connector of a generated package for QEMU."""

    _wire: ClassVar[type[Wire] | None] = QmpWire


@pytest.mark.parametrize(("kind", "method"), [(ToMcp, "initialize"), (ToQmp, "qmp_capabilities")])
def test_a_peer_that_says_nothing_is_waited_for_as_long_as_connecting_may_take(
    tmp_path: Path, kind: type[livebind.Connector], method: str
) -> None:
    connector = kind(program_uri(tmp_path, SILENT), connect_timeout=0.5, request_timeout=None)
    with pytest.raises(livebind.ServiceUnavailableError, match=f"'{method}'.* connect_timeout"):
        connector.connect()


def test_a_peer_that_says_nothing_is_tried_again(tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    code = f"open({str(attempts)!r}, 'a').write('x')\n{SILENT}"
    connector = ToMcp(
        program_uri(tmp_path, code), connect_timeout=1.5, max_attempts=2, attempt_period=0.01
    )
    with pytest.raises(livebind.ServiceUnavailableError):
        connector.connect()
    assert attempts.read_text(encoding="ascii") == "xx"


def test_requests_later_have_their_own_limit(tmp_path: Path) -> None:
    answer = '{"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {}}'
    code = f"""
import json, sys
request = json.loads(sys.stdin.readline())
reply = {{"jsonrpc": "2.0", "id": request["id"], "result": json.loads('''{answer}''')}}
print(json.dumps(reply), flush=True)
{SILENT}
"""
    connector = ToMcp(program_uri(tmp_path, code), connect_timeout=60, request_timeout=0.2)
    with connector.connect() as instance, pytest.raises(livebind.RequestTimeoutError):
        instance.request("tools/list")
