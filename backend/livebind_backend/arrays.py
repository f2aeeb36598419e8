"""Names for the arrays that the scene and the renderer pass around."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Booleans", "Color3", "Color4", "Floats", "Integers", "Vector2", "Vector3", "Vector4"]

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
"""Positions, directions, colours: 32 bits where there are many, as Embree computes with."""

Integers: TypeAlias = npt.NDArray[np.integer[Any]]
"""Numbers of faces, rays and the like: 32 bits where they are kept."""

Booleans: TypeAlias = npt.NDArray[np.bool_]

Vector2: TypeAlias = tuple[float, float]
Vector3: TypeAlias = tuple[float, float, float]
Vector4: TypeAlias = tuple[float, float, float, float]
Color3: TypeAlias = tuple[float, float, float]
"""Red, green, blue, from 0 to 1."""
Color4: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity, from 0 to 1."""
