"""Makes up values that a schema allows, the same ones for the same random numbers."""

import random
from collections.abc import Callable
from typing import Final

from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["make_value"]

_WORDS: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
_MORE_ITEMS: Final = 2
_LIMIT: Final = 100


def make_value(schema: JsonObject, source: random.Random) -> JsonValue:
    """Make up a value.

    Args:
        schema: What it must be valid for.
        source: Where chance comes from.
    """
    if "const" in schema:
        return schema["const"]
    for keyword in ("enum", "oneOf", "anyOf"):
        choices = schema.get(keyword)
        if isinstance(choices, list) and choices:
            chosen = source.choice(choices)
            is_schema = keyword != "enum" and isinstance(chosen, dict)
            return make_value(chosen, source) if is_schema and isinstance(chosen, dict) else chosen
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = source.choice(kind)
    maker = _MAKERS.get(kind) if isinstance(kind, str) else None
    return {} if maker is None else maker(schema, source)


def _make_object(schema: JsonObject, source: random.Random) -> JsonValue:
    properties = schema.get("properties")
    made: JsonObject = {}
    for name, item in properties.items() if isinstance(properties, dict) else ():
        made[name] = make_value(item, source) if isinstance(item, dict) else None
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        made |= {source.choice(_WORDS): make_value(others, source)}
    return made


def _make_array(schema: JsonObject, source: random.Random) -> JsonValue:
    smallest, largest = schema.get("minItems"), schema.get("maxItems")
    low = smallest if isinstance(smallest, int) else 0
    high = min(largest, low + _MORE_ITEMS) if isinstance(largest, int) else low + _MORE_ITEMS
    items = schema.get("items")
    if not isinstance(items, dict):
        high = low
    content = items if isinstance(items, dict) else {}
    return [make_value(content, source) for _ in range(source.randint(low, max(low, high)))]


def _make_integer(schema: JsonObject, source: random.Random) -> JsonValue:
    low, high = _range(schema)
    return source.randint(int(low), int(high))


def _make_number(schema: JsonObject, source: random.Random) -> JsonValue:
    low, high = _range(schema)
    return min(high, max(low, round(source.uniform(low, high), 3)))


def _range(schema: JsonObject) -> tuple[float, float]:
    """Choose limits that are small numbers, if the schema allows that."""
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    least = minimum if isinstance(minimum, int | float) else -_LIMIT
    most = maximum if isinstance(maximum, int | float) else max(_LIMIT, least + _LIMIT)
    low = max(least, min(0, most))
    return low, min(most, low + _LIMIT)


def _make_string(schema: JsonObject, source: random.Random) -> JsonValue:
    smallest = schema.get("minLength")
    word = source.choice(_WORDS)
    return word.ljust(smallest, "x") if isinstance(smallest, int) else word


def _make_boolean(_schema: JsonObject, source: random.Random) -> JsonValue:
    return source.random() < 0.5  # noqa: PLR2004 - one half


def _make_null(_schema: JsonObject, _source: random.Random) -> JsonValue:
    return None


_MAKERS: Final[dict[str, Callable[[JsonObject, random.Random], JsonValue]]] = {
    "object": _make_object,
    "array": _make_array,
    "integer": _make_integer,
    "number": _make_number,
    "string": _make_string,
    "boolean": _make_boolean,
    "null": _make_null,
}
