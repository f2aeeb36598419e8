"""Makes `python -m livebind_backend` serve an instance."""

import os
import signal
import sys
from importlib.util import find_spec
from types import FrameType
from typing import Final

from livebind_backend import PROGRAM

_NEEDED: Final = ("embreex", "numpy", "PIL", "websockets")
_EXIT_INTERRUPTED: Final = 130


def _end(_number: int, _frame: FrameType | None) -> None:
    # At once: what is being imported might take an exception for an error of its own.
    os._exit(_EXIT_INTERRUPTED)


def _main() -> int:
    # Imports take a second. The service has its own way to end, once it is there.
    signal.signal(signal.SIGINT, _end)
    # `livebind serve` holds Ctrl-C back until here.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f"{PROGRAM}: {', '.join(missing)} must be installed: install 'livebind[backend]'\n"
        )
        return 2
    from livebind_backend.cli import main  # noqa: PLC0415 - it imports what may be missing

    return main()


if __name__ == "__main__":
    sys.exit(_main())
