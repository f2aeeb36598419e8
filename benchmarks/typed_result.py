"""The typed method that livebind is measured with."""

from __future__ import annotations

from typing import Any

import msgspec

from livebind import Method, Model

__all__ = ["GET_MODEL", "Item", "Reply", "decode_reply"]


class Item(Model, kw_only=True):
    """One of the objects that the server's replies are lists of."""

    name: str
    position: tuple[float, float, float]
    radius: float
    visible: bool


class Reply(msgspec.Struct):
    """A reply as a client without livebind would read it."""

    id: int
    jsonrpc: str
    result: list[Item] | None


decode_reply = msgspec.json.Decoder(Reply).decode
"""Reads a reply of the server with typed objects in it."""

GET_MODEL = Method[list[Item]]("get-model", params=Any, result=list[Item])
"""A method that returns a list of them."""
