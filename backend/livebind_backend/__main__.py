"""Makes `python -m livebind_backend` serve an instance."""

import sys
from importlib.util import find_spec

_NEEDED = ("embreex", "numpy", "PIL", "websockets")


def _main() -> int:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f"livebind: the reference backend needs {', '.join(missing)}: "
            "pip install 'livebind[backend]'\n"
        )
        return 2
    from livebind_backend.cli import main  # noqa: PLC0415 - it imports what may be missing

    return main()


if __name__ == "__main__":
    sys.exit(_main())
