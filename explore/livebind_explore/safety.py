"""Which methods change nothing, as far as their names tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.probing.choice import is_asking

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

__all__ = ["SafeMethods"]

_PICTURES: Final = frozenset({"export-gbuffers", "render-image", "snapshot"})
"""Methods that only read, though their names begin with what they give."""


class SafeMethods:
    """Tells methods that only read from those that may do more: any whose name does not say it."""

    def __init__(self, description: Description) -> None:
        self._safe = frozenset(
            one.name
            for one in description.methods
            if not one.ends_backend
            and not one.takes_data
            and (one.name in _PICTURES or is_asking(one.name))
        )

    def is_safe(self, method: str) -> bool:
        """Whether a method of this name is known to change nothing."""
        return method in self._safe
