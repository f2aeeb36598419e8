"""Each reference of a document leads to what its writer meant, and nothing is written twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.description.openrpc import canonical_json, from_document, to_document
from livebind_codegen.description.pointers import key_of, reference_to, unresolved, why_missing
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.description.model import Description
    from support.descriptions import Json

INTEGER = {"type": "integer"}
TEXT = {"type": "string"}


def document(
    *results: Json, schemas: Json = None, components: Json = None, **rest: Json
) -> dict[str, Any]:
    """Return a document with a method for each schema of a result: m0, m1, ..."""
    methods: list[Json] = [
        {"name": f"m{index}", "params": [], "result": {"name": "result", "schema": schema}}
        for index, schema in enumerate(results)
    ]
    everything: dict[str, Json] = {"schemas": schemas or {}, **(components or {})}
    info = {"title": "Test", "version": "1"}
    return {"openrpc": "1.3.2", "info": info, "methods": methods, "components": everything, **rest}


def read(*results: Json, **rest: Json) -> Description:
    """Return the description of such a document, after it was written and read once more."""
    description = from_document(document(*results, **rest), "test")
    text = canonical_json(to_document(description))
    again = from_document(json.loads(text), "test")
    assert again == description
    assert canonical_json(to_document(again)) == text
    return description


def definitions(description: Description) -> dict[str, Any]:
    """Return the definitions by their keys."""
    return {key_of(reference): schema for reference, schema in description.definitions.items()}


def ref(key: str) -> dict[str, str]:
    return {"$ref": reference_to(key)}


def test_a_definition_is_named_by_its_reference() -> None:
    description = read(ref("A"), schemas={"A": ref("B"), "B": {"items": ref("A")}})
    assert description.methods[0].result == ref("A")
    assert definitions(description) == {"A": ref("B"), "B": {"items": ref("A")}}


@pytest.mark.parametrize("key", ["a/b", "a~b", "a%b", "Größe", "a b", "", "#", "~1", "%2F"])
def test_any_key_can_be_referred_to(key: str) -> None:
    assert key_of(reference_to(key)) == key
    assert reference_to(key).isascii()
    description = read(ref(key), schemas={key: INTEGER})
    assert description.methods[0].result == ref(key)


def test_escapes_may_be_written_in_any_way() -> None:
    written = {"$ref": "#/components/schemas/a%20%7E1b"}
    assert read(written, schemas={"a /b": INTEGER}).methods[0].result == ref("a /b")


def test_what_stands_inside_of_a_definition_becomes_one_of_its_own() -> None:
    box = {"properties": {"width": {**INTEGER, "description": "How wide", "readOnly": True}}}
    description = read({"$ref": "#/components/schemas/Box/properties/width"}, schemas={"Box": box})
    assert description.methods[0].result == ref("Box.width")
    assert definitions(description) == {
        "Box": {
            "properties": {
                "width": {**ref("Box.width"), "description": "How wide", "readOnly": True}
            }
        },
        "Box.width": {**INTEGER, "description": "How wide", "readOnly": True},
    }


def test_a_pointer_goes_through_lists_and_unknown_keywords() -> None:
    schemas = {"A": {"oneOf": [TEXT, INTEGER], "x-more": [{"there": INTEGER}]}}
    description = read(
        {"$ref": "#/components/schemas/A/oneOf/1"},
        {"$ref": "#/components/schemas/A/x-more/0/there"},
        schemas=schemas,
    )
    assert [one.result for one in description.methods] == [
        ref("A.oneOf.1"),
        ref("A.x-more.0.there"),
    ]
    assert definitions(description) == {
        "A": {"oneOf": [TEXT, ref("A.oneOf.1")], "x-more": [{"there": INTEGER}]},
        "A.oneOf.1": INTEGER,
        "A.x-more.0.there": INTEGER,
    }


def test_a_method_may_refer_to_the_result_of_another() -> None:
    description = read(INTEGER, {"items": {"$ref": "#/methods/0/result/schema"}})
    assert description.methods[0].result == ref("m0.result")
    assert description.methods[1].result == {"items": ref("m0.result")}


@pytest.mark.parametrize("keyword", ["$defs", "definitions"])
def test_a_schema_may_bring_its_definitions_along(keyword: str) -> None:
    tree = {"properties": {"next": {"$ref": f"#/{keyword}/Tree"}}}
    description = read({"items": {"$ref": f"#/{keyword}/Tree"}, keyword: {"Tree": tree}})
    assert description.methods[0].result == {"items": ref("Tree")}
    assert definitions(description) == {"Tree": {"properties": {"next": ref("Tree")}}}


@pytest.mark.parametrize("keyword", ["$defs", "definitions"])
def test_a_document_may_have_definitions_beside_its_components(keyword: str) -> None:
    description = read({"$ref": f"#/{keyword}/Tree"}, **{keyword: {"Tree": INTEGER}})
    assert definitions(description) == {"Tree": INTEGER}


def test_a_document_may_have_components_of_a_kind_of_its_own() -> None:
    description = read(
        {"$ref": "#/components/x-shared/Tree"}, components={"x-shared": {"Tree": INTEGER}}
    )
    assert list(definitions(description).values()) == [INTEGER]


def test_the_document_comes_before_the_schema() -> None:
    own = {"$ref": "#/$defs/A", "$defs": {"A": TEXT}}
    description = read(own, **{"$defs": {"A": INTEGER}})
    assert definitions(description) == {"A": INTEGER}


def test_a_schema_may_refer_to_itself_as_a_whole() -> None:
    named = {"title": "Node", "properties": {"next": {"$ref": "#"}}}
    unnamed = {"properties": {"next": {"$ref": "#"}}}
    description = read(named, unnamed)
    assert definitions(description) == {
        "Node": {"title": "Node", "properties": {"next": ref("Node")}},
        "m1.result": {"properties": {"next": ref("m1.result")}},
    }


def test_copies_of_one_definition_are_one() -> None:
    def own(text: str) -> Json:
        return {
            "$ref": "#/$defs/A",
            "$defs": {
                "A": {"properties": {"b": {"$ref": "#/$defs/B"}}},
                "B": {"properties": {"a": {"$ref": "#/$defs/A"}, "text": {"const": text}}},
            },
        }

    same = read(own("x"), own("x"), own("x"))
    assert {*definitions(same)} == {"A", "B"}
    different = read(own("x"), own("y"), own("x"))
    assert {*definitions(different)} == {
        "m0.result.A",
        "m0.result.B",
        "m1.result.A",
        "m1.result.B",
    }
    assert different.methods[2].result == ref("m0.result.A")


def test_the_order_of_keywords_makes_no_copy_another_one() -> None:
    one = {"type": "string", "maxLength": 5}
    schemas = [
        {"$ref": "#/$defs/A", "$defs": {"A": dict(items)}}
        for items in (one.items(), reversed(one.items()))
    ]
    assert {*definitions(read(*schemas))} == {"A"}


def test_copies_that_differ_far_away_are_two() -> None:
    def chain(end: Json) -> Json:
        links = {f"A{n}": {"items": {"$ref": f"#/$defs/A{n + 1}"}} for n in range(50)}
        return {"$ref": "#/$defs/A0", "$defs": {**links, "A50": end}}

    same = read(chain(TEXT), chain(TEXT))
    assert [one.result for one in same.methods] == [ref("A0"), ref("A0")]
    different = read(chain(TEXT), chain(INTEGER))
    assert [one.result for one in different.methods] == [ref("m0.result.A0"), ref("m1.result.A0")]


def test_a_copy_of_a_component_is_that_component() -> None:
    own = {"$ref": "#/$defs/A", "$defs": {"A": INTEGER}}
    other = {"$ref": "#/$defs/A", "$defs": {"A": TEXT}}
    description = read(own, other, schemas={"A": INTEGER})
    assert [one.result for one in description.methods] == [ref("A"), ref("m1.result.A")]


def test_keys_do_not_depend_on_the_order_of_methods() -> None:
    schemas = [{"$ref": "#/$defs/A", "$defs": {"A": kind}} for kind in (INTEGER, TEXT)]
    forwards, backwards = document(*schemas), document(*schemas)
    backwards["methods"].reverse()
    assert from_document(forwards, "test") == from_document(backwards, "test")


def test_identifiers_and_anchors_are_resolved() -> None:
    root = {
        "$id": "https://example.com/root.json",
        "properties": {
            "relative": {"$ref": "item.json"},
            "absolute": {"$ref": "https://example.com/item.json#/properties/a"},
            "anchor": {"$ref": "#there"},
            "anchor elsewhere": {"$ref": "item.json#inside"},
            "component": {"$ref": "#/components/schemas/C"},
            "unique": {"$ref": "urn:uuid:1"},
        },
        "$defs": {
            "Item": {
                "$id": "item.json",
                "properties": {"a": INTEGER, "b": {"$anchor": "inside", "type": "null"}},
            },
            "There": {"$anchor": "there", "type": "boolean"},
            "Unique": {"$id": "urn:uuid:1", "items": {"$ref": "#/$defs/x"}, "$defs": {"x": TEXT}},
        },
    }
    description = read(root, schemas={"C": TEXT})
    assert description.methods[0].result == {
        "properties": {
            "relative": ref("Item"),
            "absolute": ref("Item.a"),
            "anchor": ref("There"),
            "anchor elsewhere": ref("Item.b"),
            "component": ref("C"),
            "unique": ref("Unique"),
        }
    }
    assert definitions(description)["Unique"] == {"items": ref("x")}


def test_older_drafts_call_it_id() -> None:
    own = {
        "items": [{"$ref": "#there"}, {"$ref": "other"}],
        "definitions": {"A": {"id": "#there", **TEXT}, "B": {"id": "other", **INTEGER}},
    }
    description = read(own)
    assert definitions(description) == {"A": TEXT, "B": INTEGER}


def test_the_same_anchor_in_two_schemas_is_that_of_each() -> None:
    description = read(
        *({"$ref": "#a", "$defs": {"A": {"$anchor": "a", **one}}} for one in (TEXT, INTEGER))
    )
    assert [definitions(description)[f"m{n}.result.A"] for n in (0, 1)] == [TEXT, INTEGER]


def test_dynamic_references_that_can_lead_to_one_schema_are_resolved() -> None:
    own = {"$dynamicRef": "#T", "$defs": {"Item": {"$dynamicAnchor": "T", **TEXT}}}
    recursive = {"$recursiveAnchor": True, "items": {"$recursiveRef": "#"}}
    description = read(own, recursive)
    assert description.methods[0].result == ref("Item")
    assert definitions(description)["m1.result"] == {"items": ref("m1.result")}


def test_dynamic_references_that_can_lead_to_several_stay_dynamic() -> None:
    own = {"$dynamicRef": "#T", "$defs": {"Item": {"$dynamicAnchor": "T", **TEXT}}}
    description = read(own, own)
    assert description.methods[0].result == {"$dynamicRef": unresolved("#T")}
    recursive = {"$recursiveAnchor": True, "items": {"$recursiveRef": "#"}}
    description = read(recursive, recursive)
    assert description.methods[0].result == {"items": {"$recursiveRef": unresolved("#")}}


def test_bare_names_are_those_of_definitions() -> None:
    schemas = {
        "Item": {"id": "Item", "extends": "Base", "properties": {"next": {"$ref": "Item"}}},
        "Base": {"extends": ["Root"]},
        "Root": {},
    }
    description = read({"$ref": "Item"}, schemas=schemas)
    assert description.methods[0].result == ref("Item")
    assert definitions(description) == {
        "Item": {"extends": ref("Base"), "properties": {"next": ref("Item")}},
        "Base": {"extends": [ref("Root")]},
        "Root": {},
    }


def test_the_mapping_of_a_discriminator_refers_to_definitions() -> None:
    union = {
        "oneOf": [ref("Dog"), ref("Cat")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "Dog", "cat": ref("Cat")["$ref"]},
        },
    }
    description = read(union, schemas={"Dog": TEXT, "Cat": INTEGER})
    mapping = {"dog": reference_to("Dog"), "cat": reference_to("Cat")}
    result = description.methods[0].result
    assert result is not None
    assert result["discriminator"]["mapping"] == mapping


def test_data_is_no_schema() -> None:
    schema: dict[str, Json] = {
        "properties": {"$ref": TEXT, "$id": TEXT, "$defs": {"properties": {"id": TEXT}}},
        "default": {"$ref": "#/nowhere", "$id": "a"},
        "examples": [{"$ref": "#/nowhere"}],
        "enum": [{"$defs": 1, "id": "a"}],
        "const": {"$ref": "#/nowhere"},
    }
    assert read(schema).methods[0].result == schema


def test_definitions_may_be_true_or_false() -> None:
    description = read(
        {"prefixItems": [ref("T"), {"$ref": "#/$defs/F"}], "$defs": {"F": False}},
        schemas={"T": True},
    )
    assert definitions(description) == {"T": True, "F": False}


NOWHERE = [
    ("#/components/schemas/B", "leads nowhere"),
    ("#/components/schemas/A/properties/b", "leads nowhere"),
    ("#/components/schemas/A/oneOf/1", "leads nowhere"),
    ("#/components/schemas/A/oneOf/00", "leads nowhere"),
    ("#/components/schemas/A/oneOf/" + "9" * 10_000, "leads nowhere"),
    ("#/components/schemas/A/type", "leads nowhere"),
    ("#/components/schemas", "leads nowhere"),
    ("#/components/contentDescriptors/A", "leads nowhere"),
    ("#/info", "leads nowhere"),
    ("#/methods/0", "leads nowhere"),
    ("#/", "leads nowhere"),
    ("#no-anchor", "leads nowhere"),
    ("other.json", "another document"),
    ("other.json#/A", "another document"),
    ("https://json-schema.org/draft/2020-12/schema", "another document"),
    ("http://[", "another document"),
]


@pytest.mark.parametrize(("reference", "problem"), NOWHERE)
def test_a_reference_that_leads_nowhere_stays_so_and_can_be_told(
    reference: str, problem: str
) -> None:
    schemas = {"A": {"oneOf": [TEXT], "type": "string"}}
    description = read({"items": {"$ref": reference}}, schemas=schemas)
    result = description.methods[0].result
    assert result is not None
    kept = result["items"]["$ref"]
    assert kept not in description.definitions
    assert problem in why_missing(kept)
    assert repr(reference[:50])[:-1] in why_missing(kept)


def test_a_schema_that_is_only_itself_ends() -> None:
    schemas = {"A": ref("A"), "B": ref("C"), "C": ref("B")}
    assert definitions(read(ref("A"), schemas=schemas)) == schemas


DEPTH = 5
MAX_HOPS = 20


def expanded(schema: object, depth: int, follow: Callable[[str], object]) -> Json:
    """Return a schema with the references in it followed, down to a depth."""
    hops = 0
    while is_object(schema) and "$ref" in schema and hops < MAX_HOPS:
        schema, hops = follow(schema["$ref"]), hops + 1
    if depth == 0 or not is_object(schema) or hops == MAX_HOPS:
        return schema if isinstance(schema, bool) else "..."
    # A reference may lead to what is no schema, such as all properties of one.
    properties, items = schema.get("properties"), schema.get("prefixItems")
    inner = [
        (name, expanded(one, depth - 1, follow))
        for name, one in (properties.items() if is_object(properties) else ())
    ]
    listed = [expanded(one, depth - 1, follow) for one in (items if is_list(items) else ())]
    return schema.get("type"), inner, listed


def at_pointer(value: object, reference: str) -> object:
    """Return the schema at a pointer, None if there is none."""
    for step in unquote(reference[2:]).split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if is_list(value) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        elif is_object(value) and name in value:
            value = value[name]
        else:
            return None
    return value


NAMES = ["a", "b~/%", "properties"]
STEPS = ["/a", "/b~0~1%25", "/properties", "/prefixItems", "/0", "/1"]


def schemas_with(references: st.SearchStrategy[str]) -> st.SearchStrategy[Json]:
    """Return schemas of objects and lists that refer to others."""
    leaves: st.SearchStrategy[Json] = st.booleans() | st.just(TEXT) | st.just(INTEGER)
    leaves |= references.map(lambda reference: {"$ref": reference})

    def wrapped(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
        return st.fixed_dictionaries(
            {
                "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
                "prefixItems": st.lists(inner, max_size=2),
            }
        )

    return st.recursive(leaves, wrapped, max_leaves=6)


POINTERS = st.lists(st.sampled_from(STEPS), max_size=6).flatmap(
    lambda steps: st.sampled_from(
        [f"#/components/schemas/{key}{''.join(steps)}" for key in ("A", "B")]
    )
)


@given(schemas_with(POINTERS), schemas_with(POINTERS))
def test_any_pointer_means_what_it_points_at(one: Json, other: Json) -> None:
    schemas = {"A": one, "B": other}
    original = document({"items": ref("A")}, schemas=schemas)
    description = read({"items": ref("A")}, schemas=schemas)
    for key in schemas:
        assert expanded(ref(key), DEPTH, description.definitions.get) == expanded(
            ref(key), DEPTH, lambda reference: at_pointer(original, reference)
        )


DEFINITIONS = schemas_with(st.sampled_from(["#/$defs/A", "#/$defs/B", "#"]))
OWN: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "$ref": st.just("#/$defs/A"),
        "$defs": st.fixed_dictionaries({"A": DEFINITIONS, "B": DEFINITIONS}),
    }
)


@given(st.lists(OWN, min_size=2, max_size=4))
def test_definitions_of_one_name_are_mixed_up_by_nobody(results: list[Json]) -> None:
    description = read(*results)
    for schema, method in zip(results, description.methods, strict=True):

        def follow(reference: str, own: Json = schema) -> object:
            return at_pointer(own, reference) if reference != "#" else own

        assert expanded(method.result, DEPTH, description.definitions.get) == expanded(
            schema, DEPTH, follow
        )
