"""Cells that are only placed."""

from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError

Json = Any

pytest.importorskip("h5py")
pytest.importorskip("libsonata")
pytest.importorskip("morphio")

from backend.plugins.sonata_files import (  # noqa: E402 - needs what was looked for
    NODES,
    write_circuit,
)

EVERYTHING = {"load_soma": True, "load_axon": True, "load_dendrites": True}


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cells")
    write_circuit(folder)
    return folder / "nodes.h5"


def load(peer: Peer, path: Path, **properties: Json) -> Json:
    params = {
        "loader_name": "Cell placement loader",
        "loader_properties": properties,
        "path": str(path),
    }
    return peer.request("add-model", params)[0]


def test_cells_are_balls_in_their_places(circuit_peer: Peer, cells: Path) -> None:
    bounds = load(circuit_peer, cells, morphology_parameters={"radius_multiplier": 3})["bounds"]
    assert bounds == {"min": [-3, -3, -3], "max": [73, 3, 3]}


@pytest.mark.parametrize("extension", [{}, {"extension": "swc"}])
def test_cells_have_morphologies_from_a_folder(
    circuit_peer: Peer, cells: Path, extension: Json
) -> None:
    folder = str(cells.parent / "morphologies")
    settings = {"morphology_folder": folder, "morphology_parameters": EVERYTHING} | extension
    upright = load(circuit_peer, cells, ids=[0], **settings)["bounds"]
    turned = load(circuit_peer, cells, ids=[1], **settings)["bounds"]
    assert (upright["min"][1], upright["max"][1]) == pytest.approx((-8.5, 9))
    assert (turned["min"][1], turned["max"][1]) == pytest.approx((-9, 8.5))


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [({}, list(range(NODES))), ({"percentage": 0.25}, [0, 4]), ({"ids": [5, 2]}, [5, 2])],
)
def test_cells_are_chosen(circuit_peer: Peer, cells: Path, settings: Json, chosen: Json) -> None:
    number = load(circuit_peer, cells, **settings)["model_id"]
    assert circuit_peer.request("get-circuit-ids", {"model_id": number}) == chosen


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        ({"morphology_parameters": EVERYTHING}, -32602, "morphology_folder"),
        (
            {"morphology_parameters": EVERYTHING, "morphology_folder": "/nowhere"},
            -32603,
            "'cell' is not there",
        ),
        ({"ids": [NODES]}, -32603, "Node 8 is not in 0-7"),
        ({"percentage": 0}, -32603, "No cell is chosen"),
    ],
)
def test_what_is_not_there_is_an_error(
    circuit_peer: Peer, cells: Path, settings: Json, code: int, message: str
) -> None:
    with pytest.raises(PeerError, match=message) as caught:
        load(circuit_peer, cells, **settings)
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"not HDF5"])
def test_a_broken_file_is_an_error(circuit_peer: Peer, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "circuit.morphologies.h5"
    path.write_bytes(content)
    with pytest.raises(PeerError) as caught:
        load(circuit_peer, path)
    assert caught.value.code == -32603
