"""Checks a JSON value against a schema of the dialect and lists all violations at once.

The words and their order follow the service: for each object its properties by name, then what is
missing; a path such as `model.transform.rotation[1]` stands in front of each message. Unlike in
standard JSON Schema, a property that is read only must not be sent and is never missed, and null
stands for the default of a property that has one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from livebind_backend.json_text import dump_json
from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["Violation", "find_violations", "type_name", "violations"]


class Violation(NamedTuple):
    """One thing that is wrong: where, and what."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


def find_violations(schema: JsonObject, value: JsonValue) -> list[Violation]:
    """List what is wrong with a value that a client sent; empty when nothing is."""
    return list(_check(schema, value, ""))


def violations(schema: JsonObject, value: JsonValue) -> tuple[str, ...]:
    """List what is wrong as texts, as the data of an error."""
    return tuple(str(violation) for violation in find_violations(schema, value))


def type_name(value: JsonValue) -> str:
    """Name the JSON type of a value; a number without fraction is still a number if written so."""
    if value is None:
        return "null"
    # Before integers, which booleans are in Python.
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _check(schema: JsonObject, value: JsonValue, path: str) -> Iterator[Violation]:
    if _is_default(schema, value):
        return
    choices = schema.get("oneOf")
    if isinstance(choices, list):
        if not any(_matches(choice, value) for choice in choices):
            yield Violation(path, "invalid oneOf, no schemas match input")
        return
    expected = schema.get("type")
    if isinstance(expected, str) and not _has_type(value, expected):
        yield Violation(path, f"invalid type, expected {expected} got {type_name(value)}")
        return
    if "const" in schema and value != schema["const"]:
        yield Violation(path, f"invalid value, expected {dump_json(schema['const'])}")
        return
    yield from _check_content(schema, value, path)


def _has_type(value: JsonValue, expected: str) -> bool:
    given = type_name(value)
    return given == expected or (expected, given) == ("number", "integer")


def _is_default(schema: JsonObject, value: JsonValue) -> bool:
    return value is None and "default" in schema


def _matches(schema: JsonValue, value: JsonValue) -> bool:
    return isinstance(schema, dict) and not violations(schema, value)


def _check_content(schema: JsonObject, value: JsonValue, path: str) -> Iterator[Violation]:
    if isinstance(value, dict):
        yield from _check_object(schema, value, path)
    elif isinstance(value, list):
        yield from _check_array(schema, value, path)
    elif isinstance(value, str):
        yield from _check_enum(schema, value, path)
    elif isinstance(value, int | float):
        yield from _check_range(schema, value, path)


def _check_object(schema: JsonObject, value: JsonObject, path: str) -> Iterator[Violation]:
    properties = _object(schema.get("properties"))
    others = schema.get("additionalProperties")
    # By name, not in the order of the request: that is how a real service lists violations.
    for name in sorted(value):
        declared = properties.get(name, others)
        if declared is False:
            yield Violation(path, f"unknown property '{name}'")
        elif isinstance(declared, dict):
            if declared.get("readOnly") is True:
                yield Violation(path, f"read only property '{name}'")
            else:
                yield from _check(declared, value[name], f"{path}.{name}" if path else name)
    for name in _names(schema.get("required")):
        read_only = _object(properties.get(name)).get("readOnly") is True
        if name not in value and not read_only:
            yield Violation(path, f"missing required property '{name}'")


def _names(value: JsonValue) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _check_array(schema: JsonObject, value: list[JsonValue], path: str) -> Iterator[Violation]:
    minimum, maximum = schema.get("minItems"), schema.get("maxItems")
    if isinstance(minimum, int) and len(value) < minimum:
        yield Violation(path, f"item count below minimum {len(value)} < {minimum}")
    if isinstance(maximum, int) and len(value) > maximum:
        yield Violation(path, f"item count above maximum {len(value)} > {maximum}")
    items = schema.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            yield from _check(items, item, f"{path}[{index}]")


def _check_enum(schema: JsonObject, value: str, path: str) -> Iterator[Violation]:
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        names = ", ".join(f"'{name}'" for name in allowed)
        yield Violation(path, f"invalid enum '{value}' not in [{names}]")


def _check_range(schema: JsonObject, value: float, path: str) -> Iterator[Violation]:
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if isinstance(minimum, int | float) and value < minimum:
        yield Violation(path, f"value below minimum {dump_json(value)} < {dump_json(minimum)}")
    if isinstance(maximum, int | float) and value > maximum:
        yield Violation(path, f"value above maximum {dump_json(value)} > {dump_json(maximum)}")
