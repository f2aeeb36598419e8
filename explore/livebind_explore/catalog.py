"""The methods of a backend as a list to look through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livebind_codegen.api.model import Api

__all__ = ["Item", "catalog", "found"]


@dataclass(frozen=True)
class Item:
    """One line of the list."""

    name: str
    """The method on the wire."""
    group: str
    """What it is about: the module of the package that it is in."""
    description: str
    is_deprecated: bool
    is_allowed: bool
    """Whether the session may call it."""


def catalog(api: Api, is_allowed: Callable[[str], bool]) -> list[Item]:
    """Return all methods, sorted by group and name."""
    items = [
        Item(
            name=one.name,
            group=one.module.rstrip("_").replace("_", " "),
            description=plain_text(one.description, 400),
            is_deprecated=one.deprecated,
            is_allowed=is_allowed(one.name),
        )
        for one in api.methods
    ]
    return sorted(items, key=lambda item: (item.group, item.name))


def found(items: Sequence[Item], search: str) -> list[Item]:
    """Return the items in which each word of `search` occurs; those in whose name all do first."""
    words = search.lower().split()
    matching = [
        item
        for item in items
        if all(word in f"{item.name} {item.group} {item.description}".lower() for word in words)
    ]
    named = [item for item in matching if all(word in item.name.lower() for word in words)]
    return [*named, *(item for item in matching if item not in named)] if words else matching
