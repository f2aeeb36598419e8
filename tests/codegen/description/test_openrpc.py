"""Descriptions as OpenRPC documents, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.api.selection import select
from livebind_codegen.description.model import ErrorDescription
from livebind_codegen.description.openrpc import (
    canonical_json,
    from_document,
    parse_document,
    readable_part,
    to_document,
)
from livebind_codegen.errors import SchemaError
from livebind_codegen.unreadable import unreadable_methods
from support.descriptions import describe, method, object_schema, small_description
from support.recordings import RECORDED_NAMES, recorded

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description
    from support.descriptions import Json


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


def others(*methods: Json, **components: Json) -> Json:
    """Return a document as others write it."""
    info = {"title": "Others", "version": "1"}
    return {"openrpc": "1.3.2", "info": info, "methods": [*methods], "components": components}


def read(*methods: Json, **components: Json) -> Description:
    """Return the description in such a document, the same when it is written and read again."""
    description = from_document(others(*methods, **components), "others.json")
    text = canonical_json(to_document(description))
    again = parse_document(text.encode(), "again.json")
    assert again == description
    assert canonical_json(to_document(again)) == text
    assert [one.positions for one in again.methods] == [
        one.positions for one in description.methods
    ]
    return description


def described(*params: Json, **rest: Json) -> Json:
    """Return a method with these parameters, as others write it."""
    return {"name": "m", "params": [*params], "result": {"name": "r", "schema": {}}, **rest}


@pytest.mark.parametrize(
    "structure", [{}, {"paramStructure": "either"}, {"paramStructure": "by-position"}]
)
def test_parameters_are_sent_by_position_unless_a_document_says_by_name(structure: Json) -> None:
    params: Json = [{"name": name, "schema": {}} for name in ("z", "a", "m")]
    assert read(described(*params, **structure)).methods[0].positions == ("z", "a", "m")
    by_name = read(described(*params, paramStructure="by-name")).methods[0]
    assert by_name.positions == ()
    assert by_name.params is not None
    assert {*by_name.params["properties"]} == {"z", "a", "m"}


def test_a_method_without_parameters_has_no_positions() -> None:
    method = read(described(paramStructure="by-position")).methods[0]
    assert (method.params, method.positions) == (None, ())


def test_a_result_of_any_value_stays_one_and_null_is_none() -> None:
    cases: Json = [({}, {}), (True, {}), (False, {"not": {}}), ({"type": "null"}, None)]
    for schema, kept in cases:
        method = described(result={"name": "r", "schema": schema})
        assert read(method).methods[0].result == kept
    assert read(described(result={"name": "r"})).methods[0].result is None
    assert read({"name": "m", "params": []}).methods[0].result is None


def test_what_is_said_about_a_parameter_is_said_in_its_schema() -> None:
    method = read(
        described(
            {"name": "a", "description": "The first.", "schema": {"type": "string"}},
            {"name": "b", "summary": "The second.", "deprecated": True, "schema": True},
            {"name": "c", "description": "No.", "schema": {"description": "The third."}},
            {
                "name": "d",
                "description": "The fourth.",
                "schema": {"$ref": "#/components/schemas/D"},
            },
            {"name": "e", "description": "The fifth.", "schema": False},
            {"name": "f", "examples": [1, 2], "schema": {}},
            result={"name": "r", "description": "The result.", "schema": {"type": "string"}},
        ),
        schemas={"D": {"type": "string", "description": "Some D."}},
    ).methods[0]
    assert method.params is not None
    assert method.params["properties"] == {
        "a": {"type": "string", "description": "The first."},
        "b": {"description": "The second.", "deprecated": True},
        "c": {"description": "The third."},
        "d": {"$ref": "#/components/schemas/D", "description": "The fourth."},
        "e": False,
        "f": {"examples": [1, 2]},
    }
    assert method.result == {"type": "string", "description": "The result."}


def test_references_to_content_descriptors_are_followed() -> None:
    by_reference = {"$ref": "#/components/contentDescriptors/Id"}
    descriptors = {
        "Id": {"name": "id", "required": True, "schema": {"type": "integer"}},
        "Pet": {"name": "pet", "schema": {"properties": {"id": {"type": "integer"}}}},
        "Also": {"$ref": "#/components/contentDescriptors/Pet"},
    }
    description = read(
        described(by_reference, result={"$ref": "#/components/contentDescriptors/Also"}),
        {**described(by_reference), "name": "n", "result": {"$ref": "#/methods/0/result"}},
        contentDescriptors=descriptors,
    )
    first, second = description.methods
    assert first.params == second.params
    assert first.params == {
        "type": "object",
        "additionalProperties": False,
        "properties": {"id": {"type": "integer"}},
        "required": ["id"],
    }
    # What several may use and holds other schemas is a definition, and there once.
    assert first.result == second.result == {"$ref": "#/components/schemas/Pet"}
    pet = {"properties": {"id": {"type": "integer"}}}
    assert description.definitions == {"#/components/schemas/Pet": pet}


def test_errors_are_kept_and_references_to_them_followed() -> None:
    method = read(
        described(
            errors=[
                {"$ref": "#/components/errors/NotFound"},
                {"code": 5, "message": "Five", "data": {"id": "example", "$defs": 1}},
                {"code": 6, "message": "Six", "data": {"$ref": "#/components/schemas/Data"}},
                {"code": 7, "data": "example"},
            ]
        ),
        errors={"NotFound": {"code": -32001, "message": "Not found"}},
        schemas={"Data": {"type": "string"}},
    ).methods[0]
    assert method.errors == (
        ErrorDescription(-32001, "Not found", "NotFound"),
        ErrorDescription(5, "Five", data={"id": "example", "$defs": 1}),
        ErrorDescription(6, "Six", data={"$ref": "#/components/schemas/Data"}),
        ErrorDescription(7, data="example"),
    )


def test_methods_and_tags_may_be_references() -> None:
    document = others({"$ref": "#/x-methods/m"}, tags={"T": {"name": "Group"}})
    document["x-methods"] = {"m": described(tags=[{"$ref": "#/components/tags/T"}])}
    method = from_document(document, "others.json").methods[0]
    assert (method.name, method.group) == ("m", "Group")


NOWHERE = "#/components/nowhere"


@pytest.mark.parametrize(
    ("method", "problem"),
    [
        (described({"$ref": "#/openrpc"}), "expected an object"),
        (described({"name": "a", "schema": {}}, {"name": "a", "schema": {}}), "two parameters"),
        (described({"schema": {}}), "no name"),
        (described(paramStructure="by-magic"), "by-name, by-position, either"),
        (described(errors=[{"code": "5"}]), "must be an integer"),
        (described(result={"schema": 5}), "expected an object"),
    ],
)
def test_a_method_that_cannot_be_read_leaves_the_others_readable(
    method: Json, problem: str
) -> None:
    document = others({**method, "name": "broken"}, described())
    with pytest.raises(SchemaError, match=problem) as caught:
        from_document(document, "others.json")
    assert str(caught.value).startswith("others.json: method 'broken'")
    description, failures = readable_part(document, "others.json")
    assert [one.name for one in description.methods] == ["m"]
    assert failures == {"broken": str(caught.value)}


@pytest.mark.parametrize(
    ("method", "problem"),
    [
        (described({"$ref": NOWHERE}), "leads nowhere"),
        (described({"$ref": "other.json#/a"}), "another document"),
        (described(result={"$ref": NOWHERE}), "leads nowhere"),
        (described(errors=[{"$ref": NOWHERE}]), "leads nowhere"),
        (described(tags=[{"$ref": NOWHERE}]), "leads nowhere"),
        (described({"$ref": "#/methods/1/params/0"}), "leads nowhere"),
        (described({"$ref": "#"}), "leads nowhere"),
        (described({"$ref": "#/methods/0/params/0"}), "leads nowhere"),
    ],
)
def test_a_method_that_refers_to_what_is_missing_matters_only_where_it_is_used(
    method: Json, problem: str
) -> None:
    description = from_document(others({**method, "name": "broken"}, described()), "others.json")
    assert problem in unreadable_methods(description)["broken"]
    with pytest.raises(SchemaError, match=problem):
        build_api(description)
    assert len(build_api(select(description, ["m"], [])).methods) == 1
    again = from_document(to_document(description), "again.json")
    assert unreadable_methods(again) == unreadable_methods(description)


def test_a_reference_to_another_document_is_kept_for_who_reads_schemas() -> None:
    document = others(described(result={"schema": {"$ref": "other.json"}}), described(name="n"))
    assert len(from_document(document, "others.json").methods) == 2


def test_a_long_text_refuses_nothing() -> None:
    example = "a" * 262_000
    params = {"name": "a", "schema": {"type": "string", "examples": [example]}}
    assert example in canonical_json(to_document(read(described(params))))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SchemaError, match="surrogate"):
        to_document(describe(method("\ud800")))
