"""Functions: what they take, return and send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.description.model import CancellationDescription
from livebind_codegen.emit.functions import emit_functions, root_shapes
from livebind_codegen.emit.model_annotations import model_annotations
from support.descriptions import NUMBER, describe, method, object_schema

if TYPE_CHECKING:
    from livebind_codegen.description.model import MethodDescription

BOX = object_schema({"size": NUMBER, "name": {"type": "string"}}, ("size",), "Box")
CANCEL = CancellationDescription("cancel", "id", 20)


def emitted(*methods: MethodDescription) -> str:
    api = build_api(describe(*methods))
    texts = emit_functions(api, model_annotations(root_shapes(api), api))
    return "\n".join(" ".join(text.split()) for text in texts.values())


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (method("get-box", None, BOX), "def get_box(instance: Instance, *, timeout: Timeout"),
        (method("get-box", None, BOX), ") -> Box:"),
        (method("get-box", None, BOX), "return instance.call(_GET_BOX, timeout=timeout)"),
        (method("get-box", None, BOX), "def get_box_task(instance: Instance) -> Task[Box]:"),
        (method("set-box", BOX), "*, size: float, name: str | UnsetType = UNSET, timeout"),
        (method("set-box", BOX), "instance.call(_SET_BOX, Box(size=size, name=name), timeout"),
        (method("set-box", BOX), "_SET_BOX: Final[Method[None]] = Method('set-box', params=Box,"),
        (method("set-all", {"type": "array", "items": BOX}), "*, all: list[Box], timeout"),
        (method("set-all", {"type": "array", "items": BOX}), "instance.call(_SET_ALL, all, time"),
        (method("set-all", {"type": "array", "items": BOX}), "params=list[Box],"),
        (method("save", BOX, takes_data=True), "name: str | UnsetType = UNSET, data: bytes, time"),
        (method("save", BOX, takes_data=True), "Box(size=size, name=name), binary=data, timeout"),
        (method("load", None, BOX, returns_data=True), ") -> Reply[Box]:"),
        (method("load", None, BOX, returns_data=True), "has_reply_data=True"),
        (method("at", BOX, positions=("size", "name")), "positions=('size', 'name', )"),
        (method("get-box", None, BOX, deprecated=True), "@deprecated("),
        (method("get-box", None, BOX, cancellation=CANCEL), "cancellation=_cancellation,"),
        (method("get-box", None, BOX), "cancellation=None,"),
    ],
)
def test_a_method_gives(described: MethodDescription, expected: str) -> None:
    assert expected in emitted(described)


def test_each_way_to_cancel_stands_once() -> None:
    other = replace(CANCEL, method="stop")
    text = emitted(
        method("a-box", None, BOX, cancellation=CANCEL),
        method("b-box", None, BOX, cancellation=CANCEL),
        method("c-box", None, BOX, cancellation=other),
    )
    assert text.count("= Cancellation(") == 2
    assert "_cancellation_0: Final = Cancellation(method='cancel'" in text
    assert text.count("cancellation=_cancellation_0") == 2
    assert text.count("cancellation=_cancellation_1") == 1
