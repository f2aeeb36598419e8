"""Definitions: which are types of their own, and what is written in the places of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.errors import SchemaError
from livebind_codegen.schema import shapes
from livebind_codegen.schema.graph import Graph, build_graph
from livebind_codegen.schema.parse import SchemaReader
from livebind_codegen.schema.shapes import Reference
from support.descriptions import NUMBER, describe, method, object_schema

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api
    from support.descriptions import Json

PREFIX = "#/components/schemas/"


def ref(name: str) -> dict[str, Any]:
    return {"$ref": PREFIX + name}


def edge(name: str, *, is_pruned: bool = False) -> Reference:
    return Reference(PREFIX + name, is_pruned)


def graph_of(root: Json, *, is_request: bool = False, **definitions: Json) -> tuple[Graph, Json]:
    reader = SchemaReader({PREFIX + name: schema for name, schema in definitions.items()})
    shape = reader.read(root, "here")
    reader.read_waiting()
    if is_request:
        shape = shapes.without_read_only(shape)
    graph, roots = build_graph(reader.read_definitions, [shape])
    return graph, roots[0]


def test_an_object_is_a_type_and_an_edge_leads_to_it() -> None:
    graph, root = graph_of({"type": "array", "items": ref("A")}, A=object_schema({"x": NUMBER}))
    assert root == shapes.Array(edge("A"))
    assert isinstance(graph.resolved(edge("A")), shapes.Object)


@pytest.mark.parametrize(
    "schema", [{"type": "integer"}, {"type": "array"}, {"type": ["null"]}, True]
)
def test_what_is_no_type_is_written_where_it_is_referred_to(schema: Json) -> None:
    graph, root = graph_of(ref("A"), A=ref("B"), B=schema)
    assert graph.definitions == {}
    assert root == SchemaReader().read(schema, "here")


def test_another_name_for_a_type_is_that_type() -> None:
    graph, root = graph_of(ref("A"), A=ref("B"), B=object_schema({"x": NUMBER}))
    assert root == edge("B")
    assert list(graph.definitions) == [edge("B")]


def test_what_may_be_null_is_a_type_or_null() -> None:
    nullable = {"oneOf": [object_schema({"x": NUMBER}), {"type": "null"}]}
    graph, root = graph_of(ref("A"), A=nullable)
    assert isinstance(root, shapes.Nullable)
    assert isinstance(graph.resolved(root.shape), shapes.Object)


@pytest.mark.parametrize(
    "schema",
    [
        object_schema({"next": {"$ref": PREFIX + "A"}}),
        {"type": "array", "items": {"$ref": PREFIX + "A"}},
        {"type": "object", "additionalProperties": {"$ref": PREFIX + "A"}},
        {"oneOf": [{"type": "string"}, {"type": "array", "items": {"$ref": PREFIX + "A"}}]},
    ],
    ids=["object", "list", "map", "union"],
)
def test_what_contains_itself_is_a_type(schema: Json) -> None:
    graph, root = graph_of(ref("A"), A=schema)
    assert root == edge("A")
    assert edge("A") in graph.definitions


@pytest.mark.parametrize(
    "definitions",
    [
        {"A": ref("A")},
        {"A": ref("B"), "B": ref("A")},
        {"A": {"oneOf": [{"type": "string"}, ref("A")]}},
        {"A": {"oneOf": [{"type": "null"}, ref("B")]}, "B": {"anyOf": [NUMBER, ref("A")]}},
    ],
)
def test_what_is_nothing_but_itself_is_an_error(definitions: dict[str, Json]) -> None:
    with pytest.raises(SchemaError, match="nothing but itself"):
        graph_of(ref("A"), **definitions)


def test_what_is_part_of_itself_all_of_it_is_an_error() -> None:
    with pytest.raises(SchemaError, match="part of itself"):
        graph_of(ref("A"), A={"allOf": [ref("A"), object_schema({"x": NUMBER})]})


def test_requests_lead_to_definitions_without_what_only_the_backend_sets() -> None:
    leaf = object_schema({"id": {**NUMBER, "readOnly": True}, "x": NUMBER})
    graph, root = graph_of(ref("A"), is_request=True, A=object_schema({"leaf": ref("B")}), B=leaf)
    assert root == edge("A", is_pruned=True)
    pruned = graph.resolved(edge("B", is_pruned=True))
    assert isinstance(pruned, shapes.Object)
    assert [one.name for one in pruned.properties] == ["x"]


def test_where_nothing_is_pruned_both_directions_share_a_type() -> None:
    _, root = graph_of(ref("A"), is_request=True, A=object_schema({"x": NUMBER}))
    assert root == edge("A")


def api_of(schema: Json, **definitions: Json) -> Api:
    named = {PREFIX + name: one for name, one in definitions.items()}
    return build_api(describe(method("get-it", None, schema), definitions=named))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Player.Item", "PlayerItem"),
        ("List.Fields.All", "ListFieldsAll"),
        ("获取", "HuoQu"),
        ("model", "AnotherTitle"),
        ("3d-object", "Type3DObject"),
    ],
)
def test_a_definition_is_called_by_its_key(key: str, name: str) -> None:
    api = api_of(ref(key), **{key: object_schema({"x": NUMBER}, (), "Another title")})
    assert [type_.name for type_ in api.types] == [name]


def test_types_inside_of_a_definition_are_called_after_it() -> None:
    inner = object_schema({"kind": {"type": "string", "enum": ["a", "b"]}})
    api = api_of(ref("Player.Item"), **{"Player.Item": inner})
    assert {type_.name for type_ in api.types} == {"PlayerItem", "PlayerItemKind"}


def test_the_items_of_a_list_that_is_defined_are_called_after_it() -> None:
    api = api_of(ref("Pets"), Pets={"type": "array", "items": object_schema({"x": NUMBER})})
    assert [type_.name for type_ in api.types] == ["Pet"]


def test_a_definition_that_changes_keeps_its_name() -> None:
    lock = api_of(ref("A"), A=object_schema({"x": NUMBER})).lock
    named = {PREFIX + "A": object_schema({"y": NUMBER}), PREFIX + "a": object_schema({"z": NUMBER})}
    schema = object_schema({"one": ref("A"), "two": ref("a")})
    api = build_api(describe(method("get-it", None, schema), definitions=named), lock)
    names = {one.where[0]: one.name for one in api.lock.names}
    assert names["A.definition"] == "A"
