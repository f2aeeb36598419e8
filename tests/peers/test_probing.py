"""`livebind probe` on backends that are not ours: they are asked, and nothing of them changes."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from support.command_line import run_livebind
from support.peers.everything import everything_command

if TYPE_CHECKING:
    from pathlib import Path

    from support.peers.browser import Browser
    from support.peers.machine import Machine
    from support.peers.open_rpc_server import OpenRpcServer

pytestmark = pytest.mark.timeout(300)


def probed(uri: str, folder: Path) -> dict[str, Any]:
    ran = run_livebind(folder, "probe", uri, "--json", "--timeout", "20")
    assert ran.code in {0, 24}, ran.err
    report: dict[str, Any] = json.loads(ran.out)
    return report


def test_a_browser(browser: Browser, tmp_path: Path) -> None:
    report = probed(f"cdp://{browser.authority}", tmp_path)
    assert "Browser.getVersion" in report["called"]
    assert report["contradictions"] == []


def test_a_machine(machine: Machine, tmp_path: Path) -> None:
    report = probed(f"qmp+unix:{machine.path}", tmp_path)
    assert {"query-status", "query-version"} <= {*report["called"]}
    assert report["contradictions"] == []


def test_a_server_of_openrpc(server: OpenRpcServer, tmp_path: Path) -> None:
    report = probed(server.websocket, tmp_path)
    assert report["contradictions"] == []


def test_a_server_of_mcp(tmp_path: Path) -> None:
    report = probed(f"mcp+stdio:{shlex.join(everything_command())}", tmp_path)
    assert report["contradictions"] == []
