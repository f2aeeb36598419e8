"""The five plugins that the hand-written client starts a service with."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.peer import Peer, PeerError
from backend.plugins.conftest import PLUGINS
from backend.render.pictures import FLAT, is_green, is_red, light_up, picture
from recordings.strip import without_descriptions
from support.recorded_data import load_recording

Json = Any

pytest.importorskip("morphio")

POINTS = "# three points\n0 0 0\n0.96 0 0\n-0.24 0.93 0\n"

PROTEIN = """\
HEADER    nothing that is read
ATOM      1  N   GLY A   1      -4.000   0.000   0.000  1.00  0.00           N
ATOM      2  CA  GLY A   1       0.000   0.000   0.000  1.00  0.00           C
ATOM      3  O   ALA B   2       4.000   0.000   0.000  1.00  0.00
END
"""


def load(peer: Peer, path: Path, **properties: Json) -> Json:
    params = {"loader_name": "", "loader_properties": properties, "path": str(path)}
    return peer.request("add-model", params)[0]


def test_they_announce_what_the_real_ones_do(plugin_peer: Peer) -> None:
    schemas = load_recording("brayns-3.10.1", "schemas")
    assert plugin_peer.request("registry") == sorted(schemas)
    for name, recorded in schemas.items():
        served = plugin_peer.request("schema", {"endpoint": name})
        assert without_descriptions(served) == recorded, name
    loaders = plugin_peer.request("get-loaders")
    assert without_descriptions(loaders) == load_recording("brayns-3.10.1", "loaders")
    assert plugin_peer.request("get-application-parameters")["plugins"] == PLUGINS


def test_the_cylindric_camera_is_one_more_camera(plugin_peer: Peer) -> None:
    with pytest.raises(PeerError, match="should be 'perspective'") as caught:
        plugin_peer.request("get-camera-cylindric")
    assert caught.value.code == -32600
    plugin_peer.request("set-camera-cylindric", {"fovy": 60})
    assert plugin_peer.request("get-camera-cylindric") == {"fovy": 60}
    assert plugin_peer.request("get-camera-type") == "cylindric"
    with pytest.raises(PeerError):
        plugin_peer.request("set-camera-cylindric", {"fovy": 0})


def test_the_cylindric_camera_looks_half_a_turn_around(plugin_peer: Peer) -> None:
    light_up(plugin_peer)
    balls = [([-5, 0, 0], [1, 0, 0, 1]), ([3.5, 0, -3.5], [0, 1, 0, 1])]
    for center, color in balls:
        geometry = {"center": center, "radius": 1}
        plugin_peer.request("add-spheres", [{"geometry": geometry, "color": color}])
    view = {"position": [0, 0, 0], "target": [0, 0, -1], "up": [0, 1, 0]}
    camera = {"name": "cylindric", "params": {"fovy": 90}}
    pixels = picture(plugin_peer, camera=camera, camera_view=view, renderer=FLAT)
    assert is_red(pixels[40, 1])
    assert is_green(pixels[40, 60])
    assert pixels[40, 30, 3] == 0


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("get-available-atlas-usecases", {}),
        ("visualize-atlas-usecase", {"use_case": "x", "params": {}}),
    ],
)
def test_models_have_no_atlas(plugin_peer: Peer, method: str, more: Json) -> None:
    light_up(plugin_peer)
    with pytest.raises(PeerError, match="does not have an Atlas") as caught:
        plugin_peer.request(method, {"model_id": 0, **more})
    assert caught.value.code == -32602


def test_points_are_loaded_and_uploaded(plugin_peer: Peer, tmp_path: Path) -> None:
    path = tmp_path / "points.xyz"
    path.write_text(POINTS)
    model = load(plugin_peer, path)
    assert model["model_type"] == "xyz"
    assert "metadata" not in model["info"]
    assert model["bounds"]["max"] == pytest.approx([1.11, 1.08, 0.15])
    params: Json = {"type": "xyz", "loader_name": "", "loader_properties": {}}
    uploaded = plugin_peer.request("upload-model", params, POINTS.encode())[0]
    assert uploaded["bounds"] == model["bounds"]


def test_each_point_is_told_of(plugin_peer: Peer, tmp_path: Path) -> None:
    path = tmp_path / "points.xyz"
    path.write_text("0 0 0\n1 1 1\n2 2 2\n")
    reply = plugin_peer.ask(
        "add-model", {"loader_name": "xyz", "loader_properties": {}, "path": str(path)}
    )
    assert reply.result[0]["bounds"]["max"] == pytest.approx([2.15] * 3)
    told = [message["params"]["operation"] for message in reply.progress]
    assert told.count("Loading ...") == 3


@pytest.mark.parametrize(
    ("scheme", "colors"),
    [
        ("none", 3),
        ("protein_atoms", 3),
        ("by_id", 3),
        ("protein_chains", 2),
        ("protein_residues", 2),
    ],
)
def test_a_protein_is_coloured(plugin_peer: Peer, tmp_path: Path, scheme: str, colors: int) -> None:
    path = tmp_path / "protein.pdb"
    path.write_text(PROTEIN)
    model = load(plugin_peer, path, color_scheme=scheme, radius_multiplier=0.5)
    assert model["model_type"] == "protein"
    assert model["bounds"]["max"] == pytest.approx([0.0424, 0.00335, 0.00335])
    light_up(plugin_peer)
    camera = {"name": "orthographic", "params": {"height": 0.12}}
    row = picture(plugin_peer, camera=camera)[40]
    assert len(np.unique(row[row[:, 3] == 255], axis=0)) == colors


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "2\n\nO 0 0 0\n", "0 0 0\n\n", "0 0 zero\n", "0 0 inf\n", "0 0\n"],
)
def test_broken_points_are_an_error(plugin_peer: Peer, tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.xyz"
    path.write_text(text)
    with pytest.raises(PeerError) as caught:
        load(plugin_peer, path)
    assert caught.value.code == -32603
