"""Debian's Chromium, without a window, which describes its DevTools protocol."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.peers.program import RunningProgram, debian_program, running_program

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Browser", "running_browser"]

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",
)


@dataclass(frozen=True)
class Browser:
    """Where the browser listens."""

    program: RunningProgram
    authority: str
    """Host and port of its DevTools."""


@contextmanager
def running_browser() -> Generator[Browser]:
    """Run a browser with an empty profile; skip the test where none is installed."""
    chromium = debian_program("chromium", "chromium")
    with TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        command = [chromium, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        with running_program(command, "DevTools listening on", on_stderr=True) as program:
            yield Browser(program, urlsplit(program.ready.split()[-1]).netloc)
