"""A backend that describes itself wrongly, as Kodi does: no label, null for a list."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from support.recorded_server import serve_replies

if TYPE_CHECKING:
    from collections.abc import Generator

    from support.descriptions import Json

__all__ = ["DOCUMENT", "REPLIES", "lying_backend"]

_ITEM = {
    "title": "Item",
    "type": "object",
    "properties": {"label": {"type": "string"}, "thumb": {"type": "string"}},
    "required": ["label"],
}


def _method(name: str, result: Json, *params: Json) -> dict[str, Any]:
    return {
        "name": name,
        "paramStructure": "by-name",
        "params": list(params),
        "result": {"name": "result", "schema": result},
    }


DOCUMENT: dict[str, Any] = {
    "openrpc": "1.3.2",
    "info": {"title": "Liar", "version": "1.0"},
    "components": {"schemas": {"Item": _ITEM}},
    "methods": [
        _method("Application.GetName", {"type": "string", "enum": ["application", "kodi"]}),
        _method(
            "Files.GetItems",
            {
                "type": "object",
                "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
                    "limits": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["items", "limits"],
            },
        ),
        _method("Player.GetBroken", {"type": "string"}),
        _method("Player.GetHonest", {"type": "object", "properties": {"a": {"type": "integer"}}}),
        _method("Player.GetItem", {"$ref": "#/components/schemas/Item"}),
        _method(
            "Player.GetOne",
            {"type": "string"},
            {"name": "id", "required": True, "schema": {"type": "integer"}},
        ),
        _method("Player.GetSpeed", {"type": "integer", "maximum": 32}),
        _method("Player.Stop", {"type": "string"}),
        _method("Player.GetRidOfAll", {"type": "null"}),
    ],
}
"""What it says of itself."""
REPLIES: dict[str, Any] = {
    "Application.GetName": "Application",
    "Files.GetItems": {
        "items": [{"label": "a"}, {"thumb": "x"}, {"thumb": "y"}],
        "limits": None,
    },
    "Player.GetHonest": {"a": 1.0, "b": 2},
    "Player.GetItem": {"label": None},
    "Player.GetSpeed": 64,
    "Player.Stop": 7,
    "Player.GetRidOfAll": None,
}
"""What it returns."""


@contextmanager
def lying_backend() -> Generator[tuple[str, list[str]]]:
    """Serve it; give its address, and the methods that are called, as they are."""
    called: list[str] = []

    def answer(method: str, params: Json) -> Json:
        del params
        if method == "rpc.discover":
            return DOCUMENT
        reply = REPLIES.get(method)
        if any(one["name"] == method for one in DOCUMENT["methods"]):
            called.append(method)
        if method not in REPLIES:
            raise KeyError(method)
        return reply

    with serve_replies(answer) as address:
        yield address, called
