"""What a generated package was made from, so that an error can say when an instance is another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

__all__ = ["Bindings"]


@dataclass(frozen=True)
class Bindings:
    """The backend that a package was generated from, and how another instance tells its version."""

    title: str
    """What the backend is, such as `Brayns`."""
    version: str
    """Its version."""
    version_method: str = ""
    """Name of the method that tells the version of an instance, empty if none is known."""
    version_parts: tuple[str, ...] = ()
    """The properties of its result that make up the version, between dots; none if the result is
    the version itself."""

    def __str__(self) -> str:
        return f"{self.title} {self.version}".strip() or "a backend without a name"

    def version_in(self, reply: object) -> str:
        """Return the version in a reply to `version_method`, empty if it is not to be found."""
        values: list[object] = [reply]
        if self.version_parts:
            if not isinstance(reply, dict):
                return ""
            properties = cast("dict[object, object]", reply)
            values = [properties.get(part) for part in self.version_parts]
        if not all(isinstance(value, str | int) for value in values):
            return ""
        return ".".join(map(str, values))
