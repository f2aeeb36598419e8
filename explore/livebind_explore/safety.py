"""Which methods change nothing, as far as their names tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.text.words import split_words

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

__all__ = ["SafeMethods"]

_READING: Final = frozenset(
    {"count", "describe", "discover", "find", "get", "has", "inspect", "is", "list", "ping"}
    | {"query", "read", "registry", "schema", "search", "version"}
)
"""First words of names of methods that only read."""
_PICTURES: Final = frozenset({"export-gbuffers", "render-image", "snapshot"})
"""Methods that only read, though their names begin with what they give."""


class SafeMethods:
    """Tells methods that only read from those that may do more: any whose name does not say it."""

    def __init__(self, description: Description) -> None:
        self._safe = frozenset(
            one.name
            for one in description.methods
            if not one.ends_backend and not one.takes_data and _is_reading(one.name)
        )

    def is_safe(self, method: str) -> bool:
        """Whether a method of this name is known to change nothing."""
        return method in self._safe


def _is_reading(name: str) -> bool:
    # What is before the last dot or slash is the part of the backend that the method belongs to.
    own = name.replace("/", ".").rpartition(".")[2]
    words = [word.lower() for word in split_words(own)]
    return name in _PICTURES or (bool(words) and words[0] in _READING)
