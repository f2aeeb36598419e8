from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from livebind import InvalidReplyError
from livebind_explore.brayns.brayns3 import Brayns3, has_pictures
from livebind_explore.brayns.camera_control import (
    Camera,
    Orthographic,
    Perspective,
    View,
    orbit,
    project,
)
from livebind_explore.brayns.pictures import Renderer, Shot
from livebind_explore.brayns.scene_model import Transform
from livebind_explore.brayns.scene_tree import model_at, scene_tree
from livebind_explore.session import NotAllowedError

if TYPE_CHECKING:
    from typing import Any

    from livebind import Reply
    from livebind_explore.session import Session

AHEAD = Camera(View((0.0, 0.0, 10.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Perspective())
SHOT = Shot(AHEAD, Renderer(), (320, 240))


def state(session: Session) -> list[Any]:
    """What other clients see of the view."""
    names = [
        *("get-camera-view", "get-camera-type", "get-camera-region", "get-camera-near-clip"),
        *("get-renderer-type", "get-renderer-interactive", "get-application-parameters"),
    ]
    return [session.call(name).result for name in names]


def test_a_reference_backend_has_pictures(session: Session) -> None:
    assert has_pictures(session)


@pytest.mark.parametrize("change", [{"protocol": "openrpc"}, {"methods": ()}])
def test_a_backend_of_another_dialect_or_without_snapshots_has_none(
    session: Session, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setattr(session, "description", replace(session.description, **change))
    assert not has_pictures(session)


def test_a_snapshot_has_its_own_camera_renderer_and_size(brayns: Brayns3, session: Session) -> None:
    before = state(session)
    camera = replace(orbit(AHEAD, 0.2, 0.1), projection=Orthographic(9.0))
    renderer = Renderer("production", {"samples_per_pixel": 2})
    reply = brayns.start_snapshot(Shot(camera, renderer, (200, 100))).result()
    assert Image.open(io.BytesIO(reply.data)).size == (200, 100)
    assert state(session) == before


@pytest.mark.parametrize("projection", [Perspective(fovy=40), Orthographic(8.0)])
@pytest.mark.parametrize("size", [(320, 240), (333, 777), (1000, 250)])
def test_a_pick_finds_the_point_that_is_seen_there(
    brayns: Brayns3,
    session: Session,
    projection: Perspective | Orthographic,
    size: tuple[int, int],
) -> None:
    before = state(session)
    camera = orbit(replace(AHEAD, projection=projection), 0.1, 0.05)
    corner = (1.5, 0.5, 1.0)  # on the front of the green box
    place = project(camera, corner)
    assert place is not None
    point = brayns.pick(replace(SHOT, camera=camera, size=size), *place)
    assert point == pytest.approx(corner, abs=0.01)
    assert state(session) == before


def test_a_pick_beside_everything_finds_nothing(brayns: Brayns3) -> None:
    assert brayns.pick(SHOT, 0.0, 0.45) is None


def test_the_model_of_a_picked_point_is_found(brayns: Brayns3) -> None:
    scene = brayns.scene()
    found = model_at(scene, (2.0, 0.0, 1.0))
    assert found is not None
    assert found.model_type != "light"


def test_the_camera_of_all_is_read_and_set(brayns: Brayns3) -> None:
    assert brayns.camera() == AHEAD
    for camera in (orbit(AHEAD, 0.3, 0.0), replace(AHEAD, projection=Orthographic(4.0))):
        brayns.set_camera(camera)
        assert brayns.camera().projection == camera.projection
        assert brayns.camera().view.position == pytest.approx(camera.view.position, abs=1e-4)


def test_the_renderer_of_all_is_read_and_set(brayns: Brayns3) -> None:
    brayns.set_renderer("production", {"samples_per_pixel": 3})
    assert brayns.renderer().name == "production"
    assert brayns.renderer().samples == 3
    brayns.set_renderer("interactive", {"samples_per_pixel": 1})


def test_models_are_hidden_moved_coloured_and_removed(brayns: Brayns3) -> None:
    (added,) = [one for one in scene_tree(brayns.scene()) if one.title != "Lights"]
    number = added.leaves[0].model_id
    brayns.show_models([number], visible=False)
    brayns.move_model(number, Transform(translation=(5.0, 0.0, 0.0)))
    (model,) = [one for one in brayns.scene().models if one.model_id == number]
    assert not model.is_visible
    assert model.transform.translation == (5.0, 0.0, 0.0)
    assert model.bounds.max[0] == pytest.approx(8.0)
    method, (value, *_) = next(iter(brayns.color_methods(number).items()))
    brayns.set_color(number, method, value, [0.0, 0.0, 1.0, 1.0])
    brayns.remove_models([number])
    assert number not in {one.model_id for one in brayns.scene().models}


def test_a_model_gets_another_material(brayns: Brayns3) -> None:
    number = brayns.scene().models[0].model_id
    brayns.set_material(number, "metal", {"roughness": 0.5})
    assert brayns.material(number) == ("metal", {"roughness": 0.5})


def test_a_light_has_no_material(brayns: Brayns3) -> None:
    brayns.add_light("directional", {"direction": [0.0, -1.0, 0.0], "intensity": 2.0})
    light = max(one.model_id for one in brayns.scene().models)
    assert brayns.material(light) is None


def test_a_file_is_loaded_from_its_bytes(brayns: Brayns3) -> None:
    content = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
    models = brayns.start_upload("small.OBJ", content).result().result
    assert len(models) == 1


def test_a_session_that_only_reads_still_gives_pictures_and_picks(session: Session) -> None:
    session.is_read_only = True
    brayns = Brayns3(session)
    assert brayns.start_snapshot(SHOT).result().data
    assert brayns.pick(SHOT, 0.2, 0.0) is not None
    assert not brayns.is_allowed("set-camera-view")
    with pytest.raises(NotAllowedError):
        brayns.set_camera(AHEAD)


def test_an_answer_that_no_brayns_gives_is_told(
    brayns: Brayns3, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = session.call("get-version")

    def answer(*_: object, **__: object) -> Reply[Any]:
        return reply

    monkeypatch.setattr(session, "call", answer)
    with pytest.raises(InvalidReplyError, match="'get-scene' gave is not as expected"):
        brayns.scene()
    with pytest.raises(InvalidReplyError, match="no depth"):
        brayns.pick(SHOT, 0.0, 0.0)
