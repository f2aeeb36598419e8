"""Volumes from raw values and MHD files."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.peer import Peer, PeerError

Json = Any

RAW: Json = {
    "loader_name": "raw-volume",
    "loader_properties": {"data_type": "float", "dimensions": [4, 3, 2], "spacing": [1, 2, 3]},
    "type": "raw",
}
BYTES = np.arange(24, dtype="<f4").tobytes()


def test_raw_values_have_the_size_of_their_cells(peer: Peer) -> None:
    (model,) = peer.request("upload-model", RAW, BYTES)
    assert model["model_type"] == "volume"
    assert model["bounds"] == {"max": [4, 6, 6], "min": [0, 0, 0]}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("unsinged_char", 1),
        ("short", 2),
        ("unsigned_short", 2),
        ("half_float", 2),
        ("float", 4),
        ("double", 8),
    ],
)
def test_every_type_of_value_is_read(peer: Peer, name: str, size: int) -> None:
    properties = {"data_type": name, "dimensions": [2, 2, 2], "spacing": [1, 1, 1]}
    params = RAW | {"loader_properties": properties}
    assert len(peer.request("upload-model", params, bytes(8 * size))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"dimensions": [4, 3, 3]},
        {"dimensions": [0, 3, 2]},
        {"dimensions": [4000000000, 4000000000, 4000000000]},
        {"spacing": [1, 0, 1]},
        {"data_type": "double"},
    ],
)
def test_values_that_do_not_fit_are_an_error(peer: Peer, change: dict[str, Json]) -> None:
    properties: dict[str, Json] = dict(RAW["loader_properties"])
    with pytest.raises(PeerError) as caught:
        peer.request("upload-model", RAW | {"loader_properties": properties | change}, BYTES)
    assert caught.value.code == -32603


def write_mhd(folder: Path, **changes: str) -> Path:
    (folder / "values.raw").write_bytes(np.arange(24, dtype="<u2").tobytes())
    fields = {
        "ObjectType": "Image",
        "NDims": "3",
        "DimSize": "4 3 2",
        "ElementSpacing": "0.5 0.5 2",
        "ElementType": "MET_USHORT",
        "ElementDataFile": "values.raw",
    } | changes
    path = folder / "volume.mhd"
    path.write_text("\n".join(f"{key} = {value}" for key, value in fields.items() if value))
    return path


def add(peer: Peer, path: Path) -> Json:
    params: Json = {"loader_name": "", "loader_properties": {}, "path": str(path)}
    return peer.request("add-model", params)[0]


def test_an_mhd_file_describes_values_in_another_file(peer: Peer, tmp_path: Path) -> None:
    model = add(peer, write_mhd(tmp_path))
    assert model["bounds"] == {"max": [2, 1.5, 4], "min": [0, 0, 0]}
    assert peer.request("get-color-ramp", {"id": 0})["range"] == [0, 23]


@pytest.mark.parametrize(
    "changes",
    [
        {"DimSize": ""},
        {"DimSize": "4 3"},
        {"DimSize": "4 x 2"},
        {"DimSize": "4 3 200"},
        {"ElementType": "MET_TEXT"},
        {"ElementType": ""},
        {"ElementDataFile": "other.raw"},
        {"ElementSpacing": "1 1 -1"},
    ],
)
def test_a_broken_mhd_file_is_an_error(peer: Peer, tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(PeerError) as caught:
        add(peer, write_mhd(tmp_path, **changes))
    assert caught.value.code == -32603


def test_a_mhd_volume_cannot_be_uploaded(peer: Peer) -> None:
    params: Json = {"loader_name": "mhd-volume", "loader_properties": {}, "type": "mhd"}
    with pytest.raises(PeerError, match="takes no uploads"):
        peer.request("upload-model", params, b"DimSize = 1 1 1")


def test_a_volume_is_seen_through_its_ramp(peer: Peer) -> None:
    properties = {"data_type": "float", "dimensions": [2, 2, 2], "spacing": [1, 1, 1]}
    values = np.array([0, 1] * 4, "<f4").tobytes()
    peer.request("upload-model", RAW | {"loader_properties": properties}, values)
    ramp = {"range": [0, 1], "colors": [[0, 1, 0, 0.3], [1, 0, 0, 0.3]]}
    peer.request("set-color-ramp", {"id": 0, "color_ramp": ramp})
    stored = peer.request("get-color-ramp", {"id": 0})
    assert stored["range"] == [0, 1]
    assert np.array(stored["colors"]) == pytest.approx(np.array(ramp["colors"]))
    for renderer in ("interactive", "production"):
        params = {
            "camera": {"name": "orthographic", "params": {"height": 4}},
            "camera_view": {"position": [1, 1, 9], "target": [1, 1, 0], "up": [0, 1, 0]},
            "image_settings": {"size": [64, 64]},
            "renderer": {"name": renderer, "params": {"samples_per_pixel": 4}},
        }
        image = np.asarray(Image.open(io.BytesIO(peer.ask("snapshot", params).body)))
        left, right, outside = image[32, 18], image[32, 46], image[32, 60]
        assert left[1] > 200
        assert left[0] < 0.7 * left[1]
        assert right[0] > 200
        assert right[1] < 60
        assert outside[3] == 0


def test_a_ramp_may_be_changed_in_parts(peer: Peer) -> None:
    peer.request("upload-model", RAW, BYTES)
    before = peer.request("get-color-ramp", {"id": 0})
    peer.request("set-color-ramp", {"id": 0, "color_ramp": {"range": [5, 6]}})
    assert peer.request("get-color-ramp", {"id": 0}) == before | {"range": [5, 6]}
