"""Makes up values that a schema allows, the same ones for the same random numbers."""

import math
import random
from typing import TYPE_CHECKING, Final

from livebind_backend.errors import InternalError
from livebind_backend.json_text import dump_json
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.mock.choosing import Endings, without_choices

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST_CHARACTERS", "make_named_value", "make_value"]

MOST_CHARACTERS: Final = 2**20
"""Size of the largest value: more than any real instance sends, and nothing to wait for."""

_WORDS: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
_MORE_ITEMS: Final = 2
_LIMIT: Final = 100
_EXCLUSIVE: Final = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


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
        self._endings = Endings()
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
        schema = without_choices(schema, self._source, self._endings)
        if "const" in schema:
            return self._given(schema["const"])
        values = schema.get("enum")
        if isinstance(values, list) and values:
            return self._given(self._source.choice(values))
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self._source.choice(kind)
        elif kind is None and "properties" in schema:
            kind = "object"
        maker = self._makers.get(kind) if isinstance(kind, str) else None
        self._take(1)
        return {} if maker is None else maker(schema)

    def _make_any(self, schema: JsonValue) -> JsonValue:
        return self.make(schema if isinstance(schema, dict) else {})

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
        properties, required = schema.get("properties"), schema.get("required")
        known = properties if isinstance(properties, dict) else {}
        needed = (
            [one for one in required if isinstance(one, str)] if isinstance(required, list) else []
        )
        others = schema.get("additionalProperties")
        made: JsonObject = {}
        for name in dict.fromkeys([*known, *needed]):
            item = known.get(name, others)
            if name in needed or self._endings.has_values(item):
                self._take(len(name))
                made[name] = self._make_any(item)
        if isinstance(others, dict) and self._endings.has_values(others):
            # One more property, for clients that forget that there may be any.
            made.setdefault(self._source.choice(_WORDS), self.make(others))
        return made

    def _make_array(self, schema: JsonObject) -> JsonValue:
        smallest, largest = schema.get("minItems"), schema.get("maxItems")
        low = smallest if isinstance(smallest, int) else 0
        high = min(largest, low + _MORE_ITEMS) if isinstance(largest, int) else low + _MORE_ITEMS
        first, items = schema.get("prefixItems"), schema.get("items")
        leading = first if isinstance(first, list) else []
        if not isinstance(items, dict) or not self._endings.has_values(items):
            high = min(high, max(low, len(leading)))
        size = self._source.randint(low, max(low, high))
        return [
            self._make_any(leading[index] if index < len(leading) else items)
            for index in range(size)
        ]

    def _make_integer(self, schema: JsonObject) -> JsonValue:
        least, most = _range(schema)
        low, high = math.ceil(least), math.floor(most)
        low, high = low + _is_excluded(schema, low), high - _is_excluded(schema, high)
        step = schema.get("multipleOf", 1)
        step = step if isinstance(step, int) and step > 0 else 1
        first = -(-low // step)
        return step * self._source.randint(first, max(first, high // step))

    def _make_number(self, schema: JsonObject) -> JsonValue:
        low, high = _range(schema)
        value = min(high, max(low, round(self._source.uniform(low, high), 3)))
        return (low + high) / 2 if _is_excluded(schema, value) else value

    def _make_string(self, schema: JsonObject) -> JsonValue:
        smallest, largest = schema.get("minLength"), schema.get("maxLength")
        length = smallest if isinstance(smallest, int) else 0
        self._take(length)
        text = self._source.choice(_WORDS).ljust(length, "x")
        return text[:largest] if isinstance(largest, int) else text


def _range(schema: JsonObject) -> tuple[float, float]:
    """Choose limits that are small numbers, if the schema allows that."""
    minimum, maximum = _limit(schema, "minimum"), _limit(schema, "maximum")
    most = max(_LIMIT, (minimum or 0) + _LIMIT) if maximum is None else maximum
    least = min(-_LIMIT, most - _LIMIT) if minimum is None else minimum
    low = max(least, 0 if most > 0 else most - _LIMIT)
    return low, min(most, low + _LIMIT)


def _limit(schema: JsonObject, keyword: str) -> float | None:
    value = schema.get(keyword, schema.get(_EXCLUSIVE[keyword]))
    return value if isinstance(value, int | float) else None


def _is_excluded(schema: JsonObject, value: float) -> bool:
    """Whether a value is a limit that is none of the values itself."""
    return value in [schema.get(keyword) for keyword in _EXCLUSIVE.values()]
