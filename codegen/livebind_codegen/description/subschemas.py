"""Where schemas stand inside of a schema, in any draft: a value that looks like one may be data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeGuard

from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.description.pointers import Slot

__all__ = ["DEFINITION_KEYWORDS", "is_schema", "subschemas", "words_of"]

DEFINITION_KEYWORDS: Final = ("$defs", "definitions")
"""Keywords whose schemas only others refer to."""
_NAMING: Final = frozenset(
    {
        *DEFINITION_KEYWORDS,
        "dependencies",
        "dependentSchemas",
        "patternProperties",
        "properties",
    }
)
"""Keywords that hold schemas by name."""
_SINGLE_OR_LISTED: Final = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "contains",
        "contentSchema",
        "disallow",
        "else",
        "extends",
        "if",
        "items",
        "not",
        "oneOf",
        "prefixItems",
        "propertyNames",
        "then",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords that hold a schema or a list of them (draft 3 has schemas in `type`, too)."""
_TELLING: Final = frozenset({"$ref", "allOf", "anyOf", "oneOf", "properties"})
"""Keywords that an example is unlikely to have."""
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def is_schema(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether what may be a schema or an example is a schema."""
    if not is_object(value):
        return False
    kind = value.get("type")
    return bool(_TELLING & value.keys()) or (isinstance(kind, str) and kind in _TYPES)


def subschemas(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Slot]]:
    """Yield the steps to each schema directly inside of `schema`, and its slot.

    Of those that are true or false only definitions are told: there are many, and hardly anybody
    refers to the others.
    """
    for keyword, value in schema.items():
        if keyword in _SINGLE_OR_LISTED and is_object(value):
            yield (keyword,), (schema, keyword)
            continue
        slots: list[Slot] = []
        if keyword in _NAMING and is_object(value):
            slots = [(value, name) for name in value]
        elif keyword in _SINGLE_OR_LISTED and is_list(value):
            slots = [(value, index) for index in range(len(value))]
        for holder, slot in slots:
            one: object = holder[slot]
            if is_object(one) or (isinstance(one, bool) and keyword in DEFINITION_KEYWORDS):
                yield (keyword, str(slot)), (holder, slot)


def words_of(steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return the steps to a schema without the keywords that go without saying."""
    words: list[str] = []
    is_name = False
    for step in steps:
        is_name = step in _NAMING and not is_name
        if not is_name:
            words.append(step)
    return tuple(words) if not is_name else steps
