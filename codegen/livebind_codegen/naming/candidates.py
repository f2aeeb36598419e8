"""Candidates for the name of a type, from the one a person would choose first to the last resort.

    definition              its key in the document: `Player.Item` is `PlayerItem`
    titled                  the title; for one of several shapes under one title: what tells it
                            apart (`BoxWithColor`), else its method (`SetMaterialGlassParams`)
    complete twin           the title and `State`, if requests have a partial type of that title
    option of a union       the constant or the required property that marks it
    result of a `get`       the noun: `getSphereLight` returns a `SphereLight`
    root                    what its methods have in common, and `Params` or `Result`
    nested                  the owner's noun and the property: `PerspectiveCameraStereo`

No candidate depends on the order of methods. A number never tells two types apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from livebind_codegen.naming.occurrences import Identity, Occurrence, Role
from livebind_codegen.schema import shapes
from livebind_codegen.text.identifiers import class_name
from livebind_codegen.text.words import (
    letters_for,
    lower_words,
    merge_words,
    pascal_case,
    singular,
    split_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Candidate", "candidates"]

Words = tuple[str, ...]

_QUANTIFIERS: Final = frozenset({"all", "available", "every"})
_JOINING_WORDS: Final = frozenset({"as", "by", "for", "from", "in", "of", "to", "with"})
_VERBS_OF_NOUNS: Final = frozenset(
    {("add",), ("create",), ("get",), ("remove",), ("set",), ("update",)}
)
"""Verbs of methods whose parameters describe the noun rather than the action."""
_DIGITS: Final = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_STEP_WORDS: Final = {"[": ("Item",), "{": ("Value",), "|": ("Option",)}
"""What steps of a path are that are no properties."""
_ENDINGS: Final = {Role.PARAMS: "Params", Role.RESULT: "Result", Role.ERROR: "Data"}
"""What the name of a whole schema ends with."""
_LONGEST_BEGINNING: Final = 60
_MAX_LISTED: Final = 3
"""Options that a union's name may list: `IrradianceOrRadiance`."""


@dataclass(frozen=True)
class Candidate:
    """A possible name."""

    name: str
    is_exact: bool = False
    """Whether it says exactly what the type is, so that it wins over one that merely could be."""


def candidates(
    identity: Identity,
    places: Sequence[Occurrence],
    *,
    owns_title: bool = False,
    is_state: bool = False,
) -> list[Candidate]:
    """Return the possible names of a type, best first, each of them once.

    Of two twins (`naming.twins`) one owns their title, the other is the state.
    """
    found: dict[str, Candidate] = {}
    for candidate in _all_candidates(
        identity.shape, places, owns_title=owns_title, is_state=is_state
    ):
        if candidate.name:
            # The words of a wire name may start with a digit, a class may not.
            name = class_name(candidate.name)
            found.setdefault(name, Candidate(name, candidate.is_exact))
    return list(found.values())


def _all_candidates(
    shape: shapes.Shape, places: Sequence[Occurrence], *, owns_title: bool, is_state: bool
) -> Iterator[Candidate]:
    if isinstance(shape, shapes.Reference):
        yield from _definition(shape, places[0])
        return
    title = getattr(shape, "title", "")
    if is_state:
        yield Candidate(pascal_case((*split_words(title), "State")), is_exact=True)
    if owns_title:
        yield Candidate(class_name(title), is_exact=True)
    if title:
        yield from _titled(shape, title, places)
    elif all(place.union is not None for place in places) and isinstance(shape, shapes.Object):
        yield from _options(shape, places)
    yield from _results_of_get(places)
    yield from _roots(places)
    yield from _items_of_roots(places)
    yield from _nested(places)
    yield from _kinds(shape, places)
    yield from _last_resorts(places)


def _definition(edge: shapes.Reference, place: Occurrence) -> Iterator[Candidate]:
    """Name a definition by its key, which is what its document calls it."""
    words = place.root.words
    update = ("Update",) if edge.is_pruned else ()
    if edge.target.endswith("[]"):
        yield Candidate(pascal_case((*words[:-1], singular(words[-1]), *update)) if words else "")
        yield Candidate(pascal_case((*words, "Item", *update)), is_exact=True)
    yield Candidate(pascal_case((*words, *update)), is_exact=True)
    title = split_words(getattr(place.root.shape, "title", ""))
    yield Candidate(pascal_case((*title, *update)))
    for ending in ("Type", "Schema", "Definition"):
        yield Candidate(pascal_case((*words, *update, ending)))


