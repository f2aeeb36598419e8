"""The scene: all models by number."""

import heapq
from collections.abc import Callable

from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.scene.bounds import Bounds, union
from livebind_backend.scene.models import Content, Model, Placement, Surface
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.transforms import IDENTITY, Transform, complete

__all__ = ["Scene"]


class Scene:
    """Holds every model and knows when something changed."""

    def __init__(self) -> None:
        self._placements: dict[int, Placement] = {}
        self._freed: list[int] = []
        self.revision = 0
        """Grows with each change of anything in the scene."""

    @property
    def placements(self) -> list[Placement]:
        """All places, by number."""
        return [self._placements[number] for number in sorted(self._placements)]

    @property
    def bounds(self) -> Bounds:
        """The box around everything that has an extent."""
        return union([placement.bounds for placement in self._placements.values()])

    @property
    def simulations(self) -> list[Simulation]:
        """What changes with time in the models."""
        contents = [placement.model.content for placement in self._placements.values()]
        return [
            content.simulation
            for content in contents
            if isinstance(content, Surface) and content.simulation is not None
        ]

    def touch(self) -> None:
        """Note that something in the scene changed."""
        self.revision += 1

    def add(self, model: Model, transform: Transform = IDENTITY) -> Placement:
        """Place a model; its number is the lowest free one."""
        # A real service gives numbers again too.
        number = heapq.heappop(self._freed) if self._freed else len(self._placements)
        placement = Placement(number, model, complete(transform))
        self._placements[number] = placement
        self.touch()
        return placement

    def get(self, number: int) -> Placement:
        """Find a place.

        Raises:
            InvalidParamsError: The scene has no such number.
        """
        try:
            return self._placements[number]
        except KeyError:
            raise InvalidParamsError(f"No model found with ID {number}") from None

    def existing(self, number: int) -> Placement:
        """Find a place like `get`, for methods that answer with another code if there is none.

        Raises:
            InternalError: The scene has no such number.
        """
        try:
            return self.get(number)
        except InvalidParamsError as error:
            raise InternalError(error.message) from None

    def remove(self, numbers: list[int]) -> None:
        """Remove several places, or none.

        Raises:
            InternalError: The scene has not all of these numbers.
        """
        for number in numbers:
            self.existing(number)
        for number in set(numbers):
            del self._placements[number]
            heapq.heappush(self._freed, number)
        self.touch()

    def clear(self, unwanted: Callable[[Content], bool]) -> None:
        """Remove everything whose content is unwanted."""
        self.remove(
            [
                number
                for number, placement in self._placements.items()
                if unwanted(placement.model.content)
            ]
        )
