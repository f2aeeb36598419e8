"""What has to be fast; limits are several times what a quiet machine with two cores needs."""

import time
from typing import Any

import pytest
import trimesh

from backend.peer import Peer

Json = Any

FULL_HD = {"size": [1920, 1080]}


@pytest.fixture
def large_mesh(peer: Peer) -> Peer:
    """A scene with a mesh of 81920 triangles, and one of 20480."""
    creation: Any = trimesh.creation
    for subdivisions in (6, 5):
        ball: Any = creation.icosphere(subdivisions=subdivisions)
        params: Json = {"loader_name": "mesh", "loader_properties": {}, "type": "ply"}
        peer.request("upload-model", params, ball.export(file_type="ply"))
    return peer


def test_a_full_hd_picture_takes_less_than_three_seconds(large_mesh: Peer) -> None:
    view = {"position": [0, 0, 3], "target": [0, 0, 0], "up": [0, 1, 0]}
    seconds: list[float] = []
    for _ in range(3):  # others may be busy on the same machine
        begin = time.monotonic()
        reply = large_mesh.ask("snapshot", {"camera_view": view, "image_settings": FULL_HD})
        seconds.append(time.monotonic() - begin)
        assert len(reply.progress) > 2
        assert reply.body.startswith(b"\x89PNG")
        if seconds[-1] < 3:
            break
    assert min(seconds) < 3


@pytest.mark.parametrize("renderer", ["interactive", "production"])
def test_a_snapshot_is_cancelled_within_a_fifth_of_a_second(
    large_mesh: Peer, renderer: str
) -> None:
    params = {
        "camera_view": {"position": [0, 0, 2], "target": [0, 0, 0], "up": [0, 1, 0]},
        "image_settings": FULL_HD,
        "renderer": {"name": renderer, "params": {"samples_per_pixel": 5000}},
    }
    request_id = large_mesh.send_request("snapshot", params)
    for _ in range(3):
        assert large_mesh.receive().content["params"]["id"] == request_id
    begin = time.monotonic()
    cancel_id = large_mesh.send_request("cancel", {"id": request_id})
    answered: list[int] = []
    while len(answered) < 2:
        content = large_mesh.receive().content
        answered += [content["id"]] if "id" in content else []
    assert time.monotonic() - begin < 0.4
    assert answered == [cancel_id, request_id]


def test_small_requests_are_answered_quickly(peer: Peer) -> None:
    begin = time.monotonic()
    ids = [peer.send_request("get-version") for _ in range(1000)]
    assert [peer.receive().content["id"] for _ in ids] == ids
    assert time.monotonic() - begin < 2
