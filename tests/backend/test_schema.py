"""Typed declarations to schemas and JSON to typed values."""

from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

import pytest

from livebind_backend.calls import BinaryResult, Call
from livebind_backend.declarations import About
from livebind_backend.decoding import decode
from livebind_backend.encoding import encode
from livebind_backend.errors import InternalError
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.schema import schema_of
from livebind_backend.typed_method import MethodGroup

Vector = tuple[float, float, float]
ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Inner:
    """Something small."""

    size: Annotated[int, About("How large", minimum=0, maximum=9)]


@dataclass(frozen=True)
class Outer(Generic[ItemT]):
    """Something with everything."""

    items: Annotated[list[ItemT], About("The items", max_items=3)]
    kind: Literal["a", "b"]
    at: Annotated[Vector, About("Where")] = (0.0, 0.5, 1.0)
    class_: Annotated[str | None, About("A name that Python keeps for itself")] = None
    fixed: Annotated[int, About("Told by the service", read_only=True)] = 0
    free: Annotated[bool | None, About("Perhaps")] = None


def test_a_message_becomes_an_object() -> None:
    inner: JsonObject = {
        "type": "object",
        "title": "Inner",
        "additionalProperties": False,
        "properties": {
            "size": {"type": "integer", "description": "How large", "minimum": 0, "maximum": 9}
        },
        "required": ["size"],
    }
    assert schema_of(Inner) == inner
    assert schema_of(Outer[Inner]) == {
        "type": "object",
        "title": "Outer",
        "additionalProperties": False,
        "properties": {
            "items": {"type": "array", "items": inner, "description": "The items", "maxItems": 3},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "at": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 3,
                "maxItems": 3,
                "description": "Where",
                "default": [0.0, 0.5, 1.0],
            },
            "class": {"type": "string", "description": "A name that Python keeps for itself"},
            "fixed": {"type": "integer", "description": "Told by the service", "readOnly": True},
            "free": {"type": "boolean", "description": "Perhaps"},
        },
        "required": ["fixed", "items", "kind"],
    }


@pytest.mark.parametrize(
    ("declared", "schema"),
    [
        (object, {}),
        (str, {"type": "string"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, object], {"type": "object"}),
        (dict[str, str], {"type": "object", "additionalProperties": {"type": "string"}}),
        (int | str, {"oneOf": [{"type": "integer"}, {"type": "string"}]}),
        (str | None, {"oneOf": [{"type": "null"}, {"type": "string"}]}),
        (Annotated[object, About(title="Anything")], {"title": "Anything"}),
    ],
)
def test_other_types_have_their_schemas(declared: object, schema: JsonObject) -> None:
    assert schema_of(declared) == schema


def test_a_type_without_counterpart_is_refused() -> None:
    with pytest.raises(TypeError, match="has no schema"):
        schema_of(complex)


def test_json_gets_its_type_and_comes_back() -> None:
    value: JsonValue = {"items": [{"size": 3}], "kind": "b", "class": "x", "at": None}
    typed = decode(Outer[Inner], value)
    assert typed == Outer(items=[Inner(3)], kind="b", class_="x")
    assert encode(typed) == {
        "items": [{"size": 3}],
        "kind": "b",
        "at": [0.0, 0.5, 1.0],
        "class": "x",
        "fixed": 0,
    }


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (Annotated[int, About(minimum=0)], 2**32),
        (int, 2**31),
        (int, -(2**31) - 1),
        (float, 1e39),
        (list[float], [1e39]),
    ],
)
def test_numbers_must_fit_into_32_bits(declared: object, value: JsonValue) -> None:
    with pytest.raises(InternalError, match="Out of range"):
        decode(declared, value)


def test_floats_are_rounded_to_32_bits() -> None:
    assert decode(float, 0.1) == 0.10000000149011612


def test_what_has_no_counterpart_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        encode(1j)


def test_a_function_becomes_a_method() -> None:
    group = MethodGroup("Some plugin")

    @group.add("do-it", asynchronous=True, deprecated=True)
    def do_it(_call: Call, params: Inner) -> BinaryResult[Outer[Inner]]:
        """Do it,   whatever it is."""
        return BinaryResult(Outer([params], "a"), b"bytes")

    (method,) = group.methods
    assert (method.name, method.plugin) == ("do-it", "Some plugin")
    assert method.description == "Do it, whatever it is."
    assert method.asynchronous
    assert method.deprecated
    assert method.params_schema() == schema_of(Inner)
    assert method.returns_schema() == schema_of(Outer[Inner])
    assert method.read_params({"size": 1}) == Inner(1)
    assert do_it.__name__ == "do_it"
