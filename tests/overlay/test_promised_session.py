"""The programs that users were promised run.

The circuit is a small one that the test makes. That the programs are typed is checked with all
other code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

import brayns
from overlay.promised_session import list_methods, photograph_circuit
from support.backends import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def circuit_uri() -> Iterator[str]:
    """Return the address of a backend that has a loader of circuits."""
    pytest.importorskip("morphio")
    with serving("--plugin", "braynsCircuitExplorer") as address:
        yield address


def test_an_instance_tells_what_it_can_do(circuit_uri: str) -> None:
    assert "get-version" in list_methods(circuit_uri)


def test_a_circuit_is_photographed(
    circuit_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pytest.importorskip("h5py")
    from backend.plugins.bbp_files import write_circuit  # noqa: PLC0415 - needs h5py

    circuit = write_circuit(tmp_path)
    with brayns.connect(circuit_uri) as instance:
        assert photograph_circuit(instance, str(circuit)) == [0]
    with Image.open("snapshot.png") as image:
        assert image.size == (1920, 1080)
        box = image.getchannel("A").getbbox()
    assert box is not None
    left, upper, right, lower = box
    assert min(left, upper, 1920 - right, 1080 - lower) >= 1
    # Two cells beside each other are wide rather than high.
    assert right - left > 0.75 * 1920
