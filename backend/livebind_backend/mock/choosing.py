"""Reads of a schema what a made-up value needs: one of its alternatives, and whether it ends."""

import random
from typing import Final

from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.mock.references import END

__all__ = ["Endings", "without_choices"]

_CHOICES: Final = ("oneOf", "anyOf", "allOf")


class Endings:
    """Tells which schemas no value can be made up for, as they hold themselves without an end."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[JsonObject, bool]] = {}

    def has_values(self, schema: JsonValue) -> bool:
        """Whether a value can be made up."""
        if not isinstance(schema, dict):
            return schema is not False
        # The schema is kept beside what is known of it, so that no other one gets its number.
        found = self._known.get(id(schema))
        if found is None:
            found = self._known[id(schema)] = schema, self._look(schema)
        return found[1]

    def _look(self, schema: JsonObject) -> bool:
        if schema is END:
            return False
        for keyword in ("oneOf", "anyOf"):
            options = schema.get(keyword)
            if isinstance(options, list) and not any(map(self.has_values, options)):
                return not options
        parts = schema.get("allOf")
        needed = list(parts) if isinstance(parts, list) else []
        properties, required = schema.get("properties"), schema.get("required")
        if isinstance(properties, dict) and isinstance(required, list):
            needed += [properties[name] for name in required if name in properties]
        if schema.get("minItems"):
            items = schema.get("prefixItems")
            needed += items if isinstance(items, list) else [schema.get("items", True)]
        return all(map(self.has_values, needed))


def without_choices(schema: JsonObject, source: random.Random, endings: Endings) -> JsonObject:
    """Return a schema with one of its alternatives, and with all that it demands at once."""
    while True:
        keyword = next((one for one in _CHOICES if isinstance(schema.get(one), list)), None)
        if keyword is None:
            return schema
        rest = {key: value for key, value in schema.items() if key != keyword}
        listed = schema[keyword]
        parts = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        if keyword != "allOf" and parts:
            parts = [source.choice([one for one in parts if endings.has_values(one)] or parts)]
        for part in parts:
            rest = _merged(rest, part)
        schema = rest


def _merged(left: JsonObject, right: JsonObject) -> JsonObject:
    """Return a schema for what fits both, as far as they speak of different things."""
    merged = {**left, **right}
    for keyword in ("properties", "required"):
        one, other = left.get(keyword), right.get(keyword)
        if isinstance(one, dict) and isinstance(other, dict):
            merged[keyword] = {**one, **other}
        elif isinstance(one, list) and isinstance(other, list):
            merged[keyword] = [*one, *other]
    return merged