def _titled(shape: shapes.Shape, title: str, places: Sequence[Occurrence]) -> Iterator[Candidate]:
    words = split_words(title)
    if isinstance(shape, shapes.Object) and shape.is_pruned:
        # What a request may hold of something that has more properties in replies.
        yield Candidate(pascal_case((*words, "Update")), is_exact=True)
        return
    yield Candidate(class_name(title), is_exact=False)
    if isinstance(shape, shapes.Object) and not all(_is_root(place) for place in places):
        yield from _specialised(shape, words)
    yield from _results_of_get(places)
    yield from _roots(places)
    owners = {place.owner for place in places}
    if len(owners) == 1 and (owner := owners.pop()):
        yield Candidate(pascal_case(merge_words(owner, words)))
    common = _common([place.root.words for place in places])
    if common:
        yield Candidate(pascal_case(merge_words(common, words)))


def _specialised(shape: shapes.Object, title: Words) -> Iterator[Candidate]:
    """Name a shape that shares its title by its titled parts: a GeometryWithColor of a Box."""
    parts = [
        (split_words(property_.name), split_words(part.title))
        for property_ in shape.properties
        if isinstance(part := _item(property_.shape), shapes.Object) and part.title
    ]
    if len(parts) != 1:
        return
    name, part_words = parts[0]
    replaced = _replaced(title, name, part_words)
    yield Candidate(pascal_case(replaced or (*part_words, *title)))


def _replaced(title: Words, name: Words, part: Words) -> Words:
    """Return the title with the words of the property in it replaced by those of the part."""
    lower_title, lower_name = lower_words(title), lower_words(name)
    for start in range(len(title) - len(name) + 1):
        if lower_title[start : start + len(name)] == lower_name:
            return (*title[:start], *part, *title[start + len(name) :])
    return ()


def _options(shape: shapes.Object, places: Sequence[Occurrence]) -> Iterator[Candidate]:
    leaf = _common([place.leaf for place in places])
    constant = _constant(shape)
    if constant:
        yield Candidate(pascal_case(merge_words(constant, leaf)))
        yield Candidate(pascal_case((*constant, *leaf)))
        return
    required = [property_.name for property_ in shape.properties if property_.required]
    if not required:
        return
    key = split_words(required[0])
    yield Candidate(pascal_case(key))
    if leaf:
        yield Candidate(pascal_case(merge_words(leaf, key)))
    kinds = {_kind_of_union(place.union) for place in places if place.union is not None}
    if len(kinds) == 1:
        yield Candidate(pascal_case((*kinds.pop(), *key)))


def _results_of_get(places: Sequence[Occurrence]) -> Iterator[Candidate]:
    nouns = {
        place.root.noun
        for place in places
        if _is_root(place)
        and place.root.role is Role.RESULT
        and lower_words(place.root.words)[:1] == ("get",)
    }
    if len(nouns) == 1:
        yield Candidate(pascal_case(nouns.pop()), is_exact=True)


def _roots(places: Sequence[Occurrence]) -> Iterator[Candidate]:
    if not all(_is_root(place) for place in places):
        return
    for role, ending in _ENDINGS.items():
        if all(place.root.role is role for place in places):
            common = _common([place.root.words for place in places])
            if common:
                yield Candidate(pascal_case((*common, ending)), is_exact=len(places) == 1)
            else:
                yield Candidate(pascal_case((*_common_keys(places), ending)))
    if all(place.root.role is Role.LOADER for place in places):
        common = _common([place.root.words for place in places])
        yield Candidate(pascal_case((*merge_words(common, ("Loader",)), "Parameters")))


def _items_of_roots(places: Sequence[Occurrence]) -> Iterator[Candidate]:
    if not all(place.path == ("[]",) for place in places):
        return
    noun = _common([place.root.noun for place in places])
    counted = tuple(word for word in noun if word.lower() not in _QUANTIFIERS)
    if counted:
        yield Candidate(pascal_case((*counted[:-1], singular(counted[-1]))))
        yield Candidate(pascal_case((*counted[:-1], singular(counted[-1]), "Item")))


def _nested(places: Sequence[Occurrence]) -> Iterator[Candidate]:
    inner = [place for place in places if place.leaf]
    if not inner or len(inner) < len(places):
        return
    leaf = _common([place.leaf for place in inner])
    owners = {_owner(place) for place in inner}
    owner = _common(list(owners))
    is_exact = len(owners) == 1 and min(_depth(place) for place in inner) == 1
    if leaf and owner:
        yield Candidate(pascal_case(merge_words(owner, leaf)), is_exact=is_exact)
    if leaf and len(owners) > 1:
        yield Candidate(pascal_case(leaf))
    if leaf and len(owner) > 1:
        yield Candidate(pascal_case((owner[-1], *leaf)))
    methods = {place.root.words for place in inner}
    if leaf and len(methods) == 1:
        yield Candidate(pascal_case(merge_words(methods.pop(), leaf)))


