"""Which definitions lead where."""

from __future__ import annotations

from livebind_codegen.description.reachability import leading_to, references_in

DEFINITIONS = {
    "A": {"properties": {"b": {"$ref": "B"}}},
    "B": {"items": {"$ref": "C"}},
    "C": {"type": "string"},
    "D": {"anyOf": [{"$ref": "D"}, {"type": "string"}]},
}


def test_references_are_those_of_schemas_and_not_of_data() -> None:
    schema = {"$ref": "A", "allOf": [{"$ref": "B"}], "default": {"$ref": "C"}, "items": True}
    assert list(references_in(schema)) == ["A", "B"]
    assert list(references_in([])) == []


def test_what_leads_to_an_end_is_found_through_others() -> None:
    assert leading_to(DEFINITIONS, ["C"]) == {"A": "C", "B": "C", "C": "C"}
    assert leading_to(DEFINITIONS, ["D"]) == {"D": "D"}
    assert leading_to(DEFINITIONS, []) == {}
