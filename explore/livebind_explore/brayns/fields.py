"""Settings of materials, renderers, cameras and lights as fields of a form. Pure functions."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description, Schema

__all__ = [
    "fields",
    "hexadecimal",
    "kinds",
    "setting_schemas",
    "value_of",
    "values_of",
    "with_value",
]

_CHANNELS: Final = 255
_COLOR_LENGTHS: Final = (3, 4)


def setting_schemas(description: Description, method: str, inner: str = "") -> dict[str, Schema]:
    """Return the schemas of what a method sets, by name; none if it is not there.

    Args:
        description: of the backend.
        method: its name.
        inner: the parameter that holds what it sets; empty if all parameters are set.
    """
    found = next((one.params for one in description.methods if one.name == method), None)
    schema: Any = found
    if inner and is_object(schema):
        schema = schema.get("properties", {}).get(inner)
    properties = schema.get("properties") if is_object(schema) else None
    return dict(sorted(properties.items())) if is_object(properties) else {}


def fields(schemas: dict[str, Schema], values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a field for each setting that can be shown, as state of the page.

    Args:
        schemas: of what can be set, by name.
        values: what is set; settings without a value get the one where numbers begin.
    """
    made = [_field(name, schema, values.get(name)) for name, schema in schemas.items()]
    return [one for one in made if one is not None]


def values_of(shown: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what fields say, by name, as it is sent."""
    return {field["name"]: value_of(field, field["value"]) for field in shown}


def with_value(
    shown: list[dict[str, Any]], name: str, given: Any  # noqa: ANN401 - JSON
) -> list[dict[str, Any]]:
    """Return fields after the browser gave a value for one of them.

    Raises:
        ValueError: there is no such field, or it has no such value.
    """
    field = next((one for one in shown if one["name"] == name), None)
    if field is None:
        raise ValueError(f"there is no setting {name[:40]!r}")
    value = value_of(field, given)
    kept = given if field["kind"] == "color" else value
    return [{**one, "value": kept} if one is field else one for one in shown]


def value_of(field: dict[str, Any], given: Any) -> Any:  # noqa: ANN401 - JSON both
    """Return what is to be set, after the browser gave a value for a field.

    Raises:
        ValueError: that is none for this field.
    """
    kind, before = field["kind"], field["value"]
    if kind == "switch":
        return bool(given)
    if kind == "color":
        return _color(str(given), field["opacity"])
    if kind == "vector":
        if not is_list(given) or len(given) != len(before):
            raise ValueError(f"{field['name']} has {len(before)} numbers")
        return [_number(field, one) for one in given]
    return _number(field, given)


def kinds(description: Description, prefix: str) -> list[str]:
    """Return what follows a prefix in the names of methods, such as kinds of material."""
    names = [one.name for one in description.methods]
    return sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def hexadecimal(color: list[float]) -> str:
    """Return red, green and blue, 0 to 1, as an input of colours has them: `#rrggbb`."""
    return "#" + "".join(f"{round(min(max(one, 0.0), 1.0) * _CHANNELS):02x}" for one in color[:3])


def _field(name: str, schema: Any, value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - JSON
    if not is_object(schema):
        return None
    field: dict[str, Any] = {
        "name": name,
        "title": name.replace("_", " "),
        "hint": str(schema.get("description", "")),
        "minimum": schema.get("minimum"),
        "maximum": schema.get("maximum"),
    }
    match schema.get("type"):
        case "boolean":
            return {**field, "kind": "switch", "value": bool(value)}
        case "integer" | "number" as kind:
            start = schema.get("minimum", 0) if value is None else value
            return {**field, "kind": kind, "value": start}
        case "array" if schema.get("minItems") == schema.get("maxItems"):
            length = schema.get("minItems")
            return None if not isinstance(length, int) else _row(field, value, length)
        case _:
            return None


def _row(field: dict[str, Any], value: Any, length: int) -> dict[str, Any]:  # noqa: ANN401 - JSON
    is_color = field["name"].endswith("color") and length in _COLOR_LENGTHS
    numbers = value if is_list(value) and len(value) == length else [float(is_color)] * length
    if is_color:
        opacity = numbers[3:]
        return {**field, "kind": "color", "value": hexadecimal(numbers), "opacity": opacity}
    return {**field, "kind": "vector", "value": list(numbers)}


def _color(text: str, opacity: list[float]) -> list[float]:
    digits = text.removeprefix("#")
    try:
        channels = bytes.fromhex(digits)
    except ValueError:
        channels = b""
    if len(channels) != len("rgb"):
        raise ValueError(f"{text[:40]!r} is no colour such as #ff8800")
    return [channel / _CHANNELS for channel in channels] + list(opacity)


def _number(field: dict[str, Any], given: Any) -> float:  # noqa: ANN401 - JSON
    name = field["name"]
    try:
        number = float(given)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is a number") from None
    least, most = field["minimum"], field["maximum"]
    if not isfinite(number):
        raise ValueError(f"{name} is a finite number")
    if least is not None and number < least:
        raise ValueError(f"{name} is at least {least}")
    if most is not None and number > most:
        raise ValueError(f"{name} is at most {most}")
    if field["kind"] != "integer":
        return number
    if number != round(number):
        raise ValueError(f"{name} is a whole number")
    return round(number)
