"""Corrections of descriptions: each kind, at each place, and what fits no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livebind_codegen.corrections.applying import corrected
from livebind_codegen.corrections.model import Correction, is_correction, load_corrections, to_text
from livebind_codegen.description.model import NotificationDescription
from livebind_codegen.description.pointers import reference_to
from support.descriptions import Json, describe, method, object_schema

RESULT = object_schema(
    {
        "a/b": {"type": "string", "description": "Text"},
        "kinds": {"type": "array", "items": {"enum": ["x"]}},
        "either": {"anyOf": [{"type": "null"}, {"const": "x"}]},
        "item": {"$ref": reference_to("Item")},
        "any": True,
    },
    ("a/b", "item"),
)
DESCRIPTION = replace(
    describe(
        method("ask", object_schema({"b": {"type": "integer", "minimum": 1}}), RESULT),
        method("do/it"),
        definitions={reference_to("Item"): object_schema({"label": {"type": "string"}})},
    ),
    notifications=(NotificationDescription("told", params=object_schema({"c": {}}, ("c",))),),
)


def result_after(at: str, change: Json) -> Json:
    description, notices = corrected(DESCRIPTION, [Correction(at, change)])
    assert notices == []
    return description


def test_a_value_may_also_be_another() -> None:
    done = result_after("#/methods/ask/result/properties/a~1b", {"also": {"type": "null"}})
    properties = done.methods[0].result["properties"]
    assert properties["a/b"] == {
        "description": "Text",
        "anyOf": [{"type": "string"}, {"type": "null"}],
    }
    assert properties["kinds"] == RESULT["properties"]["kinds"]
    done = result_after("#/methods/ask/result/properties/either", {"also": {"type": "integer"}})
    assert len(done.methods[0].result["properties"]["either"]["anyOf"]) == 3
    done = result_after("#/methods/do~1it/result", {"also": {"type": "integer"}})
    assert done.methods[1].result == {"anyOf": [{"type": "null"}, {"type": "integer"}]}


def test_properties_may_be_missing() -> None:
    done = result_after("#/methods/ask/result", {"optional": ["item"]})
    assert done.methods[0].result["required"] == ["a/b"]
    done = result_after("#/notifications/told/params", {"optional": ["c"]})
    assert "required" not in done.notifications[0].params


def test_properties_may_be_missing_where_others_are_nonsense() -> None:
    result: dict[str, Json] = {"type": "object", "required": [["a"], {}, "b"]}
    description = describe(method("ask", object_schema({}), result))
    correction = Correction("#/methods/ask/result", {"optional": ["b"]})
    done, notices = corrected(description, [correction])
    assert (notices, done.methods[0].result) == ([], {**result, "required": [["a"], {}]})


def test_an_enum_and_a_constant_take_more_values() -> None:
    at = "#/methods/ask/result/properties"
    done = result_after(f"{at}/kinds/items", {"values": ["y", "x"]})
    assert done.methods[0].result["properties"]["kinds"]["items"] == {"enum": ["x", "y"]}
    done = result_after(f"{at}/either/anyOf/1", {"values": [None]})
    assert done.methods[0].result["properties"]["either"]["anyOf"][1] == {"enum": ["x", None]}


def test_keywords_and_schemas_go() -> None:
    done = result_after("#/methods/ask/params/properties/b", {"without": ["minimum", "maximum"]})
    assert done.methods[0].params["properties"]["b"] == {"type": "integer"}
    done = result_after("#/components/schemas/Item/properties/label", {"schema": {}})
    assert done.definitions[reference_to("Item")]["properties"]["label"] == {}


@pytest.mark.parametrize(
    ("at", "change", "why"),
    [
        ("#/methods/gone/result", {"schema": {}}, "nothing of this name"),
        ("#/components/schemas/Gone", {"schema": {}}, "no such definition"),
        ("#/nonsense", {"schema": {}}, "names no schema"),
        ("nonsense", {"schema": {}}, "names no schema"),
        ("#/methods/ask/errors/0", {"schema": {}}, "names no schema"),
        ("#/methods/ask/result/properties/gone", {"schema": {}}, "no such schema"),
        ("#/methods/ask/result/properties/either/anyOf/2", {"schema": {}}, "no such schema"),
        ("#/methods/ask/result/properties/any/items", {"schema": {}}, "no such schema"),
        ("#/methods/ask/result/properties/item/properties/label", {"schema": {}}, "a reference"),
        ("#/methods/ask/result", {"optional": ["gone"]}, "is required"),
        ("#/methods/ask/result/properties/any", {"also": {}}, "any value is valid"),
        ("#/methods/ask/result/properties/either", {"also": {"type": "null"}}, "valid already"),
        ("#/methods/ask/result/properties/kinds", {"values": [1]}, "no enum"),
        ("#/methods/ask/result/properties/kinds/items", {"values": ["x"]}, "valid already"),
        ("#/methods/ask/result", {"without": ["minItems"]}, "no such keywords"),
        ("#/methods/ask/result/properties/any", {"schema": True}, "so already"),
    ],
)
def test_what_fits_no_more_is_told_and_changes_nothing(at: str, change: Json, why: str) -> None:
    description, [notice] = corrected(DESCRIPTION, [Correction(at, change)])
    assert description == DESCRIPTION
    assert notice.where == at
    assert why in notice.what


def test_a_file_is_read_as_it_was_written(tmp_path: Json) -> None:
    made = (
        Correction("#/methods/a/result", {"values": [None, "ü", {"a": [1]}]}, "seen"),
        Correction("#/components/schemas/B", {"also": True}),
    )
    path = tmp_path / "corrections.json"
    path.write_text(to_text(made, "Name 1.0"), encoding="utf-8")
    read = load_corrections(path)
    assert read == made
    assert [one.why for one in read] == ["seen", ""]
    assert all(is_correction(one.to_json()) for one in read)
