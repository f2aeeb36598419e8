from __future__ import annotations

from livebind_explore.brayns.camera_control import Bounds
from livebind_explore.brayns.scene_model import LoadInfo, Model, ModelInfo, Scene
from livebind_explore.brayns.scene_tree import Branch, Leaf, model_at, scene_tree

LARGE = Bounds((-10.0, -10.0, -10.0), (10.0, 10.0, 10.0))
SMALL = Bounds((1.0, 1.0, 1.0), (2.0, 2.0, 2.0))
NOTHING = Bounds((1.0, 1.0, 1.0), (-1.0, -1.0, -1.0))


def loaded(number: int, path: str, *, is_visible: bool = True) -> Model:
    source = "from_file" if path else "from_blob"
    info = ModelInfo(LoadInfo(source, path, "mesh"))
    return Model(number, "mesh", LARGE, info, is_visible)


def test_models_of_one_file_stand_together_in_the_order_of_their_numbers() -> None:
    scene = Scene(LARGE, (loaded(7, "/data/ship.obj"), loaded(2, "/data/ship.obj")))
    assert scene_tree(scene) == (
        Branch(
            "ship.obj", (Leaf(2, "mesh 2", is_visible=True), Leaf(7, "mesh 7", is_visible=True))
        ),
    )


def test_files_uploads_lights_and_what_was_added_are_told_apart() -> None:
    scene = Scene(
        LARGE,
        (
            loaded(0, "C:\\data\\ship.obj"),
            loaded(1, ""),
            Model(2, "geometry", LARGE),
            Model(3, "light", NOTHING),
        ),
    )
    assert [branch.title for branch in scene_tree(scene)] == [
        "ship.obj",
        "Uploaded (mesh)",
        "Added",
        "Lights",
    ]


def test_a_branch_is_visible_if_any_of_its_models_is() -> None:
    first, second = loaded(0, "a.obj", is_visible=False), loaded(1, "a.obj")
    assert scene_tree(Scene(LARGE, (first, second)))[0].is_visible
    assert not scene_tree(Scene(LARGE, (first,)))[0].is_visible


def test_a_point_belongs_to_the_smallest_visible_model_around_it() -> None:
    large, small = Model(0, "mesh", LARGE), Model(1, "mesh", SMALL)
    hidden = Model(2, "mesh", SMALL, is_visible=False)
    light = Model(3, "light", NOTHING)
    scene = Scene(LARGE, (large, hidden, light, small))
    assert model_at(scene, (1.5, 1.5, 2.0)) == small
    assert model_at(scene, (1.5, 1.5, 2.0005)) == small
    assert model_at(scene, (5.0, 5.0, 5.0)) == large
    assert model_at(scene, (50.0, 5.0, 5.0)) is None
