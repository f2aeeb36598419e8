"""Pixels: what pictures show."""

import numpy as np
import pytest

from backend.peer import Peer, PeerError
from backend.render.pictures import (
    FRONT,
    GREEN,
    RED,
    Json,
    is_green,
    is_red,
    light_up,
    picture,
    sphere,
)


def test_things_are_where_they_are(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(-2, RED), sphere(2, GREEN, y=2)])
    pixels = picture(peer)
    assert pixels.shape == (80, 80, 4)
    assert is_red(pixels[40, 20])
    assert is_green(pixels[20, 60])
    assert pixels[40, 40, 3] == 0
    assert pixels[60, 60, 3] == 0


def test_a_sphere_covers_its_disc(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, RED, radius=2)])
    covered = int((picture(peer)[..., 3] > 0).sum())
    assert covered == pytest.approx(np.pi * 20**2, rel=0.02)


def test_in_perspective_the_near_is_large(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, RED)])
    camera = {"name": "perspective", "params": {"fovy": 60}}
    sizes = [
        int(
            (
                picture(peer, camera=camera, camera_view=FRONT | {"position": [0, 0, z]})[..., 3]
            ).sum()
        )
        for z in (4, 8)
    ]
    assert sizes[0] > 3 * sizes[1] > 0


def test_what_is_nearer_than_the_near_clip_is_not_seen(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, RED)])
    assert picture(peer, camera_near_clip=9.5)[40, 40, 3] > 0  # the inside of the back
    assert picture(peer, camera_near_clip=11.5)[40, 40, 3] == 0


def test_a_region_fills_the_picture(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(-2, RED), sphere(2, GREEN)])
    right = picture(peer, image_start=[0.5, 0.25], image_end=[1, 0.75])
    assert is_green(right[40, 40])


def test_pictures_are_upright_whichever_corners_are_given(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(-2, RED, y=2)])
    corners: list[Json] = [([0, 0], [1, 1]), ([0, 1], [1, 0]), ([1, 1], [0, 0])]
    for start, end in corners:
        assert is_red(picture(peer, image_start=start, image_end=end)[20, 20])


def test_the_background_has_its_colour_and_opacity(peer: Peer) -> None:
    renderer = {"name": "interactive", "params": {"background_color": [1, 0.25, 0, 0.5]}}
    pixels = picture(peer, renderer=renderer)
    assert (pixels == [234, 150, 30, 128]).all()


def test_the_background_may_be_transparent_and_jpeg_shows_its_colour(peer: Peer) -> None:
    renderer = {"name": "interactive", "params": {"background_color": [0, 1, 0, 0]}}
    image = {"size": [80, 80], "format": "jpg", "quality": 90}
    pixels = picture(peer, renderer=renderer, image_settings=image)
    assert pixels.shape == (80, 80, 3)
    assert is_green(pixels[40, 40])


def test_edges_fit_to_any_background(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, [1, 1, 1, 1], radius=2)])
    params = {"background_color": [0, 0, 0, 0], "samples_per_pixel": 8}
    pixels = picture(peer, renderer={"name": "interactive", "params": params})
    edge = pixels[(pixels[..., 3] > 20) & (pixels[..., 3] < 235)]
    assert len(edge) > 20
    inside = pixels[40, 40, :3].astype(int)
    assert np.abs(edge[:, :3] - inside).max() <= 1


def test_hidden_models_are_not_seen(peer: Peer) -> None:
    light_up(peer)
    number = peer.request("add-spheres", [sphere(0, RED)])["model_id"]
    peer.request("update-model", {"model_id": number, "model": {"is_visible": False}})
    assert picture(peer)[..., 3].max() == 0


def test_moved_models_are_seen_there(peer: Peer) -> None:
    light_up(peer)
    number = peer.request("add-spheres", [sphere(0, RED)])["model_id"]
    transform = {"translation": [2, 0, 0]}
    peer.request("update-model", {"model_id": number, "model": {"transform": transform}})
    pixels = picture(peer)
    assert is_red(pixels[40, 60])
    assert pixels[40, 40, 3] == 0


def test_colours_can_be_changed_by_primitive(peer: Peer) -> None:
    light_up(peer)
    number = peer.request("add-spheres", [sphere(-2, RED), sphere(2, RED)])["model_id"]
    params = {"id": number, "method": "primitive", "values": {"1": GREEN}}
    peer.request("color-model", params)
    pixels = picture(peer)
    assert is_red(pixels[40, 20])
    assert is_green(pixels[40, 60])


