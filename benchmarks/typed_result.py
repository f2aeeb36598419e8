"""The typed method that livebind is measured with."""

from __future__ import annotations

from typing import Any

from livebind import Method, Model

__all__ = ["GET_MODEL", "Item"]


class Item(Model, kw_only=True):
    """One of the objects that the server's replies are lists of."""

    name: str
    position: tuple[float, float, float]
    radius: float
    visible: bool


GET_MODEL = Method[list[Item]]("get-model", params=Any, result=list[Item])
"""A method that returns a list of them."""
