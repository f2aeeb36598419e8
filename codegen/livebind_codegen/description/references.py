"""Resolves the references of a document: afterwards each names a definition, and none is open.

A reference may be any JSON pointer into the document, an anchor, a URI that a schema of the
document has by its `$id`, or the bare key of a definition. Schemas that come with definitions of
their own (`$defs`) may say `#/$defs/...` although they stand somewhere in a larger document. What
is referred to becomes a definition, and stays where it was as a reference to it. So no schema is
written twice, and the work grows with the document alone.
"""

from __future__ import annotations

from collections import Counter, deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote, urldefrag, urljoin

from livebind_codegen.description.definition_keys import assign_keys
from livebind_codegen.description.places import (
    COMPONENT_KINDS,
    OPENRPC_PARTS,
    Place,
    outermost_places,
)
from livebind_codegen.description.pointers import (
    is_unresolved,
    reference_to,
    slots_along,
    split_fragment,
    unresolved,
)
from livebind_codegen.description.subschemas import (
    DEFINITION_KEYWORDS,
    subschemas,
    words_of,
)
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.description.definition_keys import Link
    from livebind_codegen.description.pointers import Slot

__all__ = ["resolve_references"]

_Key: TypeAlias = tuple[int, int | str]
"""A slot: which holder (Python's identity of it), and which slot of it."""

_DYNAMIC: Final = ("$dynamicRef", "$recursiveRef")
_REFERRING: Final = frozenset({"$ref", "discriminator", "extends", *_DYNAMIC})
"""Keywords in which a schema refers to others."""
_IDENTIFIERS: Final = frozenset({"$anchor", "$dynamicAnchor", "$id", "$recursiveAnchor", "id"})
"""Keywords that say how others refer to a schema (`id` in old drafts, if it is a string)."""
_RESOLVED: Final = _IDENTIFIERS.union(DEFINITION_KEYWORDS)
"""Keywords that mean nothing more once all references are resolved."""
_KEPT_BESIDE_REFERENCES: Final = ("default", "deprecated", "description", "readOnly", "writeOnly")
"""Keywords that say something about the place, and not only about its type."""


def resolve_references(document: dict[str, Any]) -> dict[str, Any]:
    """Make all references to schemas in an OpenRPC document canonical; return its definitions.

    The definitions are those of the document and all else that is referred to, by their canonical
    reference. The document itself is changed. A reference that leads nowhere in it becomes one
    that `pointers.why_missing` explains, as does a dynamic one that may lead to several schemas
    (which keeps its keyword).
    """
    resolver = _Resolver(document)
    links = resolver.links()
    places = dict.fromkeys(
        [one for one in resolver.places if one.is_component or _is_worth_sharing(one)]
        + [place for *_, place in links]
    )
    for place in resolver.places:
        _strip(place.schema)
    contents = {place: place.schema for place in places}
    for place in places:
        if not place.is_component:
            reference = _reference_in_place(place.schema)
            place.holder[place.slot] = reference
            links.append((reference, "$ref", place))
    keys = assign_keys(contents, links)
    references = {place: reference_to(key) for place, key in keys.items()}
    for holder, key, place in links:
        holder[key] = references[place]
    return {references[place]: schema for place, schema in contents.items()}


def _is_worth_sharing(place: Place) -> bool:
    """Whether a schema that several methods may use holds others: then it is written once."""
    schema = place.schema
    return place.is_shared and is_object(schema) and any(True for _ in subschemas(schema))


def _strip(schema: object) -> None:
    """Take away what means nothing more once all references are resolved."""
    if is_object(schema) and not _RESOLVED.isdisjoint(schema):
        for keyword in _RESOLVED & schema.keys():
            if keyword != "id" or isinstance(schema["id"], str):
                del schema[keyword]


def _reference_in_place(schema: object) -> dict[str, Any]:
    """Return what stands where a definition was: a reference (to be set), and what it is for."""
    reference: dict[str, Any] = {"$ref": ""}
    if is_object(schema):
        reference |= {key: schema[key] for key in _KEPT_BESIDE_REFERENCES if key in schema}
        if schema.get("required") is True:
            # Draft 3 says so of a property.
            reference["required"] = True
    return reference


