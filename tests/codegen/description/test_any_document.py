"""Whatever a document holds, it is read or refused with one clear error, and reading ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.description.openrpc import from_document, readable_part, to_document
from livebind_codegen.errors import SchemaError
from livebind_codegen.unreadable import unreadable_methods

if TYPE_CHECKING:
    from support.descriptions import Json

KEYS = [
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "A",
    "additionalProperties",
    "allOf",
    "code",
    "components",
    "contentDescriptors",
    "data",
    "definitions",
    "discriminator",
    "errors",
    "extends",
    "id",
    "items",
    "mapping",
    "methods",
    "name",
    "params",
    "paramStructure",
    "properties",
    "required",
    "result",
    "schema",
    "schemas",
    "tags",
    "type",
]
TEXTS = [
    "",
    "#",
    "#/",
    "#/$defs/A",
    "#/components/contentDescriptors/A",
    "#/components/schemas/A",
    "#/components/schemas/A/properties/A",
    "#/components/schemas/unresolved:A",
    "#/definitions/A",
    "#/methods/0",
    "#/methods/0/params/0",
    "#/methods/0/result/schema",
    "#A",
    "A",
    "A#/A",
    "http://[",
    "integer",
    "object",
    "urn:A",
    "%",
]
LEAVES: st.SearchStrategy[Json] = st.none() | st.booleans() | st.integers(0, 2)
VALUES: st.SearchStrategy[Json] = st.recursive(
    LEAVES | st.sampled_from(TEXTS),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=12,
)
SCHEMAS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3) | VALUES
DESCRIPTORS = st.fixed_dictionaries({"name": st.just("a"), "schema": SCHEMAS}) | VALUES
METHODS = st.fixed_dictionaries(
    {"name": st.sampled_from(["m", "n"]), "params": st.lists(DESCRIPTORS, max_size=2) | VALUES},
    optional={"result": DESCRIPTORS, "errors": VALUES, "tags": VALUES, "x-livebind": VALUES},
)
DOCUMENTS: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"openrpc": st.just("1.3.2"), "methods": st.lists(METHODS | VALUES, max_size=2)},
    optional={
        "components": st.fixed_dictionaries(
            {},
            optional={
                "schemas": st.dictionaries(st.sampled_from(["A", "B"]), SCHEMAS),
                "contentDescriptors": st.dictionaries(st.just("A"), DESCRIPTORS),
                "errors": VALUES,
            },
        )
        | VALUES,
        "$defs": VALUES,
        "x-livebind": VALUES,
        "A": VALUES,
    },
)


@given(DOCUMENTS)
def test_any_document_is_read_or_refused(document: Json) -> None:
    try:
        description, failures = readable_part(document, "test")
    except SchemaError:
        return
    assert all("\n" not in reason for reason in failures.values())
    again = to_document(description)
    assert from_document(again, "test") == description
    assert to_document(from_document(again, "test")) == again
    unreadable_methods(description)
