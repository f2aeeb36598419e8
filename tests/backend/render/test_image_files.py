"""Files: formats, metadata, G-buffers, and the picture of the present state."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from backend.peer import Peer, PeerError

Json = Any

METADATA = {
    "title": "A title",
    "description": "Ein schönes Bild",
    "where_used": "nowhere",
    "keywords": ["one", "two"],
}
VIEW = {"position": [0, 0, 10], "target": [0, 0, 0], "up": [0, 1, 0]}
SPHERE = [{"geometry": {"center": [0, 0, 0], "radius": 1}, "color": [1, 0, 0, 1]}]


def test_metadata_is_written_into_png(peer: Peer) -> None:
    params = {"image_settings": {"size": [64, 64]}, "metadata": METADATA}
    image = Image.open(io.BytesIO(peer.ask("snapshot", params).body))
    assert image.info["Title"] == "A title"
    assert image.info["Description"] == "Ein schönes Bild"
    assert image.info["Keywords"] == "one, two"


def test_metadata_is_written_into_jpeg(peer: Peer) -> None:
    settings = {"size": [64, 64], "format": "jpg", "quality": 101}
    body = peer.ask("snapshot", {"image_settings": settings, "metadata": METADATA}).body
    assert "Ein schönes Bild".encode() in Image.open(io.BytesIO(body)).info["comment"]


def test_a_better_jpeg_is_larger(peer: Peer) -> None:
    peer.request("add-spheres", SPHERE)
    sizes = [
        len(
            peer.ask(
                "snapshot",
                {
                    "camera_view": VIEW,
                    "image_settings": {"size": [200, 200], "format": "jpg", "quality": quality},
                },
            ).body
        )
        for quality in (1, 50, 100)
    ]
    assert sizes == sorted(set(sizes))


def test_a_snapshot_is_written_to_a_file(peer: Peer, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    params = {"image_settings": {"size": [64, 48]}, "file_path": str(path)}
    reply = peer.ask("snapshot", params)
    assert reply.result == {"color_buffer": {"offset": 0, "size": 0}}
    assert reply.body == b""
    assert Image.open(io.BytesIO(path.read_bytes())).size == (64, 48)


def test_a_snapshot_has_the_size_of_the_viewport(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [123, 45]})
    assert Image.open(io.BytesIO(peer.ask("snapshot", {}).body)).size == (123, 45)


def read_exr(path: Path) -> dict[str, Any]:
    library: Any = pytest.importorskip("OpenEXR")
    with library.File(str(path), separate_channels=True) as file:
        return {name: np.array(channel.pixels) for name, channel in file.channels().items()}


def test_channels_are_exported(peer: Peer, tmp_path: Path) -> None:
    pytest.importorskip("OpenEXR")
    peer.request("add-spheres", SPHERE)
    params = {
        "camera": {"name": "orthographic", "params": {"height": 4}},
        "camera_view": VIEW,
        "channels": ["color", "depth", "albedo", "normal"],
        "resolution": [64, 64],
    }
    reply = peer.ask("export-gbuffers", params)
    assert reply.result is None
    path = tmp_path / "channels.exr"
    path.write_bytes(reply.body)
    channels = read_exr(path)
    assert channels["Z"].shape == (64, 64)
    assert channels["Z"][32, 32] == pytest.approx(9, abs=0.02)
    assert channels["Z"][0, 0] > 1e29
    assert channels["A"][32, 32] == 1
    assert channels["albedo.R"][32, 32] == 1
    assert channels["albedo.G"][32, 32] == 0
    assert channels["normal.Z"][32, 32] == pytest.approx(1, abs=0.02)
    assert channels["normal.Z"][0, 0] == 0
    assert channels["normal.X"][32, 44] > 0.5


def test_channels_are_written_to_a_file(peer: Peer, tmp_path: Path) -> None:
    pytest.importorskip("OpenEXR")
    path = tmp_path / "depth.exr"
    params = {"channels": ["depth"], "resolution": [32, 16]}
    for file_path in (path, path.with_suffix("")):
        assert peer.ask("export-gbuffers", params | {"file_path": str(file_path)}).body == b""
        assert read_exr(path)["Z"].shape == (16, 32)
        path.unlink()


@pytest.mark.parametrize("channels", [[], ["color", "color"]])
def test_an_export_needs_channels_and_none_twice(peer: Peer, channels: list[str]) -> None:
    with pytest.raises(PeerError) as caught:
        peer.request("export-gbuffers", {"channels": channels, "resolution": [64, 64]})
    assert caught.value.code == -32603


def test_the_present_state_is_rendered_when_it_changed(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [64, 64]})
    first = peer.ask("render-image", {"format": "png"})
    assert first.result == {"accumulation": 1, "max_accumulation": 1}
    assert first.body.startswith(b"\x89PNG")
    assert peer.ask("render-image", {}).body == b""
    assert peer.ask("render-image", {"force": True}).body.startswith(b"\xff\xd8")
    peer.request("add-spheres", SPHERE)
    assert peer.ask("render-image", {"send": False}).body == b""
    assert peer.ask("render-image", {"render": False, "force": True}).body != b""


def test_a_progressive_picture_is_small_at_first(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [320, 256]})
    peer.request("set-framebuffer-progressive", {"scale": 4})
    small = peer.ask("render-image", {"format": "png"})
    assert small.result == {"accumulation": 0, "max_accumulation": 1}
    assert Image.open(io.BytesIO(small.body)).size == (80, 64)
    whole = peer.ask("render-image", {"format": "png"})
    assert whole.result == {"accumulation": 1, "max_accumulation": 1}
    assert Image.open(io.BytesIO(whole.body)).size == (320, 256)
    assert peer.ask("render-image", {}).body == b""
    peer.request("add-light-ambient", {})
    at_once = peer.ask("render-image", {"accumulate": True, "format": "png"})
    assert at_once.result == {"accumulation": 1, "max_accumulation": 1}
    assert Image.open(io.BytesIO(at_once.body)).size == (320, 256)


def test_a_progressive_picture_of_few_pixels_is_whole_at_once(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [90, 50]})
    peer.request("set-framebuffer-progressive", {"scale": 4})
    assert peer.request("render-image", {})["accumulation"] == 1


def test_a_picture_is_the_average_of_one_sample_a_call(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [64, 64]})
    peer.request("set-renderer-interactive", {"samples_per_pixel": 3})
    peer.request("set-camera-view", {"position": [0, 0, 5], "target": [0, 0, 0], "up": [0, 1, 0]})
    peer.request("add-light-ambient", {})
    peer.request("add-spheres", SPHERE)
    steps = [peer.ask("render-image", {"format": "png"}) for _ in range(4)]
    assert [step.result["accumulation"] for step in steps] == [1, 2, 3, 3]
    assert {step.result["max_accumulation"] for step in steps} == {3}
    assert steps[0].body != steps[1].body != steps[2].body
    assert steps[3].body == b""
    peer.request("add-light-ambient", {"intensity": 0})
    at_once = peer.ask("render-image", {"accumulate": True, "format": "png"})
    assert at_once.result == {"accumulation": 3, "max_accumulation": 3}
    assert at_once.body == steps[2].body


def test_a_picture_cannot_be_forced_and_not_sent(peer: Peer) -> None:
    with pytest.raises(PeerError) as caught:
        peer.request("render-image", {"force": True, "send": False})
    assert caught.value.code == -32602


@pytest.mark.parametrize("name", ["exr", "EXR", ".exr"])
def test_a_snapshot_can_be_an_exr_file(peer: Peer, tmp_path: Path, name: str) -> None:
    pytest.importorskip("OpenEXR")
    path = tmp_path / "picture.exr"
    path.write_bytes(
        peer.ask("snapshot", {"image_settings": {"size": [32, 16], "format": name}}).body
    )
    assert set(read_exr(path)) == {"R", "G", "B", "A"}


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.jpg", b"\xff\xd8"), ("a.exr", b"v/1\x01")]
)
def test_a_file_has_the_format_that_its_name_says(
    peer: Peer, tmp_path: Path, name: str, start: bytes
) -> None:
    path = tmp_path / name
    params = {"image_settings": {"size": [32, 16], "format": "png"}, "file_path": str(path)}
    assert peer.request("snapshot", params) == {"color_buffer": {"offset": 0, "size": 0}}
    assert path.read_bytes().startswith(start)


def test_a_file_without_the_extension_of_a_format_is_an_error(peer: Peer, tmp_path: Path) -> None:
    params = {"image_settings": {"size": [32, 16]}, "file_path": str(tmp_path / "picture")}
    with pytest.raises(PeerError, match="Format not supported") as caught:
        peer.request("snapshot", params)
    assert caught.value.code == -32603
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_an_error(peer: Peer) -> None:
    with pytest.raises(PeerError, match="Format not supported: 'bmp'"):
        peer.request("render-image", {"format": "bmp"})


def test_inspection_finds_what_is_there(peer: Peer) -> None:
    peer.request("add-light-ambient", {})
    items = [*SPHERE, {"geometry": {"center": [2, 0, 0], "radius": 1}, "color": [1, 0, 0, 1]}]
    number = peer.request("add-spheres", items)["model_id"]
    peer.request("set-camera-orthographic", {"height": 10})
    peer.request("set-camera-view", VIEW)
    peer.request("set-application-parameters", {"viewport": [100, 100]})
    found = peer.request("inspect", {"position": [0.7, 0.5]})
    assert found["hit"] is True
    assert (found["model_id"], found["metadata"]) == (number, {"primitive_index": 1})
    assert found["position"] == pytest.approx([2, 0, 1], abs=0.02)
    assert peer.request("inspect", {"position": [0.7, 0.9]})["hit"] is False
    assert peer.request("inspect", {"position": [1.5, 0.5]}) == {
        "hit": False,
        "metadata": None,
        "model_id": 0,
        "position": [0, 0, 0],
    }
