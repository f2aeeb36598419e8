"""Write a model to look at: a knotted tube of triangles, as an OBJ file."""

import argparse
from cmath import rect
from math import atan2, cos, sin, tau
from pathlib import Path

ALONG, ACROSS, THICKNESS = 480, 40, 0.55


def ring(angle: float) -> list[str]:
    """Return the vertices of a circle around the knot, which is closed at an angle of 2 pi."""
    # Complex numbers are places on the ground: real is X, imaginary is Z.
    away = 2 + cos(3 * angle)
    place, height = rect(away, 2 * angle), 1.1 * sin(3 * angle)
    pace = rect(1, 2 * angle) * complex(-3 * sin(3 * angle), 2 * away)
    slope, ahead = atan2(3.3 * cos(3 * angle), abs(pace)), pace / abs(pace)
    vertices: list[str] = []
    for step in range(ACROSS):
        spoke = rect(THICKNESS, tau * step / ACROSS)
        at = place + ahead * complex(-spoke.imag * sin(slope), spoke.real)
        vertices.append(f"v {at.real:.5f} {height + spoke.imag * cos(slope):.5f} {at.imag:.5f}")
    return vertices


def knot() -> list[str]:
    """Return all lines of the file: vertices, and two triangles for each step along and across."""
    lines = [vertex for step in range(ALONG) for vertex in ring(tau * step / ALONG)]
    for along in range(ALONG):
        here, there = along * ACROSS, (along + 1) % ALONG * ACROSS
        for across in range(ACROSS):
            left, right = across + 1, (across + 1) % ACROSS + 1
            lines.append(f"f {here + left} {there + left} {there + right}")
            lines.append(f"f {here + left} {there + right} {here + right}")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", metavar="MODEL", type=Path, help="file to write, such as knot.obj")
    parser.parse_args().model.write_text("\n".join(knot()) + "\n")
