"""Write a model to look at: a knotted tube, as an OBJ file.

python examples/knot.py knot.obj
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import brayns

AROUND, ACROSS = 360, 36
THICKNESS = 0.42


def curve(angle: float) -> brayns.Vector3:
    """Return a point of a trefoil knot; an angle of 2 pi is once along it."""
    return brayns.Vector3(
        math.sin(angle) + 2 * math.sin(2 * angle),
        math.cos(angle) - 2 * math.cos(2 * angle),
        -math.sin(3 * angle),
    )


def ring(angle: float) -> list[brayns.Vector3]:
    """Return points around the curve, at right angles to it."""
    center = curve(angle)
    along = (curve(angle + 1e-4) - curve(angle - 1e-4)).normalized
    side = along.cross((0.0, 0.0, 1.0)).normalized
    up = side.cross(along)
    turns = [math.tau * step / ACROSS for step in range(ACROSS)]
    return [center + (side * math.cos(turn) + up * math.sin(turn)) * THICKNESS for turn in turns]


def obj_text() -> str:
    """Return the knot as the text of an OBJ file."""
    lines = [
        f"v {x:.5f} {y:.5f} {z:.5f}"
        for step in range(AROUND)
        for x, y, z in ring(math.tau * step / AROUND)
    ]
    for step in range(AROUND):
        for section in range(ACROSS):
            corners = ((0, 0), (1, 0), (1, 1), (0, 1))
            numbers = [
                1 + (step + along) % AROUND * ACROSS + (section + across) % ACROSS
                for along, across in corners
            ]
            lines.append("f " + " ".join(map(str, numbers)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(obj_text())
