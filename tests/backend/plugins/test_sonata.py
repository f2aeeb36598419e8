"""Circuits in the format SONATA."""

from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError, connected, running
from backend.render.pictures import FLAT, light_up, picture

Json = Any

pytest.importorskip("libsonata")
pytest.importorskip("h5py")
pytest.importorskip("morphio")

from backend.plugins.sonata_files import (  # noqa: E402 - needs what was looked for
    NODES,
    write_circuit,
    write_simulation,
)

EVERYTHING = {"load_soma": True, "load_axon": True, "load_dendrites": True}
ALL = {"node_population": "cells", "node_percentage": 1.0}


@pytest.fixture(scope="module")
def circuit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_circuit(tmp_path_factory.mktemp("circuit"))


@pytest.fixture(scope="module")
def simulation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_simulation(tmp_path_factory.mktemp("simulation"))


def load(peer: Peer, path: Path, morphology: Json = EVERYTHING, **settings: Json) -> Json:
    population = ALL | {"neuron_morphology_parameters": morphology} | settings
    params = {
        "loader_name": "SONATA loader",
        "loader_properties": {"node_population_settings": [population]},
        "path": str(path),
    }
    return peer.request("add-model", params)[0]


def ids(peer: Peer, model: Json) -> Json:
    return peer.request("get-circuit-ids", {"model_id": model["model_id"]})


def test_cells_are_in_their_places_and_turned(circuit_peer: Peer, circuit: Path) -> None:
    model = load(circuit_peer, circuit)
    assert ids(circuit_peer, model) == list(range(NODES))
    assert model["info"]["metadata"] == {"sections": "16", "segments": "24"}
    # Every other cell is upside down, so that its thick dendrite points downwards.
    assert model["bounds"]["min"] == pytest.approx([-2, -9, -2])
    assert model["bounds"]["max"] == pytest.approx([72, 9, 2])
    first = load(circuit_peer, circuit, node_ids=[0])
    assert first["bounds"]["min"][1] == pytest.approx(-8.5)
    second = load(circuit_peer, circuit, node_ids=[1])
    assert second["bounds"]["max"][1] == pytest.approx(8.5)


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ({"node_percentage": 0.25}, [0, 4]),
        ({"node_percentage": 0.01}, [0]),
        ({"node_ids": [5, 3]}, [5, 3]),
        ({"node_count_limit": 2}, [0, 4]),
        ({"node_sets": ["left"]}, [0, 1]),
        ({"node_sets": ["l.*"], "node_percentage": 0.5}, [0]),
    ],
)
def test_cells_are_chosen(
    circuit_peer: Peer, circuit: Path, settings: Json, chosen: list[int]
) -> None:
    assert ids(circuit_peer, load(circuit_peer, circuit, **settings)) == chosen


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"node_population": "others"}, "no node population 'others'"),
        ({"node_ids": [99]}, "Node 99 is not in 0-7"),
        ({"node_sets": ["right"]}, "No node set is called right"),
        ({"node_sets": ["("]}, "no regular expression"),
        ({"node_percentage": 0}, "No cell is chosen"),
        ({"report_type": "spikes"}, "configuration of a simulation"),
        ({"edge_populations": [{"edge_population": "x", "load_afferent": True}]}, "no edges"),
    ],
)
def test_what_is_not_there_is_an_error(
    circuit_peer: Peer, circuit: Path, settings: Json, message: str
) -> None:
    with pytest.raises(PeerError, match=message) as caught:
        load(circuit_peer, circuit, **settings)
    assert caught.value.code == -32603


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"network": "no/such/file"}', "3"])
def test_a_broken_configuration_is_an_error(circuit_peer: Peer, tmp_path: Path, text: str) -> None:
    path = tmp_path / "circuit_config.json"
    path.write_text(text)
    with pytest.raises(PeerError) as caught:
        load(circuit_peer, path)
    assert caught.value.code == -32603


def test_files_of_a_circuit_are_only_read_where_clients_may(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    outside.mkdir()
    write_circuit(outside)
    inside.mkdir()
    path = inside / "circuit_config.json"
    text = (outside / "circuit_config.json").read_text()
    path.write_text(text.replace('"nodes.h5"', f'"{outside / "nodes.h5"}"'))
    options = ("--plugin", "braynsCircuitExplorer", "--allow-path", str(inside))
    refused = pytest.raises(PeerError, match="not in a folder that clients may use")
    with running(*options) as backend, connected(backend.uri) as peer, refused:
        load(peer, path)


def shown(peer: Peer, frame: int) -> list[int]:
    """Return how red each soma is in a frame."""
    pixels = picture(
        peer,
        camera={"name": "orthographic", "params": {"height": 80}},
        camera_view={"position": [35, 0, 100], "target": [35, 0, 0], "up": [0, 1, 0]},
        renderer=FLAT,
        simulation_frame=frame,
    )
    return [int(pixels[40, 5 + 10 * number, 0]) for number in range(NODES)]


def test_spikes_run_through_a_circuit(circuit_peer: Peer, simulation: Path) -> None:
    light_up(circuit_peer)
    model = load(
        circuit_peer, simulation, {"load_soma": True}, report_type="spikes", spike_transition_time=1
    )
    times = circuit_peer.request("get-simulation-parameters")
    assert times == {"current": 0, "dt": 0.5, "end_frame": 19, "start_frame": 0, "unit": "ms"}
    for frame in (0, 6, 12):
        reds = shown(circuit_peer, frame)
        assert reds.index(max(reds)) == frame // 2
        assert max(reds) > min(reds) + 60
    # A model that does not follow the simulation has its own colour.
    number = model["model_id"]
    circuit_peer.request("enable-simulation", {"model_id": number, "enabled": False})
    assert len(set(shown(circuit_peer, 6))) == 1
    circuit_peer.request("enable-simulation", {"model_id": number, "enabled": True})
    black = {"range": [0, 1], "colors": [[0, 0, 0, 1], [1, 1, 1, 1]]}
    circuit_peer.request("set-color-ramp", {"id": number, "color_ramp": black})
    assert sorted(shown(circuit_peer, 6))[:7] == [0] * 7


def test_the_state_shows_a_frame(circuit_peer: Peer, simulation: Path) -> None:
    light_up(circuit_peer)
    load(circuit_peer, simulation, {"load_soma": True}, report_type="spikes")
    circuit_peer.request("set-simulation-parameters", {"current": 14})
    assert circuit_peer.request("get-simulation-parameters")["current"] == 14
    with pytest.raises(PeerError, match="Frame 20 is not in 0-19"):
        circuit_peer.request("set-simulation-parameters", {"current": 20})
    circuit_peer.request("clear-models")
    assert circuit_peer.request("get-simulation-parameters")["current"] == 0


def test_voltages_colour_sections(circuit_peer: Peer, simulation: Path) -> None:
    light_up(circuit_peer)
    load(circuit_peer, simulation, report_type="compartment", report_name="voltages")
    assert circuit_peer.request("get-color-ramp", {"id": 1})["range"] == [-80, -10]
    early, late = shown(circuit_peer, 0)[0], shown(circuit_peer, 19)[0]
    assert late > early + 60
    with pytest.raises(PeerError, match="no report 'currents'"):
        load(circuit_peer, simulation, report_type="compartment", report_name="currents")
