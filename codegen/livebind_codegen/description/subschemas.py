"""Where schemas stand inside of a schema, in any draft: a value that looks like one may be data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.description.pointers import Slot

__all__ = ["DEFINITION_KEYWORDS", "NAMING_KEYWORDS", "subschemas"]

DEFINITION_KEYWORDS: Final = ("$defs", "definitions")
"""Keywords whose schemas only others refer to."""
NAMING_KEYWORDS: Final = frozenset(
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


def subschemas(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Slot]]:
    """Yield the steps to each object directly inside of `schema` that is a schema, and its slot."""
    for keyword, value in schema.items():
        if keyword in _SINGLE_OR_LISTED and is_object(value):
            yield (keyword,), (schema, keyword)
            continue
        slots: list[Slot] = []
        if keyword in NAMING_KEYWORDS and is_object(value):
            slots = [(value, name) for name in value]
        elif keyword in _SINGLE_OR_LISTED and is_list(value):
            slots = [(value, index) for index in range(len(value))]
        for holder, slot in slots:
            if is_object(holder[slot]):
                yield (keyword, str(slot)), (holder, slot)
