"""Snapshots that take a while: clients see how far they are, and can give them up."""

from typing import Any

import pytest
import trimesh

from backend.peer import Peer

Json = Any

VIEW: Json = {"position": [0, 0, 3], "target": [0, 0, 0], "up": [0, 1, 0]}
FULL_HD: Json = {"size": [1920, 1080]}


@pytest.fixture
def large_mesh(peer: Peer) -> Peer:
    """A scene with a mesh of 81920 triangles, and one of 20480."""
    creation: Any = trimesh.creation
    for subdivisions in (6, 5):
        ball: Any = creation.icosphere(subdivisions=subdivisions)
        params: Json = {"loader_name": "mesh", "loader_properties": {}, "type": "ply"}
        peer.request("upload-model", params, ball.export(file_type="ply"))
    return peer


def test_a_full_hd_picture_tells_how_far_it_is(large_mesh: Peer) -> None:
    reply = large_mesh.ask("snapshot", {"camera_view": VIEW, "image_settings": FULL_HD})
    assert len(reply.progress) > 2
    assert reply.body.startswith(b"\x89PNG")


@pytest.mark.parametrize("renderer", ["interactive", "production"])
def test_a_picture_that_would_take_minutes_is_cancelled(large_mesh: Peer, renderer: str) -> None:
    params = {
        "camera_view": VIEW,
        "image_settings": FULL_HD,
        "renderer": {"name": renderer, "params": {"samples_per_pixel": 5000}},
    }
    request_id = large_mesh.send_request("snapshot", params)
    for _ in range(3):
        assert large_mesh.receive().content["params"]["id"] == request_id
    cancel_id = large_mesh.send_request("cancel", {"id": request_id})
    answered: list[Json] = []
    while len(answered) < 2:
        content = large_mesh.receive().content
        answered += [content] if "id" in content else []
    assert [answer["id"] for answer in answered] == [cancel_id, request_id]
    assert answered[1]["error"]["code"] == 20
