"""What a browser tells of its protocol, in a small one."""

from __future__ import annotations

from typing import Any

import pytest

from livebind_codegen.description.model import (
    Description,
    MethodDescription,
    NotificationDescription,
)
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.dialects.cdp.dialect import Cdp
from livebind_codegen.dialects.dialect import UnreadableReplyError
from support.asking import described_by

KEY, ENTRY = ({"$ref": reference_to(f"Store.{name}")} for name in ("Key", "Entry"))
STORE: dict[str, Any] = {
    "domain": "Store",
    "types": [
        {"id": "Key", "type": "string", "enum": ["a", "b"], "description": "Names an entry."},
        {
            "id": "Entry",
            "type": "object",
            "properties": [
                {"name": "key", "$ref": "Key", "description": "Its name"},
                {"name": "data", "type": "binary"},
                {"name": "note", "type": "any", "optional": True, "deprecated": True},
            ],
        },
    ],
    "commands": [
        {
            "name": "put",
            "description": "Keep it.",
            "parameters": [{"name": "entry", "$ref": "Entry"}],
        },
        {
            "name": "get",
            "deprecated": True,
            "parameters": [{"name": "key", "$ref": "Store.Key", "optional": True}],
            "returns": [{"name": "entry", "$ref": "Entry"}],
        },
    ],
    "events": [
        {
            "name": "changed",
            "description": "Entries are others now.",
            "parameters": [
                {"name": "at", "type": "number"},
                {"name": "keys", "type": "array", "items": {"$ref": "Key"}, "minItems": 1},
                {"name": "more", "type": "object", "optional": True},
            ],
        },
        {"name": "all"},
    ],
}


def described(domains: object, version: object) -> Description:
    replies = {"/json/protocol": {"domains": domains}, "/json/version": version}
    return described_by(Cdp(), lambda path, _: replies[path])


def test_commands_events_and_types_are_described_as_the_browser_tells_them() -> None:
    assert described([STORE, {"domain": "Empty"}], {"Browser": "Browser/7"}) == Description(
        title="Chrome DevTools",
        version="Browser/7",
        protocol="cdp",
        methods=(
            MethodDescription(
                "Store.get",
                group="Store",
                params={"type": "object", "properties": {"key": KEY}},
                result={"type": "object", "properties": {"entry": ENTRY}, "required": ["entry"]},
                deprecated=True,
            ),
            MethodDescription(
                "Store.put",
                "Keep it.",
                "Store",
                {"type": "object", "properties": {"entry": ENTRY}, "required": ["entry"]},
            ),
        ),
        notifications=(
            NotificationDescription("Store.all", group="Store"),
            NotificationDescription(
                "Store.changed",
                "Entries are others now.",
                group="Store",
                params={
                    "type": "object",
                    "properties": {
                        "at": {"type": "number"},
                        "keys": {"type": "array", "items": KEY, "minItems": 1},
                        "more": {"type": "object"},
                    },
                    "required": ["at", "keys"],
                },
            ),
        ),
        definitions={
            KEY["$ref"]: {"type": "string", "enum": ["a", "b"], "description": "Names an entry."},
            ENTRY["$ref"]: {
                "type": "object",
                "properties": {
                    "key": {**KEY, "description": "Its name"},
                    "data": {"type": "string", "contentEncoding": "base64"},
                    "note": {"deprecated": True},
                },
                "required": ["key", "data"],
            },
        },
    )


@pytest.mark.parametrize("version", [{}, {"Browser": 7}, None])
def test_a_browser_without_a_version_is_of_that_of_the_protocol(version: object) -> None:
    assert described([], version).version == "1.3"


@pytest.mark.parametrize(
    "domains",
    [None, [{}], [{"domain": "A", "types": [{"id": "B"}]}], [{"domain": "A", "events": [5]}], [5]],
)
def test_what_is_no_protocol_is_refused(domains: object) -> None:
    with pytest.raises(UnreadableReplyError, match=r"as Chrome tells it|tells no domains"):
        described(domains, {})
