"""Run `snapshot.py` against the reference backend: leaves `snapshot.png` in this folder."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PICTURE = "snapshot.png"
_AROUND, _ACROSS = 120, 48


def ring(index: int) -> Iterator[tuple[float, float, float]]:
    """Yield the vertices of one ring of a chain, as a grid of `_AROUND` by `_ACROSS`."""
    tilt = 0.9 * index
    for step in range(_AROUND):
        around = math.tau * step / _AROUND
        for section in range(_ACROSS):
            across = math.tau * section / _ACROSS
            radius = 1.1 + 0.32 * math.cos(across)
            x, y, z = radius * math.cos(around), radius * math.sin(around), 0.32 * math.sin(across)
            yield (
                x + 1.55 * (index - 1),
                y * math.cos(tilt) - z * math.sin(tilt),
                y * math.sin(tilt) + z * math.cos(tilt),
            )


def write_model(path: Path, rings: int = 3) -> None:
    """Write a chain as an OBJ file."""
    lines = [f"v {x:.5f} {y:.5f} {z:.5f}" for index in range(rings) for x, y, z in ring(index)]
    for index in range(rings):
        for step in range(_AROUND):
            for section in range(_ACROSS):
                corners = ((0, 0), (1, 0), (1, 1), (0, 1))
                numbers = [
                    1
                    + index * _AROUND * _ACROSS
                    + (step + down) % _AROUND * _ACROSS
                    + (section + right) % _ACROSS
                    for down, right in corners
                ]
                lines.append("f " + " ".join(map(str, numbers)))
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    """Start the backend, run the example, and stop the backend."""
    command = [sys.executable, "-m", "livebind_backend", "--uri", "localhost:0"]
    example = Path(__file__).with_name("snapshot.py")
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as backend,  # noqa: S603
    ):
        try:
            assert backend.stdout is not None  # noqa: S101 - it is a pipe
            uri = backend.stdout.readline().removeprefix("listening on ").strip()
            model = Path(folder) / "chain.obj"
            write_model(model)
            arguments = [sys.executable, str(example), uri, str(model), _PICTURE]
            subprocess.run(arguments, check=True)  # noqa: S603 - our own example
        finally:
            backend.terminate()


if __name__ == "__main__":
    main()
