"""Descriptions as OpenRPC documents, and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.description.openrpc import (
    canonical_json,
    from_document,
    parse_document,
    to_document,
)
from livebind_codegen.errors import SchemaError
from support.descriptions import describe, method, object_schema, small_description
from support.recordings import RECORDED_NAMES, recorded


@pytest.mark.parametrize("name", RECORDED_NAMES)
def test_a_real_backend_comes_back_as_it_was(name: str) -> None:
    description = recorded(name).description()
    document = to_document(description)
    assert canonical_json(to_document(from_document(document, "test"))) == canonical_json(document)


def test_a_description_comes_back_as_it_was() -> None:
    description = small_description()
    assert from_document(to_document(description), "test") == description


def test_a_document_is_what_open_rpc_asks_for() -> None:
    document = to_document(small_description())
    assert document["openrpc"].startswith("1.")
    assert document["info"] == {"title": "Test", "version": "1.2.3"}
    for one in document["methods"]:
        assert one["paramStructure"] == "by-name"
        assert {"name", "params", "result"} <= one.keys()
        assert all({"name", "schema"} <= param.keys() for param in one["params"])


def test_the_text_is_the_same_for_the_same_numbers() -> None:
    def text(number: float) -> str:
        schema = {"type": "number", "maximum": number}
        return canonical_json(to_document(describe(method("a", None, schema))))

    assert text(1.0) == text(1)
    assert text(1e300) != text(10**299)


def test_the_text_is_ascii_and_sorted() -> None:
    text = canonical_json(to_document(describe(method("é"))))
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n" == text


@pytest.mark.parametrize(
    "version", [5, {"method": 5}, {"method": "a", "parts": 5}, {"method": "a", "parts": [5]}]
)
def test_a_version_method_that_makes_no_sense_is_refused(version: object) -> None:
    document = to_document(small_description())
    document["x-livebind"]["version"] = version
    with pytest.raises(SchemaError, match=r"x-livebind\.version"):
        from_document(document, "test")


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.booleans(), max_size=4))
def test_any_parameters_come_back(required: dict[str, bool]) -> None:
    schema = object_schema(
        {name: {"type": "integer"} for name in required},
        tuple(sorted(name for name, is_required in required.items() if is_required)),
    )
    description = describe(method("a", schema))
    assert from_document(to_document(description), "test") == description


def test_a_document_of_others_can_be_read() -> None:
    document = {
        "openrpc": "1.2.6",
        "info": {"title": "Petstore", "version": "1"},
        "methods": [
            {
                "name": "list_pets",
                "params": [{"name": "limit", "schema": {"type": "integer"}}],
                "result": {"name": "pets", "schema": {"$ref": "#/components/schemas/Pets"}},
            }
        ],
        "components": {"schemas": {"Pets": {"type": "array", "items": {"type": "string"}}}},
    }
    description = parse_document(json.dumps(document).encode(), "pets.json")
    assert description.methods[0].params == {
        "type": "object",
        "additionalProperties": False,
        "properties": {"limit": {"type": "integer"}},
    }
    assert "#/components/schemas/Pets" in description.definitions


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SchemaError, match="surrogate"):
        to_document(describe(method("\ud800")))
