"""What an instance tells all its clients without being asked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final

__all__ = ["SILENCE", "Announcements"]


@dataclass(frozen=True, slots=True)
class Announcements:
    """Messages that are sent again and again."""

    texts: Sequence[str]
    """Sent in this order, then from the first one again."""
    period: float
    """Seconds before each of them."""

    async def run(self, tell: Callable[[str], None]) -> None:
        """Tell one after the other, until it is cancelled or if there are none."""
        for text in cycle(self.texts):
            await asyncio.sleep(self.period)
            tell(text)


SILENCE: Final = Announcements((), 0)
"""Nothing."""
