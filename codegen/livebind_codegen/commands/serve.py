"""`livebind serve`: hands over to the reference backend, which shares no code with us."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NoReturn

from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["serve"]

_BACKEND: Final = "livebind_backend"
_NEEDED: Final = ("embreex", "numpy", "PIL", "websockets")


def serve(arguments: Sequence[str]) -> NoReturn:
    """Become the reference backend, with its own arguments.

    Raises:
        UsageProblem: if what it needs is not installed.
    """
    missing = [name for name in (_BACKEND, *_NEEDED) if find_spec(name) is None]
    if missing:
        raise UsageProblem(
            f"the reference backend needs {', '.join(missing)}: pip install 'livebind[backend]'"
        )
    command = [sys.executable, "-m", _BACKEND, *arguments]
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - our own interpreter
    sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - likewise
