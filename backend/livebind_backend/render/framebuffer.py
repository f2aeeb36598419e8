"""The picture that `render-image` shows, built up call by call."""

from dataclasses import dataclass, field

from livebind_backend.arrays import Floats

__all__ = ["FrameCache"]


@dataclass
class FrameCache:
    """Remembers the last picture and what it was rendered from."""

    key: object = None
    """What it shows."""
    accumulation: int = 0
    """How many samples it is the average of; none for one that is only a preview."""
    color: Floats | None = field(default=None, repr=False)
    """The picture, shape (height, width, 4)."""

    def reset_unless(self, key: object) -> None:
        """Forget the picture if it shows something else than the key stands for."""
        if key != self.key:
            self.key = key
            self.accumulation = 0
            self.color = None

    def preview(self, color: Floats) -> None:
        """Show a smaller picture until there is a sample of the whole one."""
        self.color = color

    def accumulate(self, color: Floats) -> None:
        """Add one sample."""
        if self.color is None or self.accumulation == 0:
            self.color = color
        else:
            self.color = self.color + (color - self.color) / (self.accumulation + 1)
        self.accumulation += 1
