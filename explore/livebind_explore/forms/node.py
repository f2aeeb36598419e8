"""What a form is made of: one node for each part of a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from livebind_codegen.schema.shapes import Documentation

if TYPE_CHECKING:
    from livebind_codegen.schema.shapes import Shape

__all__ = ["Kind", "Node"]


class Kind(StrEnum):
    """How a part of a value is filled in, and what `Node.value` is then."""

    FIXED = "fixed"
    """The only value that there is, as JSON is in Python."""
    SWITCH = "switch"
    """True or False."""
    INTEGER = "integer"
    """The number as text, as it was typed."""
    NUMBER = "number"
    """Likewise."""
    TEXT = "text"
    """The text."""
    CHOICE = "choice"
    """The index of one of the `choices`, -1 if none is chosen."""
    VECTOR = "vector"
    """Some numbers, each as text."""
    COLOR = "color"
    """Likewise: red, green, blue, and often alpha, from 0 to 1."""
    GROUP = "group"
    """An object: a child for each property."""
    LIST = "list"
    """A list: a child for each item."""
    MAP = "map"
    """An object with any keys: a child for each, with its key."""
    UNION = "union"
    """The index of the option that its only child is, one of the `choices`; -1 if none is."""
    JSON = "json"
    """Any JSON, as text."""


@dataclass
class Node:
    """One part of a value that is filled in."""

    number: int
    """Tells it from all other nodes of all forms, ever."""
    kind: Kind
    edge: Shape
    """What it may be, as it stands where it is used: perhaps an edge to a definition."""
    shape: Shape
    """The same, resolved."""
    name: str = ""
    """The property on the wire, the place in a list; empty for a root."""
    documentation: Documentation = field(default=Documentation())
    is_required: bool = True
    is_on: bool = True
    """Whether it is a part of the value: what is optional is left out until it is switched on."""
    value: Any = None
    """What is filled in, see `Kind`."""
    key: str | None = None
    """The key of an entry of a map; None elsewhere."""
    choices: tuple[str, ...] = ()
    """What can be chosen, in words."""
    children: list[Node] = field(default_factory=list["Node"])
    is_rest: bool = False
    """Whether it is a map of the properties that an object has beside the fixed ones."""
