"""The picture that `render-image` shows, built up call by call."""

from dataclasses import dataclass, field

from livebind_backend.arrays import Floats

__all__ = ["FrameCache"]


@dataclass
class FrameCache:
    """Remembers the last picture and what it was rendered from."""

    key: object = None
    accumulation: int = 0
    color: Floats | None = field(default=None, repr=False)

    def reset_unless(self, key: object) -> None:
        """Forget the picture if it shows something else than the key stands for."""
        if key != self.key:
            self.key = key
            self.accumulation = 0
            self.color = None

    def store(self, color: Floats) -> None:
        """Replace the picture by a better one."""
        self.color = color
        self.accumulation += 1
