"""The values that JSON text stands for."""

from typing import TypeAlias

__all__ = ["JsonObject", "JsonValue"]

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
"""Any JSON value; tells absent from null nowhere: an absent property is not in its object."""

JsonObject: TypeAlias = dict[str, JsonValue]
