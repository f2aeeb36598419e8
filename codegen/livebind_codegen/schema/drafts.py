"""Schemas of any draft, spelled as draft 2020-12 spells them: one table of differences.

Drafts 3, 4, 6, 7 and 2019-09, OpenAPI 3.0 and Kodi say the same things in other words. Each word
means the same in all of those that have it, so that nothing needs to know the draft.

Specification: https://json-schema.org/specification, https://spec.openapis.org/oas/v3.0.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["modern"]

_ABOUT_THE_PLACE: Final = frozenset(
    {"default", "deprecated", "description", "examples", "readOnly", "writeOnly"}
)
"""Keywords that stay outside where a schema is wrapped."""
_DECIDING: Final = frozenset({"$ref", "allOf", "anyOf", "const", "if", "not", "oneOf"})
"""Keywords that could refuse null although the type has it."""


def modern(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return `schema` as draft 2020-12 spells it: this one alone, not the schemas inside of it.

    A keyword that is not what its draft says stays as it is, for the reader to tell.
    """
    changed = dict(schema)
    for keyword, change in _CHANGES.items():
        if keyword in changed:
            change(changed)
    return changed


def _required(schema: dict[str, Any]) -> None:
    # It is about the property, and collected where that stands (below).
    if isinstance(schema["required"], bool):
        del schema["required"]


def _properties(schema: dict[str, Any]) -> None:
    properties = schema["properties"]
    if not is_object(properties):
        return
    inside = [
        name for name, one in properties.items() if is_object(one) and one.get("required") is True
    ]
    listed = schema.get("required", [])
    if inside and is_list(listed):
        schema["required"] = [*listed, *(name for name in inside if name not in listed)]


def _type(schema: dict[str, Any]) -> None:
    kinds = schema["type"] if is_list(schema["type"]) else [schema["type"]]
    if "any" in kinds:
        del schema["type"]
    elif any(is_object(kind) for kind in kinds):
        del schema["type"]
        options = [kind if is_object(kind) else {"type": kind} for kind in kinds]
        if "anyOf" in schema:
            _also(schema, {"anyOf": options})
        else:
            schema["anyOf"] = options


def _extends(schema: dict[str, Any]) -> None:
    extended = schema.pop("extends")
    for one in extended if is_list(extended) else [extended]:
        _also(schema, one)


def _disallow(schema: dict[str, Any]) -> None:
    disallowed = schema.pop("disallow")
    _also(schema, {"not": {"type": disallowed if is_list(disallowed) else [disallowed]}})


def _divisible_by(schema: dict[str, Any]) -> None:
    schema.setdefault("multipleOf", schema.pop("divisibleBy"))


def _exclusive_minimum(schema: dict[str, Any]) -> None:
    _limit(schema, "minimum", "exclusiveMinimum")


def _exclusive_maximum(schema: dict[str, Any]) -> None:
    _limit(schema, "maximum", "exclusiveMaximum")


def _limit(schema: dict[str, Any], limit: str, exclusive: str) -> None:
    if isinstance(schema[exclusive], bool):
        is_exclusive = schema.pop(exclusive)
        if is_exclusive and limit in schema:
            schema[exclusive] = schema.pop(limit)


def _items(schema: dict[str, Any]) -> None:
    if is_list(schema["items"]):
        schema["prefixItems"] = schema.pop("items")
        if _is_schema(schema.get("additionalItems")):
            schema["items"] = schema["additionalItems"]


def _additional_items(schema: dict[str, Any]) -> None:
    # Without a list of items it says nothing; with one it was read above.
    if _is_schema(schema["additionalItems"]):
        del schema["additionalItems"]


def _dependencies(schema: dict[str, Any]) -> None:
    dependencies = schema["dependencies"]
    if not is_object(dependencies):
        return
    del schema["dependencies"]
    for name, needed in dependencies.items():
        names = [needed] if isinstance(needed, str) else needed
        _put(schema, "dependentRequired" if is_list(names) else "dependentSchemas", {name: names})


def _definitions(schema: dict[str, Any]) -> None:
    if is_object(schema["definitions"]):
        _put(schema, "$defs", schema.pop("definitions"))


def _id(schema: dict[str, Any]) -> None:
    if isinstance(schema["id"], str):
        schema.setdefault("$id", schema.pop("id"))


def _example(schema: dict[str, Any]) -> None:
    schema.setdefault("examples", [schema.pop("example")])


def _enums(schema: dict[str, Any]) -> None:
    schema.setdefault("enum", schema.pop("enums"))


def _nullable(schema: dict[str, Any]) -> None:
    if not isinstance(schema["nullable"], bool) or not schema.pop("nullable"):
        return
    kind = schema.get("type")
    if kind is not None and _DECIDING.isdisjoint(schema):
        kinds = kind if is_list(kind) else [kind]
        schema["type"] = [*kinds, *(["null"] if "null" not in kinds else [])]
        values = schema.get("enum")
        if is_list(values) and None not in values:
            schema["enum"] = [*values, None]
        return
    inner = {key: schema.pop(key) for key in [*schema] if key not in _ABOUT_THE_PLACE}
    if inner:
        schema["anyOf"] = [inner, {"type": "null"}]


def _is_schema(value: object) -> bool:
    return isinstance(value, bool) or is_object(value)


def _also(schema: dict[str, Any], condition: object) -> None:
    """Make `condition` hold, too."""
    conditions = schema.get("allOf", [])
    if is_list(conditions):
        schema["allOf"] = [*conditions, condition]


def _put(schema: dict[str, Any], keyword: str, items: dict[str, Any]) -> None:
    """Put items into the object under `keyword`, which keeps what it has."""
    present = schema.get(keyword, {})
    if is_object(present):
        schema[keyword] = {**items, **present}


_CHANGES: Final[Mapping[str, Callable[[dict[str, Any]], None]]] = {
    # Draft 3
    "required": _required,
    "properties": _properties,
    "type": _type,
    "extends": _extends,
    "disallow": _disallow,
    "divisibleBy": _divisible_by,
    # Drafts 3 and 4
    "exclusiveMinimum": _exclusive_minimum,
    "exclusiveMaximum": _exclusive_maximum,
    "id": _id,
    # Drafts 3 to 7
    "dependencies": _dependencies,
    "definitions": _definitions,
    # Drafts 3 to 2019-09
    "items": _items,
    "additionalItems": _additional_items,
    # Kodi
    "enums": _enums,
    # OpenAPI 3.0
    "example": _example,
    "nullable": _nullable,
}
"""What to do about each keyword that some draft has and 2020-12 has not, or with other values."""
