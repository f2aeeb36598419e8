"""Scale, rotation and translation of models."""

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Floats, Vector3, Vector4
from livebind_backend.declarations import About

__all__ = [
    "IDENTITY",
    "Transform",
    "apply_to_normals",
    "apply_to_points",
    "complete",
    "matrix_of",
    "rotation_of",
]


@dataclass(frozen=True)
class Transform:
    """Moves a model: it is scaled, then rotated, then translated."""

    rotation: Annotated[Vector4 | None, About("Rotation as a quaternion XYZW")] = None
    scale: Annotated[Vector3 | None, About("Factors along X, Y and Z")] = None
    translation: Annotated[Vector3 | None, About("Shift along X, Y and Z, in world units")] = None


IDENTITY: Final = Transform(
    rotation=(0.0, 0.0, 0.0, 1.0), scale=(1.0, 1.0, 1.0), translation=(0.0, 0.0, 0.0)
)


def complete(transform: Transform, base: Transform = IDENTITY) -> Transform:
    """Take from `base` what the transform leaves out."""
    return Transform(
        rotation=base.rotation if transform.rotation is None else transform.rotation,
        scale=base.scale if transform.scale is None else transform.scale,
        translation=base.translation if transform.translation is None else transform.translation,
    )


def matrix_of(transform: Transform) -> Floats:
    """Make the 4 by 4 matrix that moves column vectors."""
    full = complete(transform)
    matrix = np.eye(4)
    matrix[:3, :3] = _rotation_matrix(full.rotation or (0, 0, 0, 1)) * np.array(full.scale)
    matrix[:3, 3] = full.translation
    return matrix.astype(np.float32)


def _rotation_matrix(quaternion: Vector4) -> Floats:
    length = float(np.linalg.norm(quaternion))
    if length == 0:
        return np.eye(3, dtype=np.float32)
    x, y, z, w = (value / length for value in quaternion)
    # The matrix of v -> q v q*, written out.
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ],
        np.float32,
    )


def rotation_of(matrix: Floats) -> Vector4:
    """Return the quaternion XYZW of the rotation that is closest to a 3 by 3 matrix."""
    (a, b, c), (d, e, f), (g, h, i) = matrix.astype(np.float64).tolist()
    # That which a form takes its largest value for (I. Y. Bar-Itzhack, 2000).
    form = np.array(
        [
            [a - e - i, b + d, c + g, h - f],
            [b + d, e - a - i, f + h, c - g],
            [c + g, f + h, i - a - e, d - b],
            [h - f, c - g, d - b, a + e + i],
        ]
    )
    x, y, z, w = np.linalg.eigh(form)[1][:, -1].tolist()
    return (x, y, z, w) if w >= 0 else (-x, -y, -z, -w)


def apply_to_points(matrix: Floats, points: Floats) -> Floats:
    """Move points of shape (n, 3)."""
    moved: Floats = points @ matrix[:3, :3].T + matrix[:3, 3]
    return moved


def apply_to_normals(matrix: Floats, normals: Floats) -> Floats:
    """Turn unit normals of shape (..., 3); they stay perpendicular to their surface."""
    linear = matrix[:3, :3].astype(np.float64)
    if abs(np.linalg.det(linear)) < np.finfo(np.float32).tiny:
        return normals
    # Normals turn by the transposed inverse, and as rows by the inverse.
    turned = normals @ np.linalg.inv(linear).astype(np.float32)
    lengths = np.linalg.norm(turned, axis=-1, keepdims=True)
    unit: Floats = turned / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit
