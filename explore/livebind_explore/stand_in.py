"""What answers for an instance of which there is a description alone: the mock of the backend."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind_codegen.description.model import Description

__all__ = ["stand_in"]

_READY: Final = "listening on "


@contextmanager
def stand_in(description: Description) -> Generator[str]:
    """Run `livebind serve --from` for a description, and give its address.

    Raises:
        UsageProblem: it cannot start, as it is not installed, or cannot stand in for it.
    """
    with TemporaryDirectory(prefix="livebind-") as folder:
        file = Path(folder) / "openrpc.json"
        # What stands in speaks JSON-RPC, and refuses to pass for what speaks otherwise.
        spoken = replace(description, protocol="openrpc")
        file.write_text(canonical_json(to_document(spoken)), encoding="utf-8")
        command = [sys.executable, "-m", "livebind_backend", "--from", str(file)]
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [*command, "--uri", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl-C is for us: we end it.
            start_new_session=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - as asked for
            line = process.stdout.readline()
            if not line.startswith(_READY):
                _, problem = process.communicate()
                said = problem.strip().splitlines()
                raise UsageProblem(
                    f"nothing can stand in for a captured instance ({said[-1] if said else line}): "
                    "is 'livebind[backend]' installed?"
                )
            yield line.removeprefix(_READY).strip()
        finally:
            process.terminate()
            process.communicate()
