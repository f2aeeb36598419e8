"""`livebind serve`: hands over to the reference backend, which shares no code with us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["serve"]


def serve(arguments: Sequence[str]) -> NoReturn:
    """Become the reference backend, with its own arguments; it says itself what it needs."""
    command = [sys.executable, "-m", "livebind_backend", *arguments]
    if os.name == "posix":
        # Ctrl-C waits until the backend can end quietly: the start of Python itself cannot.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        os.execv(sys.executable, command)  # noqa: S606 - our own interpreter
    sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - likewise
