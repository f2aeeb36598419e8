"""What is known of Brayns 4 beside its schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.dialects.brayns4.dialect import Brayns4
from support.asking import described_by

if TYPE_CHECKING:
    from livebind_codegen.description.model import MethodDescription
    from support.descriptions import Json


def only_method(name: str) -> MethodDescription:
    schema: Json = {"method": name, "params": {"type": "null"}, "result": {"type": "null"}}
    replies = {"getMethods": [name], "getSchema": schema}
    (method,) = described_by(Brayns4(), lambda method, _: replies[method]).methods
    return method


@pytest.mark.parametrize(
    ("name", "takes_data", "returns_data", "ends_backend"),
    [
        ("getSizes", False, False, False),
        ("createTexture2D", True, False, False),
        ("createRegularVolume", True, False, False),
        ("readFramebuffer", False, True, False),
        ("readFramebufferAsExr", False, True, False),
        ("readFramebufferAsJpeg", False, True, False),
        ("readFramebufferAsPng", False, True, False),
        ("stop", False, False, True),
    ],
)
def test_which_methods_carry_bytes_and_which_ends_the_service(
    name: str, *, takes_data: bool, returns_data: bool, ends_backend: bool
) -> None:
    method = only_method(name)
    assert method.takes_data == takes_data
    assert method.returns_data == returns_data
    assert method.ends_backend == ends_backend
