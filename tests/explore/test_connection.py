"""A backend that goes away, and one that comes back; the command and its end."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import pytest

import livebind
from support.backends import COMMAND, listening, serving
from support.command_line import run_livebind
from support.explorer import exploring
from support.explorer_page import ExplorerPage
from support.installation import installed

if TYPE_CHECKING:
    from pathlib import Path

    from support.explorer import Show
    from support.tab import Tab

pytestmark = [pytest.mark.timeout(300), pytest.mark.long]


def test_a_backend_that_is_killed_is_shown_and_one_that_comes_back_is_reached(
    showing: Show,
) -> None:
    with listening([*COMMAND, "--uri", "localhost:0"]) as (uri, process):
        address = uri.rpartition("://")[2]
        with showing(address) as tab:
            page = ExplorerPage(tab)
            tab.wait("document.querySelector('#connection')")
            page.pick("get-version")
            process.kill()
            process.wait()
            tab.wait("document.querySelector('#reconnect')")
            page.call()
            assert page.error
            tab.click("#reconnect")
            tab.wait("document.querySelector('#problem')")
            with listening([*COMMAND, "--uri", address]):
                tab.wait("!document.querySelector('#reconnect .v-progress-circular')")
                tab.click("#reconnect")
                tab.wait("document.querySelector('#connection')")
                page.call()
                assert page.error == ""
                assert "Version" in page.result


def test_ctrl_c_ends_it_cleanly() -> None:
    with serving() as address, exploring(address) as (_, process):
        process.send_signal(signal.SIGINT)
        _, problems = process.communicate(timeout=60)
        assert (process.returncode, problems) == (0, "")


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with serving() as address, socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = run_livebind(tmp_path, "explore", address, "--no-browser", "--port", port)
        ran.check_failed(2)
        assert port in ran.err


def test_a_port_can_be_chosen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with serving() as address, exploring(address, "--port", str(port)) as (url, _):
        assert f":{port}/" in url


def test_a_source_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    run_livebind(tmp_path, "explore", "localhost:1", "--no-browser").check_failed(3)
    run_livebind(tmp_path, "explore", "missing.json", "--no-browser").check_failed(3)


def test_without_its_extra_it_says_what_to_install(tmp_path: Path) -> None:
    ran = installed("codegen").run("livebind", "explore", "localhost:1", cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "pip install 'livebind[explore]'" in ran.stderr


def test_the_wheel_has_all_that_the_page_needs(backend: str, tab: Tab) -> None:
    installation = installed("explore")
    with exploring(backend, installation=installation) as (url, _):
        tab.go(url)
        page = ExplorerPage(tab)
        page.pick("get-version")
        page.call()
        assert page.error == ""
        assert tab.complaints() == []


def test_what_one_program_changes_is_no_matter_of_the_page(backend: str, showing: Show) -> None:
    with showing(backend) as tab, livebind.connect(backend) as instance:
        instance.request("clear-models")
        page = ExplorerPage(tab)
        page.pick("get-scene")
        page.call()
        assert "models" in page.result
