"""Models and the scene."""

from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError

Json = Any

CUBE = """
v 0 0 0\nv 2 0 0\nv 2 4 0\nv 0 4 0\nv 0 0 6\nv 2 0 6\nv 2 4 6\nv 0 4 6
f 1 2 3\nf 1 3 4\nf 5 6 7\nf 5 7 8\nf 1 2 6\nf 1 6 5
f 2 3 7\nf 2 7 6\nf 3 4 8\nf 3 8 7\nf 4 1 5\nf 4 5 8
"""
EMPTY = {"max": [-3.4028235e38] * 3, "min": [3.4028235e38] * 3}
IDENTITY = {"rotation": [0, 0, 0, 1], "scale": [1, 1, 1], "translation": [0, 0, 0]}


@pytest.fixture
def cube(peer: Peer) -> Json:
    """A box of 2 by 4 by 6, loaded from an upload."""
    params: Json = {"loader_name": "", "loader_properties": {}, "type": "obj"}
    (model,) = peer.request("upload-model", params, CUBE.encode())
    return model


def test_a_new_scene_is_empty(peer: Peer) -> None:
    assert peer.request("get-scene") == {"bounds": EMPTY, "models": []}


def test_a_model_is_loaded_from_a_file(peer: Peer, tmp_path: Path) -> None:
    path = tmp_path / "cube.OBJ"
    path.write_text(CUBE)
    params: Json = {"loader_name": "", "loader_properties": {}, "path": str(path)}
    (model,) = peer.request("add-model", params)
    assert model["bounds"] == {"max": [2, 4, 6], "min": [0, 0, 0]}
    assert model["info"]["load_info"] == {
        "load_parameters": {},
        "loader_name": "",
        "path": str(path),
        "source": "from_file",
    }
    assert model["info"]["metadata"] == {"faces": "12", "meshes": "1", "vertices": "36"}
    assert (model["model_id"], model["model_type"], model["is_visible"]) == (0, "mesh", True)
    assert model["transform"] == IDENTITY
    assert peer.request("get-scene") == {"bounds": model["bounds"], "models": [model]}
    assert peer.request("get-model", {"id": 0}) == model


def test_a_model_is_loaded_from_an_upload(cube: Json) -> None:
    assert cube["info"]["load_info"]["source"] == "from_blob"
    assert cube["bounds"] == {"max": [2, 4, 6], "min": [0, 0, 0]}


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"loader_name": "zz"}, -32602, "Invalid loader name: 'zz'"),
        ({"path": "/x.zzz"}, -32602, "Unsupported file format: 'zzz'"),
        ({"path": "/no/such/file.obj"}, -32603, "does not exist"),
        ({"path": "/", "loader_name": "mesh"}, -32603, "/ is a folder"),
        ({"path": ""}, -32602, "No model path"),
    ],
)
def test_what_cannot_be_loaded_is_an_error(
    peer: Peer, change: dict[str, Json], code: int, message: str
) -> None:
    params = dict[str, Json](loader_name="", loader_properties={}, path="/x.obj") | change
    with pytest.raises(PeerError, match=message) as caught:
        peer.request("add-model", params)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("change", "data", "code"),
    [
        ({}, b"", -32602),
        ({"type": ""}, CUBE.encode(), -32602),
        ({"type": "OBJ"}, CUBE.encode(), -32602),
        ({"type": ".obj"}, CUBE.encode(), -32602),
        ({"type": "OBJ", "loader_name": "mesh"}, CUBE.encode(), -32603),
    ],
)
def test_an_upload_needs_bytes_and_the_exact_type(
    peer: Peer, change: dict[str, Json], data: bytes, code: int
) -> None:
    params = dict[str, Json](loader_name="", loader_properties={}, type="obj") | change
    with pytest.raises(PeerError) as caught:
        peer.request("upload-model", params, data)
    assert caught.value.code == code


VOLUME: Json = {"dimensions": [2, 2, 2], "data_type": "float", "spacing": [1, 1, 1]}


@pytest.mark.parametrize(
    ("extension", "data", "count"), [("obj", CUBE.encode(), 3), ("raw", bytes(32), 4)]
)
def test_loading_reports_each_of_its_steps(
    peer: Peer, tmp_path: Path, extension: str, data: bytes, count: int
) -> None:
    path = tmp_path / f"model.{extension}"
    path.write_bytes(data)
    params = {"loader_name": "", "loader_properties": VOLUME}
    replies = [
        peer.ask("add-model", params | {"path": str(path)}),
        peer.ask("upload-model", params | {"type": extension}, data),
    ]
    for reply in replies:
        amounts: list[float] = [message["params"]["amount"] for message in reply.progress]
        assert len(amounts) == count
        assert amounts == sorted(amounts)
        assert amounts[-1] == 1


def test_loader_properties_are_checked(peer: Peer) -> None:
    params: Json = {"loader_name": "raw-volume", "loader_properties": {"x": 1}, "type": "raw"}
    with pytest.raises(PeerError, match="Invalid loader params schema") as caught:
        peer.request("upload-model", params, b"data")
    assert caught.value.data is not None
    assert caught.value.data[0] == "unknown property 'x'"


