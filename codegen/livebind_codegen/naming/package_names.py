"""Which names a package may have: none that would hide another module from programs."""

from __future__ import annotations

import sys
from typing import Final

from livebind_codegen.errors import UsageProblem
from livebind_codegen.text.identifiers import is_package_name

__all__ = ["check_package_name"]

_OWN: Final = "livebind"
_NEEDED: Final = frozenset(
    {
        "msgspec",
        "numpy",
        "python_socks",
        "typing_extensions",
        "urllib3",
        "websocket",
        "wsaccel",
        "zmq",
    }
)
"""What the runtime imports, and what it imports imports, if it is there."""


def check_package_name(name: str) -> None:
    """Check that a package may be called `name`.

    Raises:
        UsageProblem: it is no plain name, or that of a module that programs or the runtime need:
            whichever of the two is found first would hide the other.
    """
    if not is_package_name(name):
        raise UsageProblem(f"{name!r} cannot be the name of a package: use a-z, 0-9, _")
    if name in sys.stdlib_module_names:
        hidden, other = "a module of Python's own", f"{name}_client"
    elif name.startswith(_OWN):
        hidden, other = "a module of livebind", "backend"
    elif name in _NEEDED:
        hidden, other = "a module that livebind needs", f"{name}_client"
    else:
        return
    raise UsageProblem(
        f"{name!r} cannot be the name of a package: it would hide {hidden}; choose another one, "
        f"such as {other!r}"
    )
