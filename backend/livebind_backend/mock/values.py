"""Makes up values that a schema allows, the same ones for the same random numbers."""

import random
from typing import TYPE_CHECKING, Final

from livebind_backend.errors import InternalError
from livebind_backend.json_text import dump_json
from livebind_backend.json_values import JsonObject, JsonValue

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST_CHARACTERS", "make_named_value", "make_value"]

MOST_CHARACTERS: Final = 2**20
"""Size of the largest value: more than any real instance sends, and nothing to wait for."""

_WORDS: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
_MORE_ITEMS: Final = 2
_LIMIT: Final = 100


def make_value(schema: JsonObject, source: random.Random) -> JsonValue:
    """Make up a value.

    Args:
        schema: What it must be valid for.
        source: Where chance comes from.

    Raises:
        InternalError: Every value that the schema allows is larger than anybody wants to receive.
    """
    return _Maker(source).make(schema)


def make_named_value(schema: JsonObject, seed: int, what: str) -> JsonValue:
    """Make up a value that is always the same for the same seed and name.

    Args:
        schema: What it must be valid for.
        seed: Another one gives another value.
        what: Names the value, also in the error.

    Raises:
        ValueError: Every value that the schema allows is larger than anybody wants to receive.
    """
    try:
        # Chance that can be repeated is what is wanted, not one that nobody can guess.
        return make_value(schema, random.Random(f"{seed} {what}"))  # noqa: S311
    except InternalError:
        raise ValueError(f"{what} has more than {MOST_CHARACTERS} characters") from None


class _Maker:
    """Makes up one value, as long as it does not become too large."""

    def __init__(self, source: random.Random) -> None:
        self._source = source
        self._room = MOST_CHARACTERS
        self._makers: dict[str, Callable[[JsonObject], JsonValue]] = {
            "object": self._make_object,
            "array": self._make_array,
            "integer": self._make_integer,
            "number": self._make_number,
            "string": self._make_string,
            "boolean": lambda _schema: source.random() < 0.5,  # noqa: PLR2004 - one half
            "null": lambda _schema: None,
        }

    def make(self, schema: JsonObject) -> JsonValue:
        if "const" in schema:
            return self._given(schema["const"])
        for keyword in ("enum", "oneOf", "anyOf"):
            choices = schema.get(keyword)
            if isinstance(choices, list) and choices:
                chosen = self._source.choice(choices)
                is_schema = keyword != "enum" and isinstance(chosen, dict)
                return (
                    self.make(chosen)
                    if is_schema and isinstance(chosen, dict)
                    else self._given(chosen)
                )
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self._source.choice(kind)
        maker = self._makers.get(kind) if isinstance(kind, str) else None
        self._take(1)
        return {} if maker is None else maker(schema)

    def _take(self, characters: int) -> None:
        """Note that the value grows by so many characters at least."""
        self._room -= characters
        if self._room < 0:
            raise InternalError(
                f"The schema asks for a result of more than {MOST_CHARACTERS} characters"
            )

    def _given(self, value: JsonValue) -> JsonValue:
        self._take(len(dump_json(value)))
        return value

    def _make_object(self, schema: JsonObject) -> JsonValue:
        properties = schema.get("properties")
        made: JsonObject = {}
        for name, item in properties.items() if isinstance(properties, dict) else ():
            self._take(len(name))
            made[name] = self.make(item) if isinstance(item, dict) else None
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            # One more property, for clients that forget that there may be any.
            made |= {self._source.choice(_WORDS): self.make(others)}
        return made

    def _make_array(self, schema: JsonObject) -> JsonValue:
        smallest, largest = schema.get("minItems"), schema.get("maxItems")
        low = smallest if isinstance(smallest, int) else 0
        high = min(largest, low + _MORE_ITEMS) if isinstance(largest, int) else low + _MORE_ITEMS
        items = schema.get("items")
        if not isinstance(items, dict):
            high = low
        content = items if isinstance(items, dict) else {}
        return [self.make(content) for _ in range(self._source.randint(low, max(low, high)))]

    def _make_integer(self, schema: JsonObject) -> JsonValue:
        low, high = _range(schema)
        return self._source.randint(int(low), int(high))

    def _make_number(self, schema: JsonObject) -> JsonValue:
        low, high = _range(schema)
        return min(high, max(low, round(self._source.uniform(low, high), 3)))

    def _make_string(self, schema: JsonObject) -> JsonValue:
        smallest = schema.get("minLength")
        length = smallest if isinstance(smallest, int) else 0
        self._take(length)
        return self._source.choice(_WORDS).ljust(length, "x")


def _range(schema: JsonObject) -> tuple[float, float]:
    """Choose limits that are small numbers, if the schema allows that."""
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    least = minimum if isinstance(minimum, int | float) else -_LIMIT
    most = maximum if isinstance(maximum, int | float) else max(_LIMIT, least + _LIMIT)
    low = max(least, min(0, most))
    return low, min(most, low + _LIMIT)
