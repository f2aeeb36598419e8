"""Entry point of the `livebind` command."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from livebind_codegen.errors import ExitCode

__all__ = ["main"]


def main() -> None:
    """Run the command line; the base install has none, and says so."""
    missing = [name for name in ("typer", "rich", "jinja2", "ruff") if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            "livebind: the command line needs its extra: install 'livebind[codegen]'\n"
        )
        sys.exit(ExitCode.USAGE)
    try:
        from livebind_codegen.cli import run  # noqa: PLC0415 - it needs the extra
        from livebind_codegen.console import keep_log_silent  # noqa: PLC0415 - only for `run`
    except KeyboardInterrupt:  # the import takes a moment
        sys.stderr.write("livebind: interrupted\n")
        sys.exit(ExitCode.INTERRUPTED)
    keep_log_silent()
    run()


if __name__ == "__main__":
    main()