class _Resolver:
    """Knows the schemas of a document, what each is called, and what refers to what."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._places: dict[_Key, Place] = {}
        self._resources: dict[str, Place] = {}
        self._anchors: dict[tuple[str, str], list[Place]] = {}
        self._dynamic: Counter[str] = Counter()
        self._components: dict[str, Place] = {}
        self._open: deque[tuple[dict[str, Any], str, Place]] = deque()
        for place in outermost_places(document):
            self._enter(place)
            if place.is_component:
                self._components[reference_to(place.own_name)] = place

    @property
    def places(self) -> tuple[Place, ...]:
        """The schemas that were found so far."""
        return tuple(self._places.values())

    def links(self) -> list[Link]:
        """Resolve what is open: return what refers to which place."""
        links: list[Link] = []
        while self._open:
            # Each may lead to schemas that nothing else leads to, with references of their own.
            holder, key, place = self._open.popleft()
            reference: str = holder[key]
            target = self._find(reference, place)
            is_dynamic = holder is place.schema and key in _DYNAMIC
            if target is None or (is_dynamic and not self._is_static(reference, target)):
                if not is_unresolved(reference):
                    holder[key] = unresolved(reference)
                continue
            if is_dynamic:
                holder["$ref"], key = holder.pop(key), "$ref"
            links.append((holder, key, target))
        return links

    def _is_static(self, reference: str, target: Place) -> bool:
        """Whether a dynamic reference that was found to lead to `target` can lead nowhere else."""
        schema = target.schema
        if not is_object(schema):
            return True
        name = unquote(reference.partition("#")[2])
        is_dynamic = schema.get("$dynamicAnchor") == name if name else "$recursiveAnchor" in schema
        return not is_dynamic or self._dynamic[name] == 1

    def _enter(self, place: Place, known_as: _Key | None = None) -> None:
        """Note the schema at `place` and those inside of it."""
        key = known_as or (id(place.holder), place.slot)
        if key in self._places:
            self._places[key].is_shared |= place.is_shared
            return
        self._places[key] = place
        if place.outer is not None:
            place.base, place.resource = place.outer.base, place.outer.resource
        schema = place.schema
        if not is_object(schema):
            return
        if not _IDENTIFIERS.isdisjoint(schema):
            self._identify(place, schema)
        if not _REFERRING.isdisjoint(schema):
            _spell_out_extended(schema)
            self._open.extend((holder, key, place) for holder, key in _references_in(schema))
        for steps, slot in subschemas(schema):
            self._enter(_inner_place(place, steps, slot))

    def _identify(self, place: Place, schema: dict[str, Any]) -> None:
        """Note by which URI and anchors others may refer to a schema."""
        identifier = schema.get("$id", schema.get("id"))
        if isinstance(identifier, str):
            uri, _, anchor = identifier.partition("#")
            if uri:
                place.base, place.resource = _joined(place.base, uri), place
                self._resources.setdefault(place.base, place)
            self._note_anchor(anchor, place)
        for keyword in ("$anchor", "$dynamicAnchor"):
            self._note_anchor(schema.get(keyword), place)
        if isinstance(schema.get("$dynamicAnchor"), str):
            self._dynamic[schema["$dynamicAnchor"]] += 1
        if schema.get("$recursiveAnchor") is True:
            self._dynamic[""] += 1

    def _note_anchor(self, name: object, place: Place) -> None:
        if isinstance(name, str) and name:
            self._anchors.setdefault((place.base, name), []).append(place)

    def _find(self, reference: str, place: Place) -> Place | None:
        """Return what a reference in the schema at `place` leads to, None if nowhere."""
        if place.resource is None and reference in self._components:
            # As nearly all are, and so first: a large document has very many.
            return self._components[reference]
        uri, _, fragment = reference.partition("#")
        base = _joined(place.base, uri) if uri else place.base
        resource = self._resources.get(base) if uri else place.resource
        if uri and resource is None:
            # Kodi refers to its types by their bare names.
            return None if fragment else self._at(None, ("components", "schemas", unquote(uri)))
        steps = split_fragment(fragment)
        if steps is None:
            return self._anchored(base, unquote(fragment), place)
        if not steps:
            return resource or place.around[0]
        # What a schema is embedded in comes first, as OpenRPC says; what it had been written as
        # the root of is next: as is usual where schemas are made by a library.
        starts: tuple[Place | None, ...] = (resource,) if resource else ()
        if not uri:
            starts = (*starts, None, *place.around)
        found = (self._at(start, steps) for start in starts)
        return next((one for one in found if one is not None), None)

    def _anchored(self, base: str, name: str, place: Place) -> Place | None:
        known = self._anchors.get((base, name), [])
        near = [one for one in known if one.around[0] is place.around[0]]
        chosen = near or known
        return chosen[0] if len(chosen) == 1 else None

    def _at(self, start: Place | None, steps: tuple[str, ...]) -> Place | None:
        """Return the place at a pointer into the schema at `start`, or into the document."""
        slots = slots_along(self._document if start is None else start.schema, steps)
        if not slots:
            return None
        holder, slot = slots[-1]
        key = (id(holder), slot)
        if key in self._places:
            return self._places[key]
        outer, depth = start, 0
        for index, (one, name) in enumerate(slots):
            if (id(one), name) in self._places:
                outer, depth = self._places[id(one), name], index + 1
        if not isinstance(holder[slot], dict | bool) or (outer is None and _is_reserved(steps)):
            return None
        # No place for a schema (an unknown keyword, a default): what stands there stays as it is.
        copy = {slot: deepcopy(holder[slot])}
        way = steps[depth:]
        own_name = "" if outer else steps[-1]
        place = Place(copy, slot, way, words_of(way), outer, own_name)
        self._enter(place, key)
        return place


def _inner_place(outer: Place, steps: tuple[str, ...], slot: Slot) -> Place:
    own_name = steps[1] if steps[0] in DEFINITION_KEYWORDS else ""
    return Place(*slot, steps, words_of(steps), outer, own_name)


def _is_reserved(steps: tuple[str, ...]) -> bool:
    """Whether what stands at a pointer into the document is something else than a schema."""
    if steps[0] == "components":
        return steps[2:] == () or steps[1] in COMPONENT_KINDS
    return steps[0] in OPENRPC_PARTS or steps[1:] == ()


def _joined(base: str, uri: str) -> str:
    try:
        return urldefrag(urljoin(base, uri)).url
    except ValueError:
        return uri


def _references_in(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield what holds a reference of the schema itself, and under which key."""
    keywords = ("$ref", *_DYNAMIC)
    yield from [(schema, one) for one in keywords if isinstance(schema.get(one), str)][:1]
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if is_object(discriminator) else None
    if is_object(mapping):
        yield from ((mapping, key) for key, one in mapping.items() if isinstance(one, str))


def _spell_out_extended(schema: dict[str, Any]) -> None:
    """Write the bare names that Kodi has in `extends` as the references that they are."""
    extended = schema.get("extends")
    if isinstance(extended, str):
        schema["extends"] = {"$ref": extended}
    elif is_list(extended):
        schema["extends"] = [{"$ref": one} if isinstance(one, str) else one for one in extended]
