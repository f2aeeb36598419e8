"""What a machine tells of its monitor, in a small schema."""

from __future__ import annotations

from typing import Any

import pytest

from livebind_codegen.description.model import NotificationDescription
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.dialects.dialect import UnreadableReplyError
from livebind_codegen.dialects.qmp.dialect import Qmp
from support.asking import described_by

STRING = {"type": "string"}
VERSION = {"qemu": {"major": 7, "minor": 2, "micro": 1}}


def entity(name: str, kind: str, **rest: object) -> dict[str, Any]:
    return {"name": name, "meta-type": kind, **rest}


def member(name: str, kind: str, **rest: object) -> dict[str, Any]:
    return {"name": name, "type": kind, **rest}


SCHEMA = [
    entity("query-disks", "command", **{"arg-type": "0", "ret-type": "[2]"}),
    entity("eject", "command", **{"arg-type": "1", "ret-type": "0"}, features=["deprecated"]),
    entity("attach", "command", **{"arg-type": "3", "ret-type": "5"}),
    entity("EJECTED", "event", **{"arg-type": "1"}),
    entity("STOPPED", "event", **{"arg-type": "0"}),
    entity("0", "object", members=[]),
    entity("1", "object", members=[member("force", "bool", default=None), member("id", "str")]),
    entity("[2]", "array", **{"element-type": "2"}),
    entity(
        "2",
        "object",
        members=[member("size", "int"), member("label", "str", features=["deprecated"])],
    ),
    entity(
        "3",
        "object",
        tag="kind",
        members=[member("kind", "4"), member("id", "str")],
        variants=[{"case": "file", "type": "6"}, {"case": "none", "type": "0"}],
    ),
    entity("4", "enum", values=["file", "none", "rest"]),
    entity("5", "alternate", members=[{"type": "int"}, {"type": "null"}]),
    entity("6", "object", members=[member("path", "str")]),
    *(entity(name, "builtin") for name in ("bool", "int", "null", "str")),
]


def described(schema: object, version: object = VERSION) -> Any:  # noqa: ANN401 - a description
    replies = {"query-qmp-schema": schema, "query-version": version}
    return described_by(Qmp(), lambda name, _: replies[name])


def test_commands_have_what_goes_in_and_comes_out() -> None:
    attach, eject, disks = described(SCHEMA).methods
    assert [one.name for one in (attach, eject, disks)] == ["attach", "eject", "query-disks"]
    assert [one.deprecated for one in (attach, eject, disks)] == [False, True, False]
    assert disks.params is None
    assert disks.result == {"type": "array", "items": {"$ref": reference_to("Disk")}}
    assert eject.params == {
        "type": "object",
        "properties": {"force": {"type": "boolean"}, "id": STRING},
        "required": ["id"],
    }
    assert eject.result is None
    assert attach.params == {"$ref": reference_to("AttachParameters")}
    assert attach.result == {"$ref": reference_to("AttachResult")}
    assert "DeviceNotFound" in [error.name for error in attach.errors]


def test_events_have_what_goes_with_them() -> None:
    params = described(SCHEMA).methods[1].params
    assert described(SCHEMA).notifications == (
        NotificationDescription("EJECTED", params=params),
        NotificationDescription("STOPPED"),
    )


def test_types_are_named_by_where_they_are_used() -> None:
    found = described(SCHEMA).definitions
    kinds = ("Disk", "AttachResult", "AttachParameters", "AttachParametersKind")
    disk, result, parameters, kind = (found[reference_to(name)] for name in kinds)
    assert disk == {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "label": {**STRING, "deprecated": True}},
        "required": ["label", "size"],
    }
    assert result == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert kind == {"type": "string", "enum": ["file", "none", "rest"]}
    assert parameters == {
        "oneOf": [
            {
                "type": "object",
                "properties": {"kind": {"const": "file"}, "id": STRING, "path": STRING},
                "required": ["id", "kind", "path"],
                "title": "AttachParameters file",
            },
            {
                "type": "object",
                "properties": {"kind": {"type": "string", "enum": ["none", "rest"]}, "id": STRING},
                "required": ["id", "kind"],
                "title": "AttachParameters other",
            },
        ]
    }


@pytest.mark.parametrize(
    ("version", "shown"), [(VERSION, "7.2.1"), ({}, ""), ({"qemu": {"major": 7}}, ""), (None, "")]
)
def test_the_version_is_that_of_the_machine(version: object, shown: str) -> None:
    assert described(SCHEMA, version).version == shown


@pytest.mark.parametrize(
    "schema",
    [
        [{}],
        [5],
        [entity("stop", "command", **{"arg-type": "1", "ret-type": "1"})],
        [entity("stop", "command")],
    ],
)
def test_what_is_no_schema_is_refused(schema: object) -> None:
    with pytest.raises(UnreadableReplyError, match="not as QEMU tells it"):
        described(schema)
