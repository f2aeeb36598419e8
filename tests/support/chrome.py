"""A Chrome that shows nothing, as a peer that describes itself."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from support.peer import DEADLINE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["chrome_command", "chrome_protocol"]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


def chrome_command() -> str:
    """Return the program, empty if there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), "")


def chrome_protocol(profile: Path) -> dict[str, Any]:
    """Start Chrome with a new profile in a folder, and return what it says of its protocol."""
    with subprocess.Popen(  # noqa: S603 - what `chrome_command` found
        [chrome_command(), *_OPTIONS, f"--user-data-dir={profile}"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            found = (re.search(r"listening on ws://([^/]+)/", line) for line in process.stderr)
            address = next(match for match in found if match)[1]
            with urlopen(f"http://{address}/json/protocol", timeout=DEADLINE) as reply:
                protocol: dict[str, Any] = json.load(reply)
            return protocol
        finally:
            process.terminate()
            process.communicate(timeout=DEADLINE)
