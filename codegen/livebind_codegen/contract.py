"""Contract tests of a generated package: values that its schemas allow go in and come out again.

`livebind generate --tests` writes a test module that calls this one. The values are made from the
schemas as the backend wrote them, not from the generated types, so that a wrong type shows. Needs
hypothesis.
"""

from __future__ import annotations

import importlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.api.selection import select
from livebind_codegen.generation import LOCK_FILE
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.lockfile import read_lock
from livebind_codegen.schema.limits import MAX_DEPTH
from livebind_codegen.verification import read_description

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from livebind_codegen.description.model import Schema

__all__ = ["Case", "check_round_trip", "read_cases", "values"]

_EXAMPLES: Final = 20
_LARGEST_EXACT: Final = 2**53
_EXTRA_ITEMS: Final = 3

_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-_LARGEST_EXACT, _LARGEST_EXACT) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


@dataclass(frozen=True)
class Case:
    """One type of a package that a method takes or returns."""

    name: str
    schema: Schema
    decoder: msgspec.json.Decoder[Any]
    is_request: bool

    def __str__(self) -> str:
        return self.name


def read_cases(folder: Path, package: str) -> list[Case]:
    """Return the types of all requests and results of the package in `folder`.

    Raises:
        CodegenError: if its description or its lock file cannot be read.
    """
    lock = read_lock(folder / LOCK_FILE)
    options = lock.stamp.options
    description = select(
        read_description(folder), options.get("include", ()), options.get("exclude", ())
    )
    api = build_api(description, lock.names, options.get("rename", {}))
    schemas = {method.name: method for method in description.methods}
    cases: list[Case] = []
    for method in api.methods:
        module = importlib.import_module(f"{package}.functions.{method.module}")
        typed = getattr(module, f"_{method.function.upper().rstrip('_')}")
        params, result = schemas[method.name].params, schemas[method.name].result
        if params is not None:
            name = f"{method.name} parameters"
            cases.append(Case(name, params, typed.params_decoder, is_request=True))
        if result is not None:
            name = f"{method.name} result"
            cases.append(Case(name, result, typed.result_decoder, is_request=False))
    return cases


def check_round_trip(case: Case) -> None:
    """Check that valid values are read into their type, and written from it as they were.

    Raises:
        AssertionError: if a value comes out differently.
        msgspec.ValidationError: if one is refused.
    """

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(values(case.schema, is_request=case.is_request))
    def round_trip(value: object) -> None:
        decoded = case.decoder.decode(json.dumps(value))
        written = json.loads(msgspec.json.encode(decoded))
        if written != value:
            raise AssertionError(f"{case.name}: {value!r} came back as {written!r}")

    round_trip()


def values(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    schema: object, *, is_request: bool, depth: int = 0
) -> SearchStrategy[Any]:
    """Return JSON values that are valid by `schema`; in requests without `readOnly` properties."""
    if depth > MAX_DEPTH or not is_object(schema):
        return _ANY

    def inner(one: object) -> SearchStrategy[Any]:
        return values(one, is_request=is_request, depth=depth + 1)

    for key in ("oneOf", "anyOf"):
        if key in schema:
            return st.one_of([inner(option) for option in schema[key]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if is_list(kind):
        return st.one_of([inner({**schema, "type": one}) for one in kind])
    match kind:
        case "object":
            return _objects(schema, inner, is_request=is_request)
        case "array":
            low = int(schema.get("minItems", 0))
            high = min(int(schema.get("maxItems", low + _EXTRA_ITEMS)), low + _EXTRA_ITEMS)
            return st.lists(inner(schema.get("items")), min_size=low, max_size=high)
        case "string":
            characters = st.characters(codec="utf-8")
            low = int(schema.get("minLength", 0))
            return st.text(characters, min_size=low, max_size=schema.get("maxLength", low + 10))
        case "integer":
            return _integers(schema)
        case "number":
            return _integers(schema) | st.floats(
                schema.get("minimum"), schema.get("maximum"), allow_nan=False, allow_infinity=False
            )
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return _ANY


def _integers(schema: Schema) -> SearchStrategy[Any]:
    low = max(-_LARGEST_EXACT, math.ceil(schema.get("minimum", -_LARGEST_EXACT)))
    high = min(_LARGEST_EXACT, math.floor(schema.get("maximum", _LARGEST_EXACT)))
    return st.integers(low, high) if low <= high else st.nothing()


def _objects(
    schema: Schema, inner: Callable[[object], SearchStrategy[Any]], *, is_request: bool
) -> SearchStrategy[Any]:
    properties = {
        name: one
        for name, one in schema.get("properties", {}).items()
        if not (is_request and is_object(one) and one.get("readOnly") is True)
    }
    additional = schema.get("additionalProperties")
    if not properties and additional is not False:
        item = inner(additional) if is_object(additional) else _ANY
        return st.dictionaries(st.text(max_size=8), item, max_size=3)
    required = [name for name in schema.get("required", ()) if name in properties]
    return st.fixed_dictionaries(
        {name: inner(properties[name]) for name in required},
        optional={name: inner(one) for name, one in properties.items() if name not in required},
    )