@pytest.mark.usefixtures("cube")
def test_a_model_is_moved_and_hidden_in_parts(peer: Peer) -> None:
    params = {"model_id": 0, "model": {"transform": {"translation": [10, 0, 0]}}}
    moved = peer.request("update-model", params)
    assert moved["bounds"] == {"max": [12, 4, 6], "min": [10, 0, 0]}
    params = {"model_id": 0, "model": {"transform": {"scale": [2, 1, 1]}, "is_visible": False}}
    scaled = peer.request("update-model", params)
    assert scaled["bounds"] == {"max": [14, 4, 6], "min": [10, 0, 0]}
    assert scaled["is_visible"] is False
    assert scaled["transform"] == IDENTITY | {"scale": [2, 1, 1], "translation": [10, 0, 0]}


@pytest.mark.usefixtures("cube")
def test_a_rotation_turns_the_bounds(peer: Peer) -> None:
    half = 0.5**0.5
    params = {"model_id": 0, "model": {"transform": {"rotation": [0, 0, half, half]}}}
    bounds = peer.request("update-model", params)["bounds"]
    assert bounds["max"] == pytest.approx([0, 2, 6], abs=1e-5)
    assert bounds["min"] == pytest.approx([-4, 0, 0], abs=1e-5)


@pytest.mark.usefixtures("cube")
def test_instances_share_the_material_and_have_their_own_place(peer: Peer) -> None:
    transforms = [{"translation": [10, 0, 0]}, {"scale": [3, 3, 3]}]
    made = peer.request("instantiate-model", {"model_id": 0, "transforms": transforms})
    assert [model["model_id"] for model in made] == [1, 2]
    assert made[0]["bounds"]["min"] == [10, 0, 0]
    assert made[1]["bounds"]["max"] == [6, 12, 18]
    peer.request("set-material-metal", {"model_id": 1, "material": {}})
    assert peer.request("get-material-type", {"id": 0}) == "metal"
    assert peer.request("get-scene")["bounds"] == {"max": [12, 12, 18], "min": [0, 0, 0]}


@pytest.mark.usefixtures("cube")
def test_instances_need_transforms(peer: Peer) -> None:
    with pytest.raises(PeerError, match="transforms list cannot be empty") as caught:
        peer.request("instantiate-model", {"model_id": 0, "transforms": []})
    assert caught.value.code == 0
    with pytest.raises(PeerError, match="No model found with ID 7") as caught:
        peer.request("instantiate-model", {"model_id": 7, "transforms": [{}]})
    assert caught.value.code == -32603


@pytest.mark.usefixtures("cube")
def test_models_are_removed_together_or_not_at_all(peer: Peer) -> None:
    with pytest.raises(PeerError, match="No model found with ID 7") as caught:
        peer.request("remove-model", {"ids": [0, 7]})
    assert caught.value.code == -32603
    assert len(peer.request("get-scene")["models"]) == 1
    peer.request("remove-model", {"ids": [0, 0]})
    assert peer.request("get-scene")["models"] == []


@pytest.mark.usefixtures("cube")
def test_the_lowest_free_number_is_given(peer: Peer) -> None:
    peer.request("add-light-ambient", {})
    peer.request("remove-model", {"ids": [0]})
    assert peer.request("add-light-ambient", {})["model_id"] == 0


@pytest.mark.parametrize(
    ("method", "left"),
    [
        ("clear-renderables", {"light", "clipping_geometry"}),
        ("clear-lights", {"mesh", "clipping_geometry"}),
        ("clear-clipping-geometries", {"mesh", "light"}),
        ("clear-clip-planes", {"mesh", "light"}),
        ("clear-models", set[str]()),
    ],
)
@pytest.mark.usefixtures("cube")
def test_models_are_cleared_by_kind(peer: Peer, method: str, left: set[str]) -> None:
    peer.request("add-light-ambient", {})
    peer.request("add-clip-plane", {"coefficients": [1, 0, 0, 0]})
    peer.request(method)
    assert {model["model_type"] for model in peer.request("get-scene")["models"]} == left


def test_loaders_say_what_they_take(peer: Peer) -> None:
    loaders = {loader["name"]: loader for loader in peer.request("get-loaders")}
    assert loaders["mesh"]["binary"] is True
    assert loaders["mhd-volume"]["binary"] is False
    assert set(loaders["mesh"]["extensions"]) == {"obj", "ply", "stl", "off"}


def test_loading_a_large_mesh_is_cancelled_while_it_is_parsed(peer: Peer) -> None:
    params: Json = {"loader_name": "mesh", "loader_properties": {}, "type": "obj"}
    data = b"v 0 0 0\n" * 3_000_000 + b"f 1 2 3\n"
    request_id = peer.send_request("upload-model", params, data)
    while peer.receive().content["params"]["operation"] != "Parsing mesh ...":
        pass
    cancel_id = peer.send_request("cancel", {"id": request_id})
    assert peer.reply_to(cancel_id).result is None
    with pytest.raises(PeerError) as caught:
        _ = peer.reply_to(request_id).result
    assert caught.value.code == 20
    assert peer.request("get-scene")["models"] == []