def test_transparent_things_show_what_is_behind(peer: Peer) -> None:
    light_up(peer)
    front = peer.request("add-spheres", [sphere(0, [0, 0, 1, 1])])["model_id"]
    peer.request(
        "add-boxes", [{"geometry": {"min": [-3, -3, -6], "max": [3, 3, -5]}, "color": RED}]
    )
    peer.request("set-material-matte", {"model_id": front, "material": {"opacity": 0.25}})
    middle = picture(peer)[40, 40]
    assert middle[0] > 150
    assert middle[2] > 40
    assert middle[3] == 255


@pytest.mark.parametrize(
    ("name", "shape", "cut", "kept"),
    [
        ("planes", {"coefficients": [1, 0, 0, 0]}, (40, 30), (40, 50)),
        ("spheres", {"center": [-1, 0, 0], "radius": 2}, (40, 30), (40, 55)),
        ("boxes", {"min": [-3, -3, -3], "max": [0, 3, 3]}, (40, 30), (40, 50)),
        ("capsules", {"p0": [-1, -3, 0], "p1": [-1, 3, 0], "r0": 2, "r1": 2}, (40, 30), (40, 55)),
        (
            "bounded-planes",
            # It lies on the lower side of its bounds, and hides what is on this side of it.
            {"coefficients": [0, 0, -1, 3], "bounds": {"min": [-4, 0, -3], "max": [4, 4, 1]}},
            (30, 30),
            (50, 30),
        ),
    ],
)
def test_clipping_hides_one_side_or_the_other(
    peer: Peer, name: str, shape: Json, cut: tuple[int, int], kept: tuple[int, int]
) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, RED, radius=2)])
    number = peer.request(f"add-clipping-{name}", {"primitives": [shape]})["model_id"]
    pixels = picture(peer)
    assert pixels[*cut, 3] == 0
    assert pixels[*kept, 3] == 255
    peer.request("remove-model", {"ids": [number]})
    peer.request(f"add-clipping-{name}", {"primitives": [shape], "invert_normals": True})
    pixels = picture(peer)
    assert pixels[*cut, 3] == 255
    assert pixels[*kept, 3] == 0


def test_light_comes_from_its_direction(peer: Peer) -> None:
    peer.request("add-light-directional", {"direction": [1, 0, 0]})
    peer.request("add-spheres", [sphere(0, RED, radius=2)])
    pixels = picture(peer)
    assert pixels[40, 25, 0] > 110
    assert pixels[40, 55, 0] == 0


def test_things_cast_shadows_if_asked_to(peer: Peer) -> None:
    peer.request("add-light-directional", {"direction": [0, -1, 0]})
    wall = {"geometry": {"min": [-4, -4, -1], "max": [4, -2, 1]}, "color": RED}
    roof = {"geometry": {"min": [-4, 2, -4], "max": [0, 3, 4]}, "color": GREEN}
    peer.request("add-boxes", [wall, roof])
    above = {"position": [0, 10, 0.001], "target": [0, 0, 0], "up": [0, 0, -1]}
    below = {"position": [0, -1, 5], "target": [0, -2, 0], "up": [0, 1, 0]}
    lit, dark = (
        picture(
            peer,
            camera_view=below,
            renderer={"name": "interactive", "params": {"enable_shadows": shadows}},
        )
        for shadows in (False, True)
    )
    assert is_red(picture(peer, camera_view=above)[40, 60])
    assert int((lit[..., 0] > 100).sum()) > int((dark[..., 0] > 100).sum()) > 0


def test_corners_are_darker_with_ambient_occlusion(peer: Peer) -> None:
    light_up(peer)
    floor = {"geometry": {"min": [-4, -4, -1], "max": [4, 4, 0]}, "color": [1, 1, 1, 1]}
    ball = {"geometry": {"center": [0, 0, 1], "radius": 1}, "color": [1, 1, 1, 1]}
    peer.request("add-boxes", [floor])
    peer.request("add-spheres", [ball])
    renderer = {"name": "interactive", "params": {"ao_samples": 16, "samples_per_pixel": 4}}
    pixels = picture(peer, renderer=renderer)
    assert pixels[40, 29, 0] < pixels[5, 5, 0]


def test_a_scene_without_lights_is_not_dark(peer: Peer) -> None:
    peer.request("add-spheres", [sphere(0, RED)])
    assert is_red(picture(peer)[40, 40])


def test_light_of_all_kinds_reaches_a_surface(peer: Peer) -> None:
    peer.request(
        "add-boxes", [{"geometry": {"min": [-4, -4, -1], "max": [4, 4, 0]}, "color": [1, 1, 1, 1]}]
    )
    lights: list[tuple[str, Json]] = [
        ("sphere", {"position": [0, 0, 2], "intensity": 3}),
        ("sphere", {"position": [0, 0, 2], "radius": 0.5, "intensity": 3}),
        ("quad", {"position": [-1, 1, 2], "edge1": [2, 0, 0], "edge2": [0, -2, 0]}),
        ("directional", {"direction": [0, 0, -1]}),
        ("ambient", {"intensity": 0.5}),
    ]
    for name, params in lights:
        peer.request(f"add-light-{name}", params)
        assert picture(peer)[40, 40, 0] > 50, name
        peer.request("clear-lights")


