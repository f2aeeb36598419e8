"""Places of schemas in a document, and where they begin in an OpenRPC document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import slots_along, split_fragment
from livebind_codegen.description.subschemas import DEFINITION_KEYWORDS, is_schema, subschemas
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "COMPONENT_KINDS",
    "EXTENSION",
    "OPENRPC_PARTS",
    "Place",
    "dereferenced",
    "outermost_places",
]

EXTENSION: Final = "x-livebind"
"""Key of what OpenRPC has no word for."""
OPENRPC_PARTS: Final = frozenset(
    {"components", "externalDocs", "info", "methods", "openrpc", "servers", EXTENSION}
)
"""Keys of a document under which only some values are schemas."""
COMPONENT_KINDS: Final = frozenset(
    {"contentDescriptors", "errors", "examplePairings", "examples", "links", "schemas", "tags"}
)
"""Keys of `components` under which only some values are schemas."""
_MAX_HOPS: Final = 100


@dataclass(eq=False)
class Place:
    """The place of one schema."""

    holder: dict[str, Any] | list[Any]
    """The object or list that holds the schema..."""
    slot: Any
    """...under this key or index."""
    steps: tuple[str, ...]
    """The way to it from `outer`, or from the document: no other place has the same."""
    words: tuple[str, ...]
    """The same for a reader, without the keywords that go without saying."""
    outer: Place | None = None
    """The schema around it."""
    own_name: str = ""
    """What the document calls it, empty if it does not."""
    is_component: bool = False
    """Whether it is one of the document's own definitions."""
    is_shared: bool = False
    """Whether several methods may use it, through a reference to what it stands in."""
    base: str = ""
    """URI that references in it are relative to, empty for that of the document."""
    resource: Place | None = None
    """The innermost schema around it that has a URI, which may be itself."""

    @property
    def schema(self) -> Any:  # noqa: ANN401 - a schema, or what stands in place of one
        """What stands here."""
        return self.holder[self.slot]

    @cached_property
    def around(self) -> tuple[Place, ...]:
        """The schemas around it, and itself: the outermost first."""
        return (*(self.outer.around if self.outer else ()), self)

    @cached_property
    def claim(self) -> str:
        """The name that it should have: its own, or the way from what has one; else empty."""
        if self.own_name or self.outer is None or not self.outer.claim:
            return self.own_name
        return ".".join((self.outer.claim, *self.words))

    @property
    def path(self) -> tuple[str, ...]:
        """The way to it from the document."""
        return tuple(step for place in self.around for step in place.steps)

    @property
    def name(self) -> str:
        """The way to it as a reader would write it."""
        return ".".join(word for place in self.around for word in place.words)


def dereferenced(document: dict[str, Any], item: object) -> tuple[object, str | None]:
    """Return what a part of the document that is no schema refers to, and its key there.

    A part that is no reference is returned itself, with no key; what stands in a list has an
    empty one.

    Raises:
        LookupError: if the reference leads nowhere; its text is the reference.
    """
    key: str | None = None
    reference = ""
    for _ in range(_MAX_HOPS):
        if not is_object(item) or not isinstance(item.get("$ref"), str):
            return item, key
        reference = item["$ref"]
        steps = split_fragment(reference[1:]) if reference.startswith("#") else None
        slots = slots_along(document, steps) if steps else None
        if not slots:
            raise LookupError(reference)
        holder, slot = slots[-1]
        item, key = holder[slot], slot if isinstance(slot, str) else ""
    raise LookupError(reference)


def outermost_places(document: dict[str, Any]) -> Iterator[Place]:
    """Yield the places of the schemas of a document that stand in no other schema."""
    components = _object(document, "components")
    schemas = _object(components, "schemas")
    for key in schemas:
        yield Place(schemas, key, ("schemas", key), (key,), own_name=key, is_component=True)
    for keyword in DEFINITION_KEYWORDS:
        for key in _object(document, keyword):
            yield Place(document[keyword], key, (keyword, key), (key,), own_name=key)
    for key, descriptor in _object(components, "contentDescriptors").items():
        yield from _place(descriptor, "schema", ("contentDescriptors", key), key)
    for key, error in _object(components, "errors").items():
        yield from _error_place(error, ("errors", key), key)
    for method in _list(document, "methods"):
        yield from _method_places(document, method)
    for kind in ("loaders", "notifications"):
        for owner in _list(_object(document, EXTENSION), kind):
            if is_object(owner):
                yield from _place(owner, "params", (kind, str(owner.get("name", ""))))


def _method_places(document: dict[str, Any], item: object) -> Iterator[Place]:
    method, _ = _dereferenced(document, item)
    name = str(method.get("name", ""))
    for given in _list(method, "params"):
        param, key = _dereferenced(document, given)
        yield from _place(param, "schema", (name, "params", str(param.get("name", ""))), key)
    result, key = _dereferenced(document, method.get("result"))
    yield from _place(result, "schema", (name, "result"), key)
    for index, given in enumerate(_list(method, "errors")):
        error, key = _dereferenced(document, given)
        yield from _error_place(error, (name, "errors", str(index)), key)
    # The rest of a schema whose properties stand in the list of parameters: no schema by itself.
    rest = _object(_object(_object(method, EXTENSION), "params"), "schema")
    for inner, (holder, slot) in subschemas(rest):
        steps = (name, "params", *inner)
        yield Place(holder, slot, steps, steps)


def _place(
    owner: object, slot: str, steps: tuple[str, ...], shared_key: str | None = None
) -> Iterator[Place]:
    schema: object = owner.get(slot) if is_object(owner) else None
    if not is_object(owner) or not (is_object(schema) or isinstance(schema, bool)):
        return
    title = schema.get("title") if is_object(schema) else ""
    own_name = shared_key or (title if isinstance(title, str) else "")
    words = (shared_key,) if shared_key else steps
    yield Place(owner, slot, steps, words, own_name=own_name, is_shared=shared_key is not None)


def _error_place(error: object, steps: tuple[str, ...], shared_key: str | None) -> Iterator[Place]:
    """Yield the place of what comes with an error, if it is a schema: it may be an example."""
    if is_object(error) and is_schema(error.get("data")):
        yield from _place(error, "data", steps, f"{shared_key}Data" if shared_key else None)


def _dereferenced(document: dict[str, Any], item: object) -> tuple[dict[str, Any], str | None]:
    try:
        found, key = dereferenced(document, item)
    except LookupError:
        # Who reads the document tells.
        return {}, None
    return (found, key) if is_object(found) else ({}, None)


def _object(owner: dict[str, Any], key: str) -> dict[str, Any]:
    value = owner.get(key)
    return value if is_object(value) else {}


def _list(owner: dict[str, Any], key: str) -> list[Any]:
    value = owner.get(key)
    return value if is_list(value) else []
