"""Servers of MCP described: pages, names, schemas that refer to each other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.description.pointers import key_of, reference_to
from livebind_codegen.dialects.dialect import LiveOptions, Source, UnreadableReplyError
from livebind_codegen.dialects.mcp.dialect import Mcp
from livebind_codegen.dialects.mcp.references import with_whole_properties
from livebind_codegen.dialects.mcp.schemas import DEFINITIONS
from livebind_codegen.sources import read_source
from support.asking import described_by
from support.command_line import run_livebind
from support.json_schema import judge

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from support.descriptions import Json

GREETING: Json = {"serverInfo": {"name": "yard", "title": "The yard", "version": "3.1"}}
NOTHING: Json = {"type": "object", "properties": {}}
POINT: Json = {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}


def tool(name: str, inputs: Json = NOTHING, **more: Json) -> Json:
    return {"name": name, "inputSchema": inputs, **more}


def described(*tools: Json) -> Description:
    def answer(method: str, params: Json) -> Json:
        del params
        return GREETING if method == "initialize" else {"tools": list(tools)}

    return described_by(Mcp(), answer)


def test_all_pages_are_read() -> None:
    pages = {None: ("dig", "2"), "2": ("fill", "3"), "3": ("rest", None)}

    def answer(method: str, params: Json) -> Json:
        if method == "initialize":
            return GREETING
        name, cursor = pages[params["cursor"] if params else None]
        return {"tools": [tool(name)], **({"nextCursor": cursor} if cursor else {})}

    description = described_by(Mcp(), answer)
    assert [one.name for one in description.methods] == ["dig", "fill", "rest"]
    assert (description.title, description.version) == ("The yard", "3.1")


def test_pages_without_an_end_are_given_up() -> None:
    def answer(method: str, params: Json) -> Json:
        del params
        return GREETING if method == "initialize" else {"tools": [], "nextCursor": "again"}

    with pytest.raises(UnreadableReplyError, match="pages"):
        described_by(Mcp(), answer)


def test_a_tool_that_is_called_like_a_method_of_the_protocol_has_another_name() -> None:
    description = described(tool("ping"), tool("tools/call/ping"), tool("pong"))
    assert [one.name for one in description.methods] == [
        "pong",
        "tools/call/ping",
        "tools/call/tools/call/ping",
    ]


def test_a_result_is_that_of_its_schema_or_content_blocks() -> None:
    typed, untyped = described(tool("a", outputSchema=POINT), tool("b")).methods
    assert typed.result == POINT
    assert untyped.result is not None
    assert untyped.result["items"] == {"$ref": "#/components/schemas/ContentBlock"}


@pytest.mark.parametrize(
    ("inputs", "is_nothing"),
    [
        (NOTHING, True),
        ({"type": "object"}, True),
        ({"type": "object", "additionalProperties": False, "$schema": "x"}, True),
        ({"type": "object", "additionalProperties": {"type": "number"}}, False),
        ({"type": "object", "anyOf": [POINT]}, False),
        (POINT, False),
    ],
)
def test_a_tool_without_arguments_takes_none(inputs: Json, *, is_nothing: bool) -> None:
    (method,) = described(tool("dig", inputs)).methods
    assert (method.params is None) == is_nothing


@pytest.mark.parametrize(
    "item", [1, {}, {"name": 1, "inputSchema": {}}, {"name": "a"}, tool("a", outputSchema=1)]
)
def test_what_is_no_tool_is_refused(item: Json) -> None:
    with pytest.raises(UnreadableReplyError):
        described(item)


def test_a_tool_that_is_listed_twice_is_refused() -> None:
    with pytest.raises(UnreadableReplyError, match="twice"):
        described(tool("dig"), tool("dig"))


@pytest.mark.parametrize(
    ("capabilities", "names"),
    [
        ({}, []),
        ({"prompts": {}}, ["prompts/get", "prompts/list"]),
        (
            {"resources": {"subscribe": True}, "logging": {}},
            ["resources/list", "resources/read", "resources/templates/list"],
        ),
    ],
)
def test_what_a_server_can_beside_tools_are_methods(capabilities: Json, names: list[str]) -> None:
    def answer(method: str, params: Json) -> Json:
        del params
        said: Json = {**GREETING, "capabilities": capabilities}
        return said if method == "initialize" else {"tools": []}

    assert [one.name for one in described_by(Mcp(), answer).methods] == names


def test_a_tool_that_would_be_called_like_what_a_server_can_has_another_name() -> None:
    def answer(method: str, params: Json) -> Json:
        del params
        said: Json = {**GREETING, "capabilities": {"prompts": {}}}
        return said if method == "initialize" else {"tools": [tool("Prompts_list")]}

    assert [one.name for one in described_by(Mcp(), answer).methods] == [
        "prompts/get",
        "prompts/list",
        "tools/call/Prompts_list",
    ]


def test_properties_take_the_definitions_that_they_refer_to_along() -> None:
    point = {"$ref": "#/$defs/Point"}
    given = {"type": "object", "$defs": {"Point": POINT}, "properties": {"at": point, "n": {}}}
    properties = with_whole_properties(given)["properties"]
    assert properties == {"at": {**point, "$defs": {"Point": POINT}}, "n": {}}
    assert given["properties"] == {"at": point, "n": {}}, "what was given was changed"


def test_a_property_that_refers_to_another_one_is_whole() -> None:
    given: Json = {
        "type": "object",
        "properties": {
            "a": {"type": "object", "properties": {"at": POINT}},
            "b": {"type": "array", "items": {"$ref": "#/properties/a/properties/at"}},
        },
    }
    properties = with_whole_properties(given)["properties"]
    assert properties["a"] == given["properties"]["a"]
    assert properties["b"]["items"] == {"$ref": "#/$defs/a.at"}
    assert properties["b"]["$defs"] == {"a.at": POINT}


@pytest.mark.parametrize(
    ("name", "value", "is_valid"),
    [
        ("ContentBlock", {"type": "text", "text": ""}, True),
        ("ContentBlock", {"type": "text"}, False),
        ("ContentBlock", {"type": "image", "data": "", "mimeType": "image/png"}, True),
        ("ContentBlock", {"type": "audio", "data": ""}, False),
        ("ContentBlock", {"type": "resource_link", "uri": "a:b", "name": "b", "size": 0}, True),
        ("ContentBlock", {"type": "resource_link", "uri": "a:b", "name": "b", "size": -1}, False),
        ("ContentBlock", {"type": "resource", "resource": {"uri": "a:b", "text": ""}}, True),
        ("ContentBlock", {"type": "resource", "resource": {"uri": "a:b"}}, False),
        ("Annotations", {"audience": ["user", "assistant"], "priority": 0}, True),
        ("Annotations", {"priority": 1}, True),
        ("Annotations", {"priority": 1.5}, False),
        ("Annotations", {"audience": ["server"]}, False),
        ("LoggingLevel", "emergency", True),
        ("LoggingLevel", "loud", False),
    ],
)
def test_content_and_log_are_what_the_specification_says(
    name: str, value: Json, *, is_valid: bool
) -> None:
    schemas = {key_of(reference): schema for reference, schema in DEFINITIONS.items()}
    allows = judge({"$ref": reference_to(name), "components": {"schemas": schemas}})
    assert allows(value) is is_valid


def test_a_captured_list_of_tools_is_a_source(tmp_path: Path) -> None:
    point = {"$ref": "#/$defs/Point"}
    inputs = {"type": "object", "$defs": {"Point": POINT}, "properties": {"at": point}}
    (tmp_path / "tools.json").write_text(json.dumps({"tools": [tool("dig", inputs)]}))
    assert Mcp().claims(Source("tools.json", {"tools": [tool("dig", inputs)]}))
    description, _ = read_source(str(tmp_path / "tools.json"), LiveOptions())
    assert description.wire == "livebind.wires.mcp.McpWire"
    made = run_livebind(tmp_path, "generate", "tools.json", "--package", "yard", "--output", ".")
    assert made.code == 0, made.err
    code = "\n".join(path.read_text() for path in (tmp_path / "yard").rglob("*.py"))
    assert "at: Point" in code