@pytest.mark.parametrize(
    "material",
    ["carpaint", "emissive", "ghost", "glass", "matte", "metal", "phong", "plastic", "principled"],
)
@pytest.mark.parametrize("renderer", ["interactive", "production"])
def test_every_material_is_rendered_by_every_renderer(
    peer: Peer, material: str, renderer: str
) -> None:
    number = peer.request("add-spheres", [sphere(0, RED, radius=2)])["model_id"]
    peer.request(f"set-material-{material}", {"model_id": number, "material": {}})
    params = {"samples_per_pixel": 8, "background_color": [0, 0, 0, 0]}
    pixels = picture(peer, renderer={"name": renderer, "params": params})
    assert pixels[40, 21, 3] > 0
    assert pixels[2, 2, 3] == 0


def test_an_emissive_thing_lights_others_in_production(peer: Peer) -> None:
    peer.request("add-light-ambient", {"intensity": 0})
    lamp = peer.request("add-spheres", [sphere(0, RED, y=2)])["model_id"]
    peer.request("set-material-emissive", {"model_id": lamp, "material": {"intensity": 5}})
    floor = {"geometry": {"min": [-4, -4, -4], "max": [4, 0, 4]}, "color": [1, 1, 1, 1]}
    peer.request("add-boxes", [floor])
    params = {"samples_per_pixel": 32, "max_ray_bounces": 2}
    view = {"position": [0, 6, 8], "target": [0, 0, 0], "up": [0, 1, 0]}
    pixels = picture(peer, camera_view=view, renderer={"name": "production", "params": params})
    assert pixels[55:65, 30:50, 0].mean() > 20


def test_a_lens_blurs_what_is_out_of_focus(peer: Peer) -> None:
    light_up(peer)
    peer.request(
        "add-boxes", [{"geometry": {"min": [0, -4, -1], "max": [4, 4, 0]}, "color": [1, 1, 1, 1]}]
    )
    renderer = {
        "name": "interactive",
        "params": {"samples_per_pixel": 16, "background_color": [0, 0, 0, 1]},
    }
    edges: list[int] = []
    for focus in (10.0, 2.0):
        lens = {"aperture_radius": 0.5, "focus_distance": focus, "fovy": 40}
        camera = {"name": "perspective", "params": lens}
        row = picture(peer, camera=camera, renderer=renderer)[40, :, 0]
        edges.append(int(((row > 10) & (row < 245)).sum()))
    assert edges[1] > edges[0] + 3


def test_the_state_stays_as_it_is(peer: Peer) -> None:
    picture(peer)
    assert peer.request("get-camera-type") == "perspective"
    assert peer.request("get-camera-view")["position"] == [0, 0, 0]


def test_the_same_picture_is_rendered_twice(peer: Peer) -> None:
    peer.request("add-spheres", [sphere(0, RED)])
    renderer = {"name": "production", "params": {"samples_per_pixel": 2}}
    assert (picture(peer, renderer=renderer) == picture(peer, renderer=renderer)).all()


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"image_settings": {"size": [0, 0]}}, -32603),
        ({"image_settings": {"size": [100000, 100000]}}, -32603),
        ({"image_settings": {"size": [64, 64], "format": "zzz"}}, -32603),
        ({"camera": {"name": "zz", "params": {}}}, -32603),
        ({"camera": {"name": "perspective", "params": {"fovy": "x"}}}, -32602),
        ({"camera": {"name": "perspective", "params": {"fovy": -1}}}, -32603),
        ({"simulation_frame": 5}, -32603),
        ({"renderer": {"name": "zz"}}, -32603),
        ({"camera_near_clip": -1}, -32603),
        ({"camera_view": {"position": [0, 0, 0], "target": [0, 0, 0], "up": [0, 1, 0]}}, -32603),
        ({"camera_view": {"position": [0, 0, 0], "target": [0, 1, 0], "up": [0, 1, 0]}}, -32603),
        ({"file_path": "/no/such/folder/x.png", "image_settings": {"size": [64, 64]}}, -32603),
    ],
)
def test_impossible_pictures_are_errors(peer: Peer, params: Json, code: int) -> None:
    with pytest.raises(PeerError) as caught:
        peer.request("snapshot", params)
    assert caught.value.code == code
