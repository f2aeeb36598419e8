"""The facts about a machine without which its figures say little."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from figures import Machine

__all__ = ["this_machine"]

_PACKAGES = ("livebind", "msgspec", "numpy", "picows", "websocket-client", "websockets")


def this_machine() -> Machine:
    """Return the facts about this machine; the version of the last peer is part of its name."""
    return Machine(
        processors=len(os.sched_getaffinity(0)),
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        packages={name: version(name) for name in _PACKAGES},
    )
