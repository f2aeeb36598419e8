"""Streamlines, and spikes along them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.peer import Peer, PeerError
from backend.render.pictures import FLAT, Pixels, light_up, picture
from livebind_backend.plugins.dti import SpikesAlongLines

Json = Any

pytest.importorskip("morphio")

LINES = """\
5 -2 0 0  -1 0 0  0 0 0  1 0 0  2 0 0
2 0 9 0  0 99 0
3 0 -2 0  0 0 0  0 2 0
"""
"""One along X, one that no cell has, one along Y."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "lines.txt").write_text(LINES)
    (tmp_path / "rows.txt").write_text("1 0\n2 2\n2 0\n")
    (tmp_path / "BlueConfig").write_text("Run Default\n{\n  OutputRoot .\n}\n")
    (tmp_path / "out.dat").write_text("/scatter\n1.0 1\n9.0 3\n")
    path = tmp_path / "lines.json"
    path.write_text(
        json.dumps({"streamlines_path": "lines.txt", "gids_to_streamlines_path": "rows.txt"})
    )
    return path


def load(peer: Peer, path: Path, **properties: Json) -> Json:
    params = {
        "loader_name": "DTI loader",
        "loader_properties": {"radius": 0.25} | properties,
        "path": str(path),
    }
    return peer.request("add-model", params)[0]


def row(peer: Peer, frame: int = 0) -> Pixels:
    """Render the middle row, 10 pixels a unit from -4 to 4."""
    camera = {"name": "orthographic", "params": {"height": 8}}
    pixels = picture(peer, camera=camera, renderer=FLAT, simulation_frame=frame)
    middle: Pixels = pixels[40]
    return middle


def test_streamlines_of_cells_are_loaded(plugin_peer: Peer, config: Path) -> None:
    model = load(plugin_peer, config)
    assert model["model_type"] == "dti"
    assert model["info"]["metadata"] == {"streamlines": "2"}
    assert model["bounds"]["max"] == pytest.approx([2.25, 2.25, 0.25])
    assert plugin_peer.request("get-color-methods", {"id": model["model_id"]}) == []


def test_streamlines_have_the_colours_of_their_directions(plugin_peer: Peer, config: Path) -> None:
    light_up(plugin_peer)
    load(plugin_peer, config)
    red, green, blue = (int(value) for value in row(plugin_peer)[25, :3])
    assert red > green == blue


def test_spikes_run_along_streamlines(plugin_peer: Peer, config: Path) -> None:
    light_up(plugin_peer)
    settings = json.loads(config.read_text()) | {"circuit_path": "BlueConfig"}
    config.write_text(json.dumps(settings))
    model = load(plugin_peer, config, spike_decay_time=4)
    times = plugin_peer.request("get-simulation-parameters")
    assert (times["dt"], times["end_frame"]) == (pytest.approx(0.01), 899)
    whites: list[list[bool]] = []
    for frame in (50, 150, 450):
        pixels = row(plugin_peer, frame)[[25, 35, 46, 55], :3].astype(int)
        whites.append((np.ptp(pixels, axis=1) < 8).tolist())
    assert whites == [[False] * 4, [True, False, False, False], [False, False, False, True]]
    plugin_peer.request("enable-simulation", {"model_id": model["model_id"], "enabled": False})
    assert np.ptp(row(plugin_peer, 150)[25, :3].astype(int)) > 8


def test_a_spike_takes_its_time_from_end_to_end() -> None:
    first = np.array([0, 4])
    report = SpikesAlongLines(np.array([1.0]), np.array([0]), first, decay=2.0, end=4.0, dt=0.5)
    found = [np.flatnonzero(report.values(frame)).tolist() for frame in range(report.frames)]
    assert found == [[], [], [0], [1], [2], [3], [3], []]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lines.json", "{", "not JSON"),
        ("lines.json", "{}", "'streamlines_path'"),
        ("lines.json", '{"streamlines_path": 3}', "'streamlines_path'"),
        ("rows.txt", "", "pairs"),
        ("rows.txt", "1 2 3", "pairs"),
        ("rows.txt", "1 7", "no streamline in row 7"),
        ("lines.txt", "9 0 0 0  1 1 1\n\n2 0 0 0  1 1 1\n", "row 0"),
        ("lines.txt", "1 0 0 0\n\n2 0 0 0  1 1 1\n", "row 0"),
        ("lines.txt", "2 0 0 0  1 1 nan\n\n2 0 0 0  1 1 1\n", "row 0"),
        ("lines.txt", "2 0 0 0  1 1 x\n\n2 0 0 0  1 1 1\n", "row 0"),
    ],
)
def test_a_broken_file_is_an_error(
    plugin_peer: Peer, config: Path, name: str, content: str, message: str
) -> None:
    (config.parent / name).write_text(content)
    with pytest.raises(PeerError, match=message) as caught:
        load(plugin_peer, config)
    assert caught.value.code == -32603


def test_files_that_are_not_there_are_an_error(plugin_peer: Peer, config: Path) -> None:
    (config.parent / "lines.txt").unlink()
    with pytest.raises(PeerError, match="does not exist"):
        load(plugin_peer, config)
    with pytest.raises(PeerError, match="radius above 0"):
        load(plugin_peer, config, radius=0)
