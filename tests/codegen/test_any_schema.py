"""Whatever a schema says in keywords that we know: its types take what it allows, unchanged."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from typing import TYPE_CHECKING

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from livebind_codegen.contract import read_cases
from livebind_codegen.contract_values import values
from livebind_codegen.errors import NameConflictError
from livebind_codegen.generation import PackageOptions, generate
from support.descriptions import Json, describe, method, object_schema

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NAMES = st.sampled_from(["alpha", "betaGamma", "class", "id", "self", "type", "3d", "x-y"])
WORDS = st.sampled_from(["One", "two", "three-four", "None", "1st", ""])
NUMBERS = st.integers(-5, 5) | st.sampled_from([0.5, -2.25, 1e30])
COUNTER = itertools.count()


@st.composite
def numbers(draw: st.DrawFn) -> Json:
    schema: Json = {"type": draw(st.sampled_from(["number", "integer"]))}
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    if draw(st.booleans()):
        schema["minimum"] = low
    if draw(st.booleans()):
        schema["maximum"] = max(high, low + 1)
    return schema


def text_of(low: int) -> Json:
    return {"type": "string", "minLength": low}


def enum_of(values: list[str]) -> Json:
    return {"type": "string", "enum": values}


def described_enum_of(values: list[str]) -> Json:
    return {"oneOf": [{"const": value, "type": "string"} for value in values]}


def constant(value: str) -> Json:
    return {"const": value, "type": "string"}


def nullable(schema: Json) -> Json:
    return {"oneOf": [schema, {"type": "null"}]}


def map_of(schema: Json) -> Json:
    return {"type": "object", "additionalProperties": schema}


VALUES = st.lists(WORDS, min_size=1, unique=True)
PLAIN: list[Json] = [{}, {"type": "boolean"}, {"type": "null"}, {"type": "string"}]
SCALARS: st.SearchStrategy[Json] = st.one_of(
    numbers(),
    st.sampled_from(PLAIN),
    st.integers(0, 3).map(text_of),
    VALUES.map(enum_of),
    VALUES.map(described_enum_of),
    WORDS.map(constant),
)


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    schema: Json = {"type": "array", "items": draw(inner)}
    low = draw(st.integers(0, 3))
    return draw(
        st.sampled_from(
            [schema, {**schema, "minItems": low}, {**schema, "minItems": low, "maxItems": low}]
        )
    )


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    properties = draw(st.dictionaries(NAMES, inner, max_size=4))
    required = tuple(name for name in properties if draw(st.booleans()))
    return object_schema(properties, required, draw(st.sampled_from(["", "", "Thing", "Other"])))


@st.composite
def tagged_unions(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    kinds = draw(st.lists(st.sampled_from("ABCD"), min_size=2, max_size=3, unique=True))
    return {
        "oneOf": [
            object_schema({"kind": {"const": kind}, "value": draw(inner)}, ("kind",))
            for kind in kinds
        ]
    }


@st.composite
def keyed_unions(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    keys = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    others: list[Json] = draw(
        st.sampled_from([[], [{"type": "boolean"}], [{"type": "string"}, {"type": "null"}]])
    )
    return {"oneOf": [*others, *(object_schema({key: draw(inner)}, (key,)) for key in keys)]}


def compounds(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(
        arrays(inner),
        objects(inner),
        tagged_unions(inner),
        keyed_unions(inner),
        inner.map(nullable),
        inner.map(map_of),
    )


SCHEMAS: st.SearchStrategy[Json] = st.recursive(SCALARS, compounds, max_leaves=8)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    # Each example generates a package: to look for a smaller one would take minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(params=SCHEMAS, result=SCHEMAS, data=st.data())
def test_types_take_what_their_schemas_allow(
    params: Json,
    result: Json,
    data: st.DataObject,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = f"any_schema_{next(COUNTER)}"
    description = describe(method("set-thing", params, None), method("get-thing", None, result))
    try:
        generate(description, tmp_path, PackageOptions(package))
    except NameConflictError:
        return
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    for case in read_cases(tmp_path / package, package):
        for _ in range(3):
            value = data.draw(values(case.schema, is_request=case.is_request), label=case.name)
            assert json.loads(msgspec.json.encode(case.decoder.decode(json.dumps(value)))) == value
