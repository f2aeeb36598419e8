"""Circuits of the Blue Brain Project."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError
from backend.render.pictures import FLAT, light_up, picture

Json = Any

pytest.importorskip("h5py")
pytest.importorskip("morphio")

from backend.plugins.bbp_files import (  # noqa: E402 - needs what was looked for
    BLUE_CONFIG,
    CELLS,
    write_binary_report,
    write_circuit,
)

SOMA = {"load_soma": True}


@pytest.fixture
def circuit(tmp_path: Path) -> Path:
    return write_circuit(tmp_path)


def load(peer: Peer, path: Path, **properties: Json) -> Json:
    settings = {"percentage": 1.0, "neuron_morphology_parameters": SOMA} | properties
    params = {"loader_name": "", "loader_properties": settings, "path": str(path)}
    return peer.request("add-model", params)[0]


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ({}, list(range(1, CELLS + 1))),
        ({"percentage": 0.25}, [1, 5]),
        ({"gids": [3, 2]}, [3, 2]),
        ({"targets": ["Left"]}, [1, 2]),
        ({"targets": ["Sides"]}, [1, 2, 7, 8]),
        ({"targets": ["Sides"], "percentage": 0.5}, [1, 7]),
    ],
)
def test_cells_are_chosen(
    circuit_peer: Peer, circuit: Path, settings: Json, chosen: list[int]
) -> None:
    number = load(circuit_peer, circuit, **settings)["model_id"]
    assert circuit_peer.request("get-circuit-ids", {"model_id": number}) == chosen


def test_cells_are_in_their_places(circuit_peer: Peer, circuit: Path) -> None:
    everything = {"load_soma": True, "load_axon": True, "load_dendrites": True}
    bounds = load(circuit_peer, circuit, neuron_morphology_parameters=everything)["bounds"]
    assert bounds["min"] == pytest.approx([-2, -8.5, -2])
    assert bounds["max"] == pytest.approx([72, 9, 2])


def test_cells_are_balls_where_no_part_is_chosen(circuit_peer: Peer, circuit: Path) -> None:
    balls = {"radius_multiplier": 3}
    bounds = load(circuit_peer, circuit, neuron_morphology_parameters=balls)["bounds"]
    assert bounds == {"min": [-3, -3, -3], "max": [73, 3, 3]}


def test_spikes_run_through_a_circuit(circuit_peer: Peer, circuit: Path) -> None:
    light_up(circuit_peer)
    load(circuit_peer, circuit, report_type="spikes")
    times = circuit_peer.request("get-simulation-parameters")
    assert times == {"current": 0, "dt": 0.5, "end_frame": 19, "start_frame": 0, "unit": "ms"}
    for frame in (2, 8):
        reds = shown(circuit_peer, frame)
        assert reds.index(max(reds)) == frame // 2 - 1


def shown(peer: Peer, frame: int) -> list[int]:
    """Return how red the middle of each cell is in a frame."""
    pixels = picture(
        peer,
        camera={"name": "orthographic", "params": {"height": 80}},
        camera_view={"position": [35, 0, 100], "target": [35, 0, 0], "up": [0, 1, 0]},
        renderer=FLAT,
        simulation_frame=frame,
    )
    return [int(pixels[40, 5 + 10 * number, 0]) for number in range(CELLS)]


VOLTAGES = {"report_type": "compartment", "report_name": "soma"}


@pytest.mark.parametrize("name", ["soma", "binary"])
def test_voltages_colour_cells(circuit_peer: Peer, circuit: Path, name: str) -> None:
    light_up(circuit_peer)
    load(circuit_peer, circuit, **VOLTAGES | {"report_name": name})
    times = circuit_peer.request("get-simulation-parameters")
    assert times == {"current": 0, "dt": 0.5, "end_frame": 19, "start_frame": 0, "unit": "ms"}
    early, late = shown(circuit_peer, 0), shown(circuit_peer, 19)
    assert len(set(early)) == len(set(late)) == 1
    assert late[0] > early[0] + 50


def test_binary_reports_have_any_byte_order(circuit_peer: Peer, circuit: Path) -> None:
    light_up(circuit_peer)
    path = circuit.parent / "output" / "binary.bbp"
    reds: list[list[int]] = []
    for order in "<>":
        write_binary_report(path, order)
        circuit_peer.request("clear-renderables")
        load(circuit_peer, circuit, **VOLTAGES | {"report_name": "binary"})
        reds.append(shown(circuit_peer, 19))
    assert reds[0] == reds[1]


def test_a_part_of_a_report_is_shown(circuit_peer: Peer, circuit: Path) -> None:
    light_up(circuit_peer)
    for name in ("soma", "binary"):
        circuit_peer.request("clear-renderables")
        model = load(circuit_peer, circuit, gids=[7, 2], **VOLTAGES | {"report_name": name})
        assert circuit_peer.request("get-circuit-ids", {"model_id": model["model_id"]}) == [7, 2]
        reds = shown(circuit_peer, 5)
        assert [index + 1 for index, red in enumerate(reds) if red > 0] == [2, 7]


def make_empty(path: Path) -> None:
    path.write_bytes(b"")


def make_zero(path: Path) -> None:
    path.write_bytes(bytes(4096))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def change_cells(path: Path) -> None:
    write_binary_report(path, first=100)


@pytest.mark.parametrize("damage", [make_empty, make_zero, cut_off, change_cells])
@pytest.mark.parametrize("name", ["soma", "binary"])
def test_a_broken_report_is_an_error(
    circuit_peer: Peer, circuit: Path, name: str, damage: Callable[[Path], None]
) -> None:
    path = circuit.parent / "output" / ("soma.h5" if name == "soma" else "binary.bbp")
    damage(path)
    with pytest.raises(PeerError, match=r"report|ends before") as caught:
        load(circuit_peer, circuit, **VOLTAGES | {"report_name": name})
    assert caught.value.code == -32603


def test_a_report_that_is_cut_off_later_is_an_error(circuit_peer: Peer, circuit: Path) -> None:
    light_up(circuit_peer)
    load(circuit_peer, circuit, **VOLTAGES | {"report_name": "binary"})
    path = circuit.parent / "output" / "binary.bbp"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(PeerError, match="ends before"):
        shown(circuit_peer, 19)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gids": [99]}, "Cell 99 is not in 1-8"),
        ({"targets": ["Nothing"]}, "no target 'Nothing'"),
        ({"targets": ["Loop"]}, "'Loop' contains itself"),
        ({"percentage": 0}, "No cell is chosen"),
        ({"report_type": "compartment"}, "no report ''"),
        ({"report_type": "compartment", "report_name": "stream"}, "format 'Stream'"),
        ({"load_afferent_synapses": True}, "no synapses"),
    ],
)
def test_what_is_not_there_is_an_error(
    circuit_peer: Peer, circuit: Path, settings: Json, message: str
) -> None:
    with pytest.raises(PeerError, match=message) as caught:
        load(circuit_peer, circuit, **settings)
    assert caught.value.code == -32603


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Run Default", "Walk Default", "no section 'Run'"),
        ("CircuitPath", "Circuit", "no 'CircuitPath'"),
        ("CircuitPath circuit", "CircuitPath output", "Cannot read"),
        ("Dt 0.5", "Dt soon", "'Dt' of the BlueConfig is no number"),
        ("MorphologyPath morphologies", "MorphologyPath output", "'cell' is not there"),
    ],
)
def test_a_broken_configuration_is_an_error(
    circuit_peer: Peer, circuit: Path, old: str, new: str, message: str
) -> None:
    assert old in BLUE_CONFIG
    circuit.write_text(BLUE_CONFIG.replace(old, new))
    with pytest.raises(PeerError, match=message) as caught:
        load(circuit_peer, circuit, report_type="spikes")
    assert caught.value.code == -32603
