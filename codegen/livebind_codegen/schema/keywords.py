"""Reads single keywords of a JSON Schema, each checked to be what it must be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.schema.shapes import Documentation
from livebind_codegen.text.literals import plain_text, value_literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "check_order",
    "description_of",
    "documentation_of",
    "kind_of",
    "length_of",
    "number_of",
    "shown",
    "title_of",
]

_MAX_TITLE: Final = 200
_LONGEST: Final = 2**31 - 1
"""Nothing in a message is longer: a message is not."""


def title_of(schema: Mapping[str, Any]) -> str:
    """Return the title, empty if there is none."""
    title = schema.get("title")
    return title[:_MAX_TITLE] if isinstance(title, str) else ""


def description_of(schema: Mapping[str, Any]) -> str:
    """Return the description as one line, empty if there is none."""
    description = schema.get("description")
    return plain_text(description) if isinstance(description, str) else ""


def documentation_of(schema: Mapping[str, Any], where: str) -> Documentation:
    """Return what a schema says for a reader.

    Raises:
        SchemaError: if its default is no JSON value.
    """
    default: str | None = None
    if "default" in schema:
        try:
            default = value_literal(schema["default"])
        except (TypeError, RecursionError) as error:
            raise SchemaError(f"{where}: the default is no JSON value ({error})") from None
    return Documentation(
        description=description_of(schema),
        default=default,
        deprecated=schema.get("deprecated") is True,
    )


def number_of(schema: Mapping[str, Any], key: str, where: str) -> float | int | None:
    """Return the number under `key`, None if there is none.

    Raises:
        SchemaError: if it is no finite number.
    """
    value = schema.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SchemaError(f"{where}: {key!r} must be a finite number, not {shown(value)}")
    return value


def length_of(schema: Mapping[str, Any], key: str, where: str) -> int | None:
    """Return the length under `key`, None if there is none or one that limits nothing.

    Raises:
        SchemaError: if it is no length.
    """
    value = number_of(schema, key, where)
    if value is None:
        return None
    if value < 0 or value != int(value):
        raise SchemaError(f"{where}: {key!r} must be a length, not {shown(value)}")
    if value > _LONGEST and key.startswith("min"):
        raise SchemaError(f"{where}: no value is as long as {key!r} {shown(value)}")
    return None if value > _LONGEST else int(value)


def check_order(low: float | None, high: float | None, what: str, where: str) -> None:
    """Check that a lower limit is not above its upper one.

    Raises:
        SchemaError: if it is, so that no value is valid.
    """
    if low is not None and high is not None and low > high:
        raise SchemaError(
            f"{where}: no value is valid, as 'min{what}' {shown(low)} is more than "
            f"'max{what}' {shown(high)}"
        )


def kind_of(value: object) -> str:
    """Return what kind of JSON a value is, with its article."""
    if value is None:
        return "null"
    names = {"dict": "an object", "list": "an array", "str": "a string"}
    name = type(value).__name__
    return names.get(name, f"a {name}")


def shown(value: object) -> str:
    """Return a value as it may stand in a message."""
    return plain_text(repr(value), 60)
