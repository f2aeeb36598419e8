"""Models that tests can tell by their looks."""

from __future__ import annotations

from itertools import product

__all__ = ["box_obj"]

_SIDES = ((1, 2, 4, 3), (5, 7, 8, 6), (1, 5, 6, 2), (3, 4, 8, 7), (1, 3, 7, 5), (2, 6, 8, 4))


def box_obj(low: tuple[float, float, float], high: tuple[float, float, float]) -> str:
    """Return a box along the axes as the text of an OBJ file."""
    corners = product(*zip(low, high, strict=True))
    lines = [f"v {x} {y} {z}" for x, y, z in corners]
    for first, second, third, fourth in _SIDES:
        lines += [f"f {first} {second} {third}", f"f {first} {third} {fourth}"]
    return "\n".join(lines) + "\n"
