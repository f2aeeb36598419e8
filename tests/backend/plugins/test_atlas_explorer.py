"""Atlases from NRRD files, and ways to show them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.peer import Peer, PeerError
from backend.render.pictures import FLAT, Pixels, light_up, picture

Json = Any

COMPONENTS = {"scalar": 1, "orientation": 4, "flatmap": 2, "layer_distance": 2, "vector": 3}


def write(path: Path, values: Any, *more: str) -> Path:  # noqa: ANN401 - an array of any shape
    """Write values of shape (z, y, x, components)."""
    depth, height, width, components = values.shape
    lines = [
        "NRRD0005",
        "type: float",
        "dimension: 4",
        f"sizes: {components} {width} {height} {depth}",
        "encoding: raw",
        "endian: little",
        *more,
    ]
    path.write_bytes("\n".join(lines).encode() + b"\n\n" + values.astype("<f4").tobytes())
    return path


def one_cell(components: int, value: float = 1) -> Any:  # noqa: ANN401 - an array
    """Make a grid of 4 x 3 x 2 cells of which only the one at X 2, Y 1, Z 0 has a value."""
    values = np.zeros((2, 3, 4, components), np.float32)
    values[0, 1, 2] = value
    return values


def load(peer: Peer, path: Path, kind: str = "scalar") -> Json:
    params = {"loader_name": "NRRD loader", "loader_properties": {"type": kind}, "path": str(path)}
    return peer.request("add-model", params)[0]


def seen(peer: Peer) -> Pixels:
    """Render 8 by 8 units, 10 pixels each, with the origin in the middle."""
    camera = {"name": "orthographic", "params": {"height": 8}}
    return picture(peer, camera=camera, renderer=FLAT)[..., 3]


@pytest.mark.parametrize("kind", COMPONENTS)
def test_an_atlas_is_its_outline(plugin_peer: Peer, tmp_path: Path, kind: str) -> None:
    values = one_cell(COMPONENTS[kind])
    if kind == "layer_distance":
        values[values == 0] = np.nan
    light_up(plugin_peer)
    model = load(plugin_peer, write(tmp_path / "atlas.nrrd", values), kind)
    assert model["model_type"] == "atlas"
    assert model["bounds"] == {"min": [0, 0, 0], "max": [4, 3, 2]}
    covered = seen(plugin_peer)
    rows, columns = np.nonzero(covered)
    # From X 2 to 3 and Y 1 to 2, where 40 is 0.
    assert (columns.min(), columns.max()) == (60, 69)
    assert (rows.min(), rows.max()) == (20, 29)
    # Seen through two sides with an opacity of 0.3 each.
    assert covered.max() == pytest.approx(255 * 0.51, abs=2)


def test_an_atlas_stands_where_its_file_says(plugin_peer: Peer, tmp_path: Path) -> None:
    # X and Y are exchanged, which makes a left hand of a right one.
    place = ("space dimension: 3", "space directions: none (0,2,0) (3,0,0) (0,0,1)")
    path = write(tmp_path / "atlas.nrrd", one_cell(1), *place, "space origin: (-9,-8,5)")
    model = load(plugin_peer, path)
    assert model["bounds"]["min"] == pytest.approx([-9, -8, 5])
    assert model["bounds"]["max"] == pytest.approx([0, 0, 7])
    assert model["info"]["base_transform"]["translation"] == [-9, -8, 5]
    shown = visualize(plugin_peer, model, "Density")
    assert shown["bounds"]["max"] == pytest.approx([0, 0, 7])


def visualize(peer: Peer, model: Json, use: str) -> Json:
    params: Json = {"model_id": model["model_id"], "use_case": use, "params": {}}
    return peer.request("visualize-atlas-usecase", params)


def uses(peer: Peer, model: Json) -> list[str]:
    found = peer.request("get-available-atlas-usecases", {"model_id": model["model_id"]})
    return [use["name"] for use in found]


def test_scalars_are_shown_as_a_volume(plugin_peer: Peer, tmp_path: Path) -> None:
    light_up(plugin_peer)
    values = np.broadcast_to(np.arange(4, dtype=np.float32)[:, None], (2, 3, 4, 1))
    model = load(plugin_peer, write(tmp_path / "atlas.nrrd", values))
    assert uses(plugin_peer, model) == ["Density", "Outline mesh shell"]
    shown = visualize(plugin_peer, model, "Density")
    assert shown["model_type"] == "atlas"
    ramp = plugin_peer.request("get-color-ramp", {"id": shown["model_id"]})
    assert ramp["range"] == [0, 3]
    plugin_peer.request("remove-model", {"ids": [model["model_id"]]})
    row = seen(plugin_peer)[25]
    assert row[78] > row[55] > row[30] == 0
    with pytest.raises(PeerError, match="does not have an Atlas"):
        uses(plugin_peer, shown)


def test_an_outline_can_be_shown_again(plugin_peer: Peer, tmp_path: Path) -> None:
    model = load(plugin_peer, write(tmp_path / "atlas.nrrd", one_cell(3)), "vector")
    assert uses(plugin_peer, model) == ["Outline mesh shell"]
    again = visualize(plugin_peer, model, "Outline mesh shell")
    assert again["bounds"] == model["bounds"]
    with pytest.raises(PeerError, match="not shown as 'Density'") as caught:
        visualize(plugin_peer, model, "Density")
    assert caught.value.code == -32603


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        (one_cell(2), "scalar", "1 values, not 2"),
        (one_cell(1), "orientation", "4 values, not 1"),
        (np.ones((2, 3, 4, 1)), "scalar", "no cells with values"),
        (np.full((2, 3, 4, 3), np.nan), "vector", "no cells with values"),
    ],
)
def test_what_cannot_be_shown_is_an_error(
    plugin_peer: Peer, tmp_path: Path, values: Json, kind: str, message: str
) -> None:
    with pytest.raises(PeerError, match=message) as caught:
        load(plugin_peer, write(tmp_path / "atlas.nrrd", values), kind)
    assert caught.value.code == -32603
