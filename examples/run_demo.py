"""Run `snapshot.py` against the reference backend: leaves `snapshot.png` in this folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_PICTURE = "snapshot.png"


def run(example: str, *arguments: str) -> None:
    """Run an example of this folder to its end."""
    command = [sys.executable, str(Path(__file__).with_name(example)), *arguments]
    subprocess.run(command, check=True)  # noqa: S603 - our own examples


def main() -> None:
    """Start the backend, run the example, and stop the backend."""
    command = [sys.executable, "-m", "livebind_backend", "--uri", "localhost:0"]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(  # noqa: S603 - our own module
            command, stdout=subprocess.PIPE, text=True
        ) as backend,
    ):
        try:
            assert backend.stdout is not None  # noqa: S101 - it is a pipe
            uri = backend.stdout.readline().removeprefix("listening on ").strip()
            model = str(Path(folder) / "knot.obj")
            run("knot.py", model)
            run("snapshot.py", uri, model, _PICTURE)
        finally:
            backend.terminate()


if __name__ == "__main__":
    main()
