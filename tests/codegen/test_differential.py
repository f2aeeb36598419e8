"""Any schema in keywords of JSON Schema, with `jsonschema` as the judge of what is valid.

A valid value is never refused, and comes back as it was. Many schemas stand in one description, as
generating a package takes longer than anything else here.
"""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from livebind.codec.integers import decode_leniently
from livebind_codegen.contract import read_cases
from livebind_codegen.contract_values import shape_values
from livebind_codegen.errors import NameConflictError, SchemaError
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.schema.graph import build_graph
from livebind_codegen.schema.parse import SchemaReader
from support.descriptions import Json, describe, method
from support.json_schema import closed, judge

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "#/components/schemas/"
KEYS = ("Leaf", "Node", "Tree", "Choice")
NAMES = st.sampled_from(["alpha", "betaGamma", "class", "id", "items", "type", "x-y"])
WORDS = st.sampled_from(["one", "two", "three-four", "None", ""])
VALUES = (
    st.none() | st.booleans() | st.integers(-3, 3) | WORDS | st.sampled_from([0.5, [1], {"a": 1}])
)
COUNTER = itertools.count()


def limits(low: str, high: str, numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.tuples(numbers, numbers).map(lambda two: {low: min(two), high: max(two)})


COUNTS = st.integers(0, 3)
NUMBERS = st.integers(-5, 5) | st.sampled_from([0.5, -2.25])
SCALARS: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from([True, {}, {"type": "boolean"}, {"type": "null"}]),
    st.sampled_from(["integer", "number", "string"]).map(lambda kind: {"type": kind}),
    limits("minimum", "maximum", NUMBERS).map(lambda one: {"type": "number", **one}),
    limits("minimum", "maximum", st.integers(-5, 5)).map(lambda one: {"type": "integer", **one}),
    st.integers(-5, 5).map(lambda low: {"type": "integer", "exclusiveMinimum": low}),
    limits("minLength", "maxLength", COUNTS).map(lambda one: {"type": "string", **one}),
    VALUES.map(lambda value: {"const": value}),
    st.lists(VALUES, min_size=1, max_size=4).map(lambda values: {"enum": values}),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: {"type": "string", "enum": words}),
    st.lists(
        st.sampled_from(["integer", "number", "string", "boolean", "null"]),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(lambda kinds: {"type": kinds}),
    st.sampled_from(KEYS).map(lambda key: {"$ref": PREFIX + key}),
)


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    properties = draw(st.dictionaries(NAMES, inner, max_size=3))
    schema: Json = {"type": "object", "properties": properties}
    schema["required"] = [name for name in properties if draw(st.booleans())]
    rest = draw(st.sampled_from([None, False]) | inner)
    if rest is not None:
        schema["additionalProperties"] = rest
    return schema


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    schema: Json = {"type": "array", "items": draw(inner)}
    if draw(st.booleans()):
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=3))
        schema["items"] = draw(st.sampled_from([False, True]) | inner)
    elif draw(st.booleans()):
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=2))
        del schema["items"]
    if draw(st.booleans()):
        schema |= draw(limits("minItems", "maxItems", COUNTS))
    return schema


@st.composite
def tagged(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    """Draw objects that a property may tell apart, for sure or maybe."""
    name = draw(NAMES)
    tags = st.one_of(
        WORDS.map(lambda word: {"const": word}),
        WORDS.map(lambda word: {"type": "string", "enum": [word]}),
        st.just({"type": "string"}),
    )
    options: list[Json] = []
    for one in draw(st.lists(objects(inner), min_size=2, max_size=3)):
        properties = {**one["properties"], name: draw(tags)}
        options.append({**one, "properties": properties, "required": [*one["required"], name]})
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=2))
    options += [{"$ref": PREFIX + key} for key in keys]
    mapping = {draw(WORDS): PREFIX + key for key in keys}
    return {"oneOf": options, "discriminator": {"propertyName": name, "mapping": mapping}}


def compounds(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        objects(inner),
        objects(inner),
        arrays(inner),
        several.map(lambda options: {"anyOf": options}),
        st.lists(objects(inner), min_size=2, max_size=2).map(lambda parts: {"allOf": parts}),
        tagged(inner),
        inner.map(lambda one: {"anyOf": [one, {"type": "null"}]}),
        inner.map(lambda one: {"type": "object", "additionalProperties": one}),
        st.tuples(inner, inner, inner).map(
            lambda three: {"if": three[0], "then": three[1], "else": three[2]}
        ),
    )


SCHEMAS: st.SearchStrategy[Json] = st.recursive(SCALARS, compounds, max_leaves=6)
DEFINITIONS = st.fixed_dictionaries({PREFIX + key: objects(SCHEMAS) | SCHEMAS for key in KEYS})


def readable(schemas: list[Json], definitions: dict[str, Json]) -> list[Json]:
    """Return the schemas that say something: of a contradiction no type can be made."""
    kept: list[Json] = []
    for schema in schemas:
        reader = SchemaReader(definitions)
        try:
            shape = reader.read(schema, "here")
            reader.read_waiting()
            build_graph(reader.read_definitions, [shape])
        except SchemaError:
            continue
        kept.append(schema)
    return kept


def values_of(schema: Json, definitions: dict[str, Json]) -> st.SearchStrategy[Any]:
    """Return values that may be valid: of its shape, and any at all."""
    reader = SchemaReader(definitions)
    shape = reader.read(schema, "here")
    reader.read_waiting()
    return shape_values(shape, reader.read_definitions) | VALUES


def with_points(value: object) -> Json:
    """Return the value with its integers written as `1.0`, which is the same to JSON Schema."""
    if isinstance(value, list):
        return [with_points(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {name: with_points(one) for name, one in items}
    return float(value) if type(value) is int else value


def with_definitions(schema: Json, definitions: dict[str, Json]) -> Json:
    named = {key.removeprefix(PREFIX): one for key, one in definitions.items()}
    return {"allOf": [schema], "components": {"schemas": named}}


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    # Each example generates a package: to look for a smaller one would take minutes.
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(schemas=st.lists(SCHEMAS, min_size=25, max_size=25), definitions=DEFINITIONS, data=st.data())
@pytest.mark.timeout(300)
def test_no_valid_value_is_refused(
    schemas: list[Json],
    definitions: dict[str, Json],
    data: st.DataObject,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = f"differential_{next(COUNTER)}"
    kept = readable(schemas, definitions)
    methods = [method(f"get-thing{index}", None, schema) for index, schema in enumerate(kept)]
    try:
        generate(describe(*methods, definitions=definitions), tmp_path, PackageOptions(package))
    except NameConflictError:
        return
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    for case in read_cases(tmp_path / package, package):
        schema = with_definitions(case.schema, definitions)
        is_valid, is_all_named = judge(schema), judge(closed(schema))
        for _ in range(6):
            value = data.draw(values_of(case.schema, definitions))
            if not is_valid(value):
                continue
            if data.draw(st.booleans()):
                value = with_points(value)
            decoded = decode_leniently(case.decoder, json.dumps(value).encode())
            # A class keeps what its schema names.
            if is_all_named(value):
                assert json.loads(msgspec.json.encode(decoded)) == value, (case.schema, value)
