"""Where each shape occurs: what its name is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from livebind_codegen.schema import shapes
from livebind_codegen.schema.graph import is_type
from livebind_codegen.schema.shapes import Shape, children
from livebind_codegen.text.words import lower_words, singular, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Identity", "Occurrence", "Role", "Root", "identify", "is_named", "occurrences"]

_GENERIC_WORDS: Final = frozenset(
    {"message", "parameter", "parameters", "params", "request", "response", "result"}
)
"""Words that end a title without saying anything about what is inside."""
_STEPS: Final = frozenset("[|{")
"""What steps of a path start with that are no properties."""


class Role(Enum):
    """What a whole schema is for."""

    PARAMS = "params"
    RESULT = "result"
    LOADER = "loader"
    ERROR = "error"
    NOTIFICATION = "notification"
    DEFINITION = "definition"


@dataclass(frozen=True)
class Root:
    """A whole schema of a description."""

    owner: str
    """The method or loader that it belongs to, or the key of a definition."""
    role: Role
    shape: Shape
    edge: shapes.Reference | None = None
    """The edge that leads to it if it is a definition."""
    description: str = ""
    """What a definition says of itself."""

    @property
    def words(self) -> tuple[str, ...]:
        """The owner's words, the verb of a method first."""
        return split_words(self.owner)

    @property
    def noun(self) -> tuple[str, ...]:
        """The owner's words without the verb, or all of them if there is no other."""
        return self.words[1:] or self.words


@dataclass(frozen=True)
class Identity:
    """What makes two shapes one type: equal structure and title, or one definition.

    Parameters of a method stay a type of their own as long as no title says otherwise.
    """

    shape: Shape
    is_params: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One place where a shape stands."""

    root: Root
    path: tuple[str, ...] = ()
    """The properties that lead to it, `[]` for the items of an array, `|...` for an option."""
    owner: tuple[str, ...] = ()
    """Words of the nearest titled object around it, without generic endings; else empty."""
    union: shapes.Union | None = None
    """The union that it is an option of."""
    description: str = ""
    """What the schema says about the property it stands in."""

    @property
    def where(self) -> str:
        """The place as text: the key of the lock file."""
        return ".".join((self.root.owner, self.root.role.value, *self.path))

    @property
    def leaf(self) -> tuple[str, ...]:
        """Words of the property it stands in, for one item if it is a list; empty for a root."""
        names = [name for name in self.path if name[:1] not in _STEPS]
        if not names:
            return ()
        words = split_words(names[-1])
        if words and self.path[-1].startswith("["):
            words = (*words[:-1], singular(words[-1]))
        return words


def identify(shape: Shape, *, is_root_params: bool) -> Identity:
    """Return the identity of a type at its place: an edge stands for the definition it leads to."""
    is_untitled = isinstance(shape, shapes.Object) and not shape.title
    return Identity(shape, is_params=is_root_params and is_untitled)


def is_named(shape: Shape) -> bool:
    """Whether code calls a shape by a name: a type, or an edge to a definition."""
    return isinstance(shape, shapes.Reference) or is_type(shape)


def occurrences(roots: Iterable[Root]) -> dict[Identity, list[Occurrence]]:
    """Return where each type occurs, the places sorted; a definition occurs as its own root."""
    found: dict[Identity, list[Occurrence]] = {}
    for root in roots:
        start = Occurrence(
            root, owner=root.words if root.edge else (), description=root.description
        )
        for shape, occurrence in _walk(root.shape, start):
            is_start = occurrence is start
            if is_start and root.role is Role.NOTIFICATION:
                continue  # each notification is a class of its own
            if is_start and root.edge is not None:
                identity = Identity(root.edge)
            else:
                is_root_params = root.role is Role.PARAMS and is_start
                identity = identify(shape, is_root_params=is_root_params)
            found.setdefault(identity, []).append(occurrence)
    for places in found.values():
        places.sort(key=lambda place: place.where)
    return found


def _walk(shape: Shape, place: Occurrence) -> Iterator[tuple[Shape, Occurrence]]:
    if is_type(shape) or (place.root.edge is not None and not place.path):
        yield shape, place
    match shape:
        case shapes.Object(properties=properties, title=title, free=free):
            owner = place.owner if place.root.edge and not place.path else _owner_words(title)
            owner = owner or place.owner
            for property_ in properties:
                path = (*place.path, property_.name)
                text = property_.documentation.description
                inner = Occurrence(place.root, path, owner, description=text)
                yield from _walk(property_.shape, inner)
            if free is not None:
                yield from _walk(free, Occurrence(place.root, (*place.path, "{}"), owner))
        case shapes.Union(options=options):
            for option, mark in zip(options, _marks(options), strict=True):
                path = (*place.path, f"|{mark}")
                yield from _walk(option, replace(place, path=path, union=shape))
        case shapes.Nullable(shape=wrapped):
            yield from _walk(wrapped, place)
        case _:
            inside = list(dict.fromkeys(children(shape)))
            for index, child in enumerate(inside):
                step = "[]" if len(inside) == 1 else f"[{index}]"
                yield from _walk(child, replace(place, path=(*place.path, step), union=None))


def _marks(options: Sequence[Shape]) -> list[str]:
    """Return what tells each option of a union from all the others: a word, or else its index."""
    marks = [_mark(option) for option in options]
    own = [
        mark if mark and marks.count(mark) == 1 else _own(option, options)
        for option, mark in zip(options, marks, strict=True)
    ]
    return [
        found if found and own.count(found) == 1 else f"{mark}{index}"
        for index, (found, mark) in enumerate(zip(own, marks, strict=True))
    ]


def _own(option: Shape, options: Sequence[Shape]) -> str:
    """Return a property, if possible a required one, or a value that no other option has."""
    others = {
        word
        for other in options
        if other is not option and type(other) is type(option)
        for word in _inside(other)
    }
    own = (word for word in _inside(option) if word not in others and split_words(word))
    return next(own, "")


def _inside(option: Shape) -> list[str]:
    """Return the properties of an object, required ones first, or the values of an enum."""
    match option:
        case shapes.Object(properties=properties):
            return [one.name for one in sorted(properties, key=lambda one: not one.required)]
        case shapes.Enumeration(members=members):
            return [one.value for one in members]
        case _:
            return []


def _mark(option: Shape) -> str:
    """Return what tells an option of a union apart: its constant or its first required key."""
    required = [one for one in getattr(option, "properties", ()) if one.required]
    for property_ in required:
        if isinstance(property_.shape, shapes.Constant):
            return f"{property_.name}={property_.shape.value}"
    return required[0].name if required else ""


def _owner_words(title: str) -> tuple[str, ...]:
    words = split_words(title)
    while len(words) > 1 and lower_words(words)[-1] in _GENERIC_WORDS:
        words = words[:-1]
    return words
