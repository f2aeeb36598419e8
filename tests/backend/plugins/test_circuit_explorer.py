"""The plugin with neurons."""

from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError

Json = Any

pytest.importorskip("morphio")

NEURON = """
1 1 0 0 0 5 -1
2 3 0 5 0 1 1
3 3 0 20 0 1 2
4 3 10 30 0 0.5 3
5 3 -10 30 0 0.5 3
6 2 0 -5 0 0.5 1
7 2 0 -20 0 0.5 6
8 2 0 -30 0 0.5 7
9 2 0 -40 0 0.25 8
"""
EVERYTHING = {"load_soma": True, "load_axon": True, "load_dendrites": True}


@pytest.fixture
def neuron(tmp_path: Path) -> Path:
    path = tmp_path / "neuron.swc"
    path.write_text(NEURON)
    return path


def load(peer: Peer, path: Path, **properties: Json) -> Json:
    params = {"loader_name": "", "loader_properties": properties, "path": str(path)}
    return peer.request("add-model", params)[0]


def test_the_registry_and_the_loaders_grow(circuit_peer: Peer, peer: Peer) -> None:
    more = set(circuit_peer.request("registry")) - set(peer.request("registry"))
    assert more == {"get-circuit-ids", "set-circuit-thickness"}
    names = {loader["name"] for loader in circuit_peer.request("get-loaders")}
    assert "Neuron Morphology loader" in names
    parameters = circuit_peer.request("get-application-parameters")
    assert parameters["plugins"] == ["braynsCircuitExplorer"]


def test_a_neuron_is_loaded(circuit_peer: Peer, neuron: Path) -> None:
    model = load(circuit_peer, neuron, **EVERYTHING)
    assert model["info"]["metadata"] == {"sections": "4", "segments": "7"}
    assert model["bounds"]["max"] == [10.5, 30.5, 5]
    assert model["bounds"]["min"] == [-10.5, -40.25, -5]
    assert circuit_peer.request("get-circuit-ids", {"model_id": model["model_id"]}) == [0]


@pytest.mark.parametrize(
    ("properties", "low", "high"),
    [
        ({"load_soma": True}, -5, 5),
        ({"load_dendrites": True}, 4, 30.5),
        ({"load_axon": True}, -40.25, -4.5),
        ({"load_axon": True, "growth": 0.6}, -20.5, -4.5),
        ({"load_axon": True, "radius_multiplier": 2}, -40.5, -4),
        ({"load_axon": True, "geometry_type": "constant_radii"}, -40.4375, -4.5625),
        ({"load_axon": True, "geometry_type": "section_smooth"}, -40.25, -4.5),
        ({"load_axon": True, "geometry_type": "spheres"}, -40.25, -4.5),
    ],
)
def test_parts_are_chosen(
    circuit_peer: Peer, neuron: Path, properties: dict[str, Json], low: float, high: float
) -> None:
    bounds = load(circuit_peer, neuron, **properties)["bounds"]
    assert (bounds["min"][1], bounds["max"][1]) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("properties", "segments"),
    [({}, 3), ({"subsampling": 2}, 2), ({"resampling": 0.9}, 1), ({"geometry_type": "spheres"}, 4)],
)
def test_samples_are_left_out(
    circuit_peer: Peer, neuron: Path, properties: dict[str, Json], segments: int
) -> None:
    model = load(circuit_peer, neuron, load_axon=True, **properties)
    assert model["info"]["metadata"]["segments"] == str(segments)


def test_the_thickness_can_be_changed(circuit_peer: Peer, neuron: Path) -> None:
    number = load(circuit_peer, neuron, load_soma=True)["model_id"]
    for factor in (3, 2):
        params = {"model_id": number, "radius_multiplier": factor}
        circuit_peer.request("set-circuit-thickness", params)
        bounds = circuit_peer.request("get-model", {"id": number})["bounds"]
        assert bounds["max"] == [5 * factor] * 3


def test_other_models_have_no_neurons(circuit_peer: Peer) -> None:
    circuit_peer.request("add-light-ambient", {})
    with pytest.raises(PeerError, match="does not have a list of Ids") as caught:
        circuit_peer.request("get-circuit-ids", {"model_id": 0})
    assert caught.value.code == 0


def test_nothing_to_load_is_an_error(circuit_peer: Peer, neuron: Path) -> None:
    with pytest.raises(PeerError, match="Nothing to load"):
        load(circuit_peer, neuron)


@pytest.mark.parametrize("text", ["hello world", "", "1 1 0 0 0 5 9\n", "1 1 0 0\n"])
def test_a_broken_file_is_an_error(circuit_peer: Peer, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.swc"
    path.write_text(text)
    with pytest.raises(PeerError) as caught:
        load(circuit_peer, path, **EVERYTHING)
    assert caught.value.code == -32603
    assert "\x1b" not in caught.value.message
    assert circuit_peer.request("get-scene")["models"] == []
