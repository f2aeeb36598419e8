"""Makes schemas whole that are taken out of the one that they refer into."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import slots_along, split_fragment
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.description.model import Schema

__all__ = ["with_whole_properties"]

_DEFINITIONS: Final = ("$defs", "definitions")
_KEYWORDS: Final = frozenset({"anyOf", "items", "oneOf", "properties"})


def with_whole_properties(schema: Schema) -> Schema:
    """Return a schema of an object, each of whose properties refers to nothing outside of it.

    Each is given the definitions of the whole. What else is referred to, such as another property,
    becomes a definition, called after where it stands.
    """
    schema = deepcopy(schema)
    definitions: Schema = {}
    for keyword in _DEFINITIONS:
        definitions |= schema.pop(keyword, {})
    root = {**schema, **dict.fromkeys(_DEFINITIONS, definitions)}
    pending: list[object] = [schema, definitions]
    while pending:
        for holder in _referring(pending.pop()):
            steps = split_fragment(holder["$ref"].removeprefix("#"))
            slots = slots_along(root, steps) if steps else None
            if not steps or not slots:
                continue  # told where the reference is read
            if steps[0] in _DEFINITIONS and not steps[2:]:
                key = steps[1]
            else:
                key = ".".join(step for step in steps if step not in _KEYWORDS)
                if key not in definitions:
                    owner, slot = slots[-1]
                    definitions[key] = deepcopy(owner[slot])
                    pending.append(definitions[key])
            holder["$ref"] = "#/$defs/" + key.replace("~", "~0").replace("/", "~1")
    properties = schema.get("properties")
    if definitions and is_object(properties):
        for name, one in properties.items():
            if any(True for _ in _referring(one)):
                properties[name] = {**one, "$defs": definitions}
    return schema


def _referring(value: object) -> Iterator[dict[str, Any]]:
    """Yield the schemas in a value that are references into their document."""
    open_: list[object] = [value]
    while open_:
        one = open_.pop()
        if is_object(one):
            if isinstance(one.get("$ref"), str) and one["$ref"].startswith("#/"):
                yield one
            open_.extend(one.values())
        elif is_list(one):
            open_.extend(one)
