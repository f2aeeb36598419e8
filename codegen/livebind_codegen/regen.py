"""Regenerates this project's own package: `python -m livebind_codegen.regen [--uri URI]`.

Without a URI it starts the reference backend as a child process on a free port of this machine,
generates from it and stops it again. Run it in the checkout: the package goes to `generated/`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from livebind_codegen.commands.generate import generate_package
from livebind_codegen.console import complain, keep_log_silent
from livebind_codegen.dialects.dialect import LiveOptions
from livebind_codegen.errors import CodegenError, SourceError
from livebind_codegen.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Generator

_PACKAGE: Final = "brayns"
_LISTENING: Final = "listening on "
_STOP_TIMEOUT: Final = 10.0


def main() -> int:
    """Generate; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m livebind_codegen.regen",
        description="Write generated/brayns anew, from the reference backend or a running one.",
    )
    parser.add_argument(
        "--uri", default="", metavar="HOST:PORT", help="a running backend, instead of our own"
    )
    uri: str = parser.parse_args().uri
    keep_log_silent()
    try:
        if uri:
            _generate(uri)
        else:
            with _reference_backend() as own:
                _generate(own)
    except CodegenError as error:
        complain(str(error))
        return error.exit_code
    return 0


def _generate(uri: str) -> None:
    settings = read_settings(Path.cwd())
    options = replace(settings.options, package=settings.options.package or _PACKAGE)
    output = settings.output or Path("generated")
    generate_package(uri, LiveOptions(), output, options, with_type_check=True)


@contextmanager
def _reference_backend() -> Generator[str]:
    """Run the reference backend; give its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "livebind_backend", "--uri", "localhost:0"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        raise SourceError("the reference backend has no output")
    for line in process.stdout:
        _, found, address = line.partition(_LISTENING)
        if found:
            return address.strip()
    raise SourceError("the reference backend did not start: see above")


if __name__ == "__main__":
    sys.exit(main())