def _kinds(shape: shapes.Shape, places: Sequence[Occurrence]) -> Iterator[Candidate]:
    if not isinstance(shape, shapes.Union):
        return
    constants = [_constant(option) for option in shape.options]
    if all(constants) and len(constants) <= _MAX_LISTED:
        listed = [word for words in sorted(constants) for word in ("Or", *words)]
        yield Candidate(pascal_case(tuple(listed[1:])))
    kind = _kind_of_union(shape)
    owner = _common([_owner(place) for place in places])
    if kind:
        yield Candidate(pascal_case((*owner, *kind)))


def _last_resorts(places: Sequence[Occurrence]) -> Iterator[Candidate]:
    """Yield the full path, which no other shape has, of each place in turn."""
    for place in places:
        path = [word for name in place.path if name[:1] not in "[{" for word in _words_of(name)]
        yield Candidate(pascal_case((*place.root.words, *path)))
        yield Candidate(pascal_case((*place.root.words, place.root.role.value, *path)))
    for place in places:
        steps = [word for name in place.path for word in _spelled(name)]
        name = pascal_case((*place.root.words, place.root.role.value, *steps))
        yield Candidate(name)
        # Two long paths may begin alike: letters for what is cut off, as a number tells nothing.
        yield Candidate(f"{name[:_LONGEST_BEGINNING]}{letters_for(place.where)}")


def _words_of(step: str) -> Words:
    """Return the words of a step, the index of an option spelled out."""
    is_index = step.startswith("|") and "=" not in step
    return _spelled(step)[: -len(_STEP_WORDS["|"]) or None] if is_index else split_words(step)


def _spelled(step: str) -> Words:
    """Return the words of a step, also of one that is no property, its digits spelled out."""
    spelled = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit[0])]} ", step)
    ending = _STEP_WORDS.get(step[:1], ())
    return (*split_words(spelled.strip("[]{}|")), *ending) if spelled.strip("[]{}|") else ending


def _is_root(place: Occurrence) -> bool:
    return not place.path


def _owner(place: Occurrence) -> Words:
    """Return what a nested shape belongs to: the titled object, the noun, or else the method."""
    if place.owner:
        return place.owner
    verb = lower_words(place.root.words)[:1]
    return place.root.noun if verb in _VERBS_OF_NOUNS else place.root.words


def _constant(shape: shapes.Shape) -> Words:
    """Return the words of the constant that marks an object, empty if there is none."""
    for property_ in shape.properties if isinstance(shape, shapes.Object) else ():
        if isinstance(property_.shape, shapes.Constant) and property_.required:
            return split_words(property_.shape.value)
    return ()


def _depth(place: Occurrence) -> int:
    return sum(name[:1] not in {"[", "|"} for name in place.path)


def _item(shape: shapes.Shape) -> shapes.Shape:
    """Return the shape of one item if `shape` is a list, else `shape`."""
    return shape.items if isinstance(shape, shapes.Array) else shape


def _kind_of_union(union: shapes.Union | None) -> Words:
    """Return words for the plain value that a union allows beside objects: scalar, vector3."""
    options = union.options if union else ()
    lists = [one for one in options if isinstance(one, shapes.Tuple | shapes.OpenTuple)]
    for option in options:
        match option:
            case shapes.Number() | shapes.Integer():
                return ("Scalar",)
            case shapes.Tuple(items=items) if len(lists) == 1:
                return (f"Vector{len(items)}",)
            case shapes.String():
                return ("Text",)
            case _:
                continue
    return ()


def _common(names: Sequence[Words]) -> Words:
    """Return the words that all names end with, else those that they all start with."""
    distinct = {lower_words(name): name for name in sorted(names)}
    first, *others = distinct.values()
    if not others:
        return first
    lower = list(distinct)
    size = _shared(reversed(name) for name in lower)
    if size:
        return first[len(first) - size :]
    words = first[: _shared(lower)]
    while words and words[-1].lower() in _JOINING_WORDS:
        words = words[:-1]
    return words


def _shared(names: Iterable[Iterable[str]]) -> int:
    size = 0
    for words in zip(*names, strict=False):
        if len(set(words)) > 1:
            break
        size += 1
    return size


def _common_keys(places: Sequence[Occurrence]) -> Words:
    shape = places[0].root.shape
    if isinstance(shape, shapes.Object) and shape.properties:
        return split_words(shape.properties[0].name)
    return ("Empty",)
