"""Sizes of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from livebind import UsageError

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Resolution"]


class Resolution(tuple[int, int]):
    """Width and height in pixels; a tuple, as generated types take it.

    Raises:
        UsageError: one of them is not positive.
    """

    __slots__ = ()

    hd: ClassVar[Resolution]
    """1280 x 720."""
    full_hd: ClassVar[Resolution]
    """1920 x 1080."""
    ultra_hd: ClassVar[Resolution]
    """3840 x 2160, also called 4K."""
    production: ClassVar[Resolution]
    """15360 x 8640, for large prints and walls."""

    def __new__(cls, width: int, height: int) -> Self:
        """Make it of two numbers, not of one tuple; a tuple could not do it later."""
        if not (width > 0 and height > 0):
            raise UsageError(f"a picture of {width} x {height} pixels has none")
        return super().__new__(cls, (width, height))

    def __getnewargs__(self) -> tuple[int, int]:
        return (self.width, self.height)

    @property
    def width(self) -> int:
        """In pixels."""
        return self[0]

    @property
    def height(self) -> int:
        """In pixels."""
        return self[1]

    @property
    def aspect_ratio(self) -> float:
        """Width divided by height, for `get_full_screen_view`."""
        return self.width / self.height

    def __repr__(self) -> str:
        return f"Resolution({self.width}, {self.height})"


Resolution.hd = Resolution(1280, 720)
Resolution.full_hd = Resolution(1920, 1080)
Resolution.ultra_hd = Resolution(3840, 2160)
Resolution.production = Resolution(15360, 8640)
