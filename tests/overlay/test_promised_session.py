"""The programs that users were promised run.

A loader of circuits, which the reference backend does not have, is there under the name of the real
one and shows a mesh. That the programs are typed is checked with all other code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import brayns
from overlay.models import box_obj
from overlay.promised_session import list_methods, photograph_circuit
from support.backends import listening

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def circuit_uri() -> Iterator[str]:
    """Return the address of a backend that has a loader of circuits."""
    with listening([sys.executable, str(Path(__file__).with_name("circuit_backend.py"))]) as (
        uri,
        _,
    ):
        yield uri.removeprefix("ws://")


def test_an_instance_tells_what_it_can_do(circuit_uri: str) -> None:
    assert "get-version" in list_methods(circuit_uri)


def test_a_circuit_is_photographed(
    circuit_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    circuit = tmp_path / "BlueConfig"
    circuit.write_text(box_obj((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)))
    with brayns.connect(circuit_uri) as instance:
        assert photograph_circuit(instance, str(circuit)) == [0]
    with Image.open("snapshot.png") as image:
        assert image.size == (1920, 1080)
        box = image.getchannel("A").getbbox()
    assert box is not None
    left, upper, right, lower = box
    assert min(left, upper, 1920 - right, 1080 - lower) >= 1
    assert lower - upper > 0.9 * 1080
