"""Vectors of three numbers, with the arithmetic that people expect.

A `Vector3` is a tuple, so that it goes wherever generated types take `tuple[float, float, float]`;
its methods take any such tuple in return.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from livebind import UsageError

if TYPE_CHECKING:
    from typing import Self

__all__ = ["AnyVector3", "Vector3"]

AnyVector3: TypeAlias = tuple[float, float, float]
"""What is accepted as a vector: a `Vector3` or a plain tuple of X, Y and Z."""


class Vector3(tuple[float, float, float]):
    """X, Y and Z; in world units where it is a place or a size.

    `+` and `-` add and subtract vectors (not chain tuples), `*` and `/` scale by a number, or each
    component by that of another vector.
    """

    __slots__ = ()

    def __new__(cls, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Self:
        """Make it of three numbers, not of one tuple; a tuple could not do it later."""
        return super().__new__(cls, (x, y, z))

    def __getnewargs__(self) -> AnyVector3:
        return (self.x, self.y, self.z)

    @classmethod
    def of(cls, values: AnyVector3) -> Self:
        """Return a plain tuple as a vector."""
        return cls(*values)

    @property
    def x(self) -> float:
        """To the right, in a front view."""
        return self[0]

    @property
    def y(self) -> float:
        """Upwards, in a front view."""
        return self[1]

    @property
    def z(self) -> float:
        """Towards the viewer, in a front view."""
        return self[2]

    @property
    def norm(self) -> float:
        """Length."""
        return math.hypot(*self)

    @property
    def normalized(self) -> Vector3:
        """The direction, with a length of 1.

        Raises:
            UsageError: it is zero, or so short that it has no direction.
        """
        norm = self.norm
        if norm == 0.0:
            raise UsageError("a vector of length 0 has no direction")
        # Scaled first: the inverse of a very small norm would be infinite.
        return Vector3(self.x / norm, self.y / norm, self.z / norm)

    def dot(self, other: AnyVector3) -> float:
        """Return the scalar product."""
        return self.x * other[0] + self.y * other[1] + self.z * other[2]

    def cross(self, other: AnyVector3) -> Vector3:
        """Return the vector product, right-handed."""
        x, y, z = other
        return Vector3(
            self.y * z - self.z * y,
            self.z * x - self.x * z,
            self.x * y - self.y * x,
        )

    # A sum of vectors is what people mean by `+`; that of tuples would have six numbers.
    def __add__(self, other: AnyVector3) -> Vector3:  # type: ignore[override]  # as said above
        x, y, z = other
        return Vector3(self.x + x, self.y + y, self.z + z)

    def __radd__(self, other: AnyVector3) -> Vector3:
        return self + other

    def __sub__(self, other: AnyVector3) -> Vector3:
        x, y, z = other
        return Vector3(self.x - x, self.y - y, self.z - z)

    def __rsub__(self, other: AnyVector3) -> Vector3:
        return -self + other

    def __neg__(self) -> Vector3:
        return Vector3(-self.x, -self.y, -self.z)

    # Likewise, a product scales; it does not repeat.
    def __mul__(self, factor: float | AnyVector3) -> Vector3:  # type: ignore[override]  # see above
        x, y, z = _factors(factor)
        return Vector3(self.x * x, self.y * y, self.z * z)

    def __rmul__(self, factor: float | AnyVector3) -> Vector3:  # type: ignore[override]  # see above
        return self * factor

    def __truediv__(self, divisor: float | AnyVector3) -> Vector3:
        x, y, z = _factors(divisor)
        return Vector3(self.x / x, self.y / y, self.z / z)

    def __repr__(self) -> str:
        return f"Vector3({self.x:g}, {self.y:g}, {self.z:g})"


def _factors(factor: float | AnyVector3) -> AnyVector3:
    return factor if isinstance(factor, tuple) else (factor, factor, factor)
