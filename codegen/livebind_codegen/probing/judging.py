"""Finds where a JSON value contradicts a schema, and how the schema would have to be changed.

What is judged is what types are made from: types, constants, enums, limits, properties and items,
references, `allOf`, `anyOf` and `oneOf` (of which one option must fit). What types do not hold is
not judged: `not`, `if`, `pattern`, `format`, `uniqueItems`, `contains`, `unevaluated*` and that
exactly one option of `oneOf` fits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from livebind.common.secrets import is_secret
from livebind_codegen.description.pointers import escaped_step
from livebind_codegen.json_values import is_list, is_object, json_key
from livebind_codegen.schema.drafts import modern
from livebind_codegen.schema.parse import kind_by_structure, says_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Contradiction", "find_contradictions"]

_MAX_DEPTH: Final = 200
_LONGEST_SHOWN: Final = 60
_MOST_SHOWN: Final = 8
_TYPES: Final[dict[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}
_LIMITS: Final[tuple[tuple[str, str, Callable[[Any, Any], bool], str], ...]] = (
    ("string", "minLength", lambda value, limit: len(value) >= limit, "at least {} characters"),
    ("string", "maxLength", lambda value, limit: len(value) <= limit, "at most {} characters"),
    ("array", "minItems", lambda value, limit: len(value) >= limit, "at least {} items"),
    ("array", "maxItems", lambda value, limit: len(value) <= limit, "at most {} items"),
    ("object", "minProperties", lambda value, limit: len(value) >= limit, "at least {} properties"),
    ("object", "maxProperties", lambda value, limit: len(value) <= limit, "at most {} properties"),
    ("number", "minimum", lambda value, limit: value >= limit, "at least {}"),
    ("number", "maximum", lambda value, limit: value <= limit, "at most {}"),
    ("number", "exclusiveMinimum", lambda value, limit: value > limit, "more than {}"),
    ("number", "exclusiveMaximum", lambda value, limit: value < limit, "less than {}"),
)
"""Of which type, the keyword, when it holds, and what it wants in words."""


@dataclass(frozen=True)
class Contradiction:
    """A place of a value that is not what its schema says."""

    place: str
    """Where it is in the value, such as `$.items[2].label`."""
    expected: str
    """What the schema says, in words."""
    got: str
    """What there is, in words: a type, or a number, a word of an enum, or a length."""
    at: str
    """The schema, as a pointer into the description; see `corrections.model`."""
    change: Mapping[str, Any] = field(compare=False)
    """The change of that schema by which the value would be valid."""


@dataclass(frozen=True)
class _Spot:
    """A value and the schema for it, each with the way to it."""

    schema: Any
    value: Any
    at: str
    place: str
    depth: int = 0

    def inner(self, schema: object, *steps: object, value: object, step: str = "") -> _Spot:
        """Return what is inside of it: the steps in the schema, and the one in the value."""
        at = "".join([self.at, *(f"/{escaped_step(str(one))}" for one in steps)])
        return _Spot(schema, value, at, self.place + step, self.depth + 1)

    def wrong(self, expected: str, got: str, **change: object) -> Contradiction:
        return Contradiction(self.place, expected, got, self.at, change)


def find_contradictions(
    schema: object, value: object, at: str, definitions: Mapping[str, Any]
) -> list[Contradiction]:
    """Return where `value` contradicts `schema`, which stands at `at`; empty if nowhere."""
    return _Judge(definitions).judge(_Spot(schema, value, at, "$"))


class _Judge:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        # Each option of a union is judged; without this the time would double with each level. A
        # schema that is a part of itself is met again before it is judged: it says nothing then.
        self._known: dict[tuple[str, str], list[Contradiction]] = {}

    def judge(self, spot: _Spot, *, is_typed: bool = False) -> list[Contradiction]:
        key = (spot.at, spot.place)
        if key not in self._known and spot.depth <= _MAX_DEPTH:
            self._known[key] = []
            self._known[key] = list(self._judged(spot, is_typed=is_typed))
        return self._known.get(key, [])

    def _judged(self, spot: _Spot, *, is_typed: bool) -> Iterator[Contradiction]:
        if spot.schema is False:
            yield spot.wrong("nothing", _type_of(spot.value), schema={})
        if not is_object(spot.schema):
            return
        schema = modern(spot.schema)
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference in self._definitions:
            target = _Spot(
                self._definitions[reference], spot.value, reference, spot.place, spot.depth + 1
            )
            yield from self.judge(target)
        is_typed = is_typed or says_type(schema)
        wrong_type = _wrong_type(spot, schema, is_typed=is_typed)
        if wrong_type is not None:
            yield wrong_type
            return
        yield from _wrong_value(spot, schema)
        if is_object(spot.value):
            yield from self._properties(spot, schema, spot.value)
        elif is_list(spot.value):
            yield from self._items(spot, schema, spot.value)
        for index, part in enumerate(_listed(schema, "allOf")):
            inner = spot.inner(part, "allOf", index, value=spot.value)
            yield from self.judge(inner, is_typed=is_typed)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                yield from self._options(spot, schema, keyword, is_typed=is_typed)

    def _properties(
        self, spot: _Spot, schema: dict[str, Any], value: dict[str, Any]
    ) -> Iterator[Contradiction]:
        properties = schema.get("properties")
        properties = properties if is_object(properties) else {}
        for name in _listed(schema, "required"):
            is_written = is_object(one := properties.get(name)) and one.get("writeOnly") is True
            if isinstance(name, str) and name not in value and not is_written:
                place = spot.inner(schema, value=value, step=f".{name}").place
                yield Contradiction(place, "it is there", "nothing", spot.at, {"optional": [name]})
        free = schema.get("additionalProperties", True)
        has_patterns = "patternProperties" in schema
        for name, item in value.items():
            step = f".{name}"
            if name in properties:
                inner = spot.inner(properties[name], "properties", name, value=item, step=step)
                yield from self.judge(inner)
            elif free is False and not has_patterns:
                place = spot.inner(schema, value=item, step=step).place
                change = {"without": ["additionalProperties"]}
                yield Contradiction(place, "no such property", _type_of(item), spot.at, change)
            elif not has_patterns:
                yield from self.judge(
                    spot.inner(free, "additionalProperties", value=item, step=step)
                )

    def _items(
        self, spot: _Spot, schema: dict[str, Any], value: list[Any]
    ) -> Iterator[Contradiction]:
        first = _listed(schema, "prefixItems")
        for index, item in enumerate(value):
            step = f"[{index}]"
            if index < len(first):
                inner = spot.inner(first[index], "prefixItems", index, value=item, step=step)
            else:
                inner = spot.inner(schema.get("items", True), "items", value=item, step=step)
            yield from self.judge(inner)

    def _options(
        self, spot: _Spot, schema: dict[str, Any], keyword: str, *, is_typed: bool
    ) -> Iterator[Contradiction]:
        """Yield what contradicts the option that a value is nearest to, if it fits none."""
        judged: list[list[Contradiction]] = []
        for index, option in enumerate(_listed(schema, keyword)):
            inner = spot.inner(option, keyword, index, value=spot.value)
            judged.append(self.judge(inner, is_typed=is_typed))
            if not judged[-1]:
                return
        if not judged:
            return
        # An option of another type is not what was meant.
        of_type = [
            one
            for one in judged
            if all("also" not in x.change for x in one if x.place == spot.place)
        ]
        if of_type:
            yield from min(of_type, key=len)
        else:
            expected = dict.fromkeys(
                x.expected for one in judged for x in one if x.place == spot.place
            )
            kind = _type_of(spot.value)
            yield spot.wrong(" or ".join([*expected][:_MOST_SHOWN]), kind, also={"type": kind})


def _wrong_type(spot: _Spot, schema: dict[str, Any], *, is_typed: bool) -> Contradiction | None:
    """Return what is wrong with the type of a value, None if nothing is."""
    kinds = schema.get("type") or (not is_typed and kind_by_structure(schema)) or "any"
    kinds = kinds if is_list(kinds) else [kinds]
    kind = _type_of(spot.value)
    if kind in kinds or "any" in kinds or (kind == "integer" and "number" in kinds):
        return None
    return spot.wrong(" or ".join(map(str, kinds)), kind, also={"type": kind})


def _wrong_value(spot: _Spot, schema: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield what is wrong with a value that is of the right type, what is inside of it aside."""
    value = spot.value
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    if is_list(listed) and json_key(value) not in map(json_key, listed):
        shown = ", ".join(_shown(one) for one in listed[:_MOST_SHOWN])
        more = f" or {len(listed) - _MOST_SHOWN} more" if len(listed) > _MOST_SHOWN else ""
        if is_secret(spot.place) or is_secret(spot.at):
            yield spot.wrong(
                f"{shown}{more}", "another", without=[*({"const", "enum"} & {*schema})]
            )
        else:
            yield spot.wrong(f"{shown}{more}", _shown(value), values=[value])
    kind = _type_of(value)
    kind = "number" if kind == "integer" else kind
    for of_kind, keyword, holds, words in _LIMITS:
        limit = schema.get(keyword)
        is_limit = isinstance(limit, int | float) and not isinstance(limit, bool)
        if kind == of_kind and is_limit and not holds(value, limit):
            got = _shown(value) if kind == "number" else str(len(value))
            yield spot.wrong(words.format(limit), got, without=[keyword])


def _type_of(value: object) -> str:
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _TYPES[type(value)]


def _listed(schema: dict[str, Any], keyword: str) -> list[Any]:
    listed = schema.get(keyword)
    return listed if is_list(listed) else []


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
