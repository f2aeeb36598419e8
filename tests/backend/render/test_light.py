"""Light in pictures, in numbers: brightness by formulas, shadows in their places, materials."""

import numpy as np
import pytest

from backend.peer import Peer
from backend.render.pictures import (
    FRONT,
    GREEN,
    RED,
    Json,
    Pixels,
    is_green,
    is_red,
    light_up,
    picture,
    sphere,
)
from livebind_backend.render.encoding import Canvas

WHITE = [1, 1, 1, 1]
RENDERERS = ["interactive", "production"]

BELOW = {"position": [0, 0, 1], "target": [0, 0, 0], "up": [0, 1, 0]}
"""A view of the ground from below what hangs over it."""


def rendered(
    peer: Peer, renderer: str, samples: int = 1, bounces: int | None = None, **params: Json
) -> Pixels:
    settings: Json = {"samples_per_pixel": samples, "background_color": [0, 0, 0, 0]}
    if bounces is not None:
        settings["max_ray_bounces"] = bounces
    return picture(peer, renderer={"name": renderer, "params": settings}, **params)


def shown(light: float) -> int:
    """Return the value of a white pixel with this light."""
    color = np.array([[[light, light, light, 1]]], np.float32)
    return int(Canvas(color, (0, 0, 0, 1)).pixels(opaque=True)[0, 0, 0])


def material(peer: Peer, name: str, number: int, **params: Json) -> None:
    peer.request(f"set-material-{name}", {"model_id": number, "material": params})


def box(low: Json, high: Json, color: Json) -> Json:
    return {"geometry": {"min": low, "max": high}, "color": color}


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_diffuse_sphere_follows_the_law_of_lambert(peer: Peer, renderer: str) -> None:
    peer.request("add-light-directional", {"direction": [0, 0, -1], "intensity": np.pi})
    peer.request("add-spheres", [sphere(0, [0.5, 0.5, 0.5, 1], radius=3)])
    pixels = rendered(peer, renderer)[..., 0].astype(float)
    rows, columns = np.mgrid[-39.5:40, -39.5:40] / 30
    inside = rows**2 + columns**2 < 0.9
    cosine = np.sqrt(1 - (rows**2 + columns**2)[inside])
    expected = np.array([shown(0.5 * value) for value in cosine.ravel()])
    # The sphere consists of triangles: a level or two beside the formula is as good as it gets.
    assert float((((pixels[inside] - expected) / 2) ** 2).mean()) < 1


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("radius", [0, 0.5])
def test_a_sphere_light_shines_by_its_distance_whatever_its_radius(
    peer: Peer, renderer: str, radius: float
) -> None:
    peer.request("add-boxes", [box([-4, -4, -1], [4, 4, 0], WHITE)])
    light = {"position": [0, 0, 4], "radius": radius, "intensity": 8 * np.pi}
    peer.request("add-light-sphere", light)
    middle = rendered(peer, renderer, 16, camera_view=BELOW)[38:42, 38:42, 0].mean()
    assert middle == pytest.approx(shown(0.5), abs=3)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_lights_have_dark_sides(peer: Peer, renderer: str) -> None:
    peer.request("add-boxes", [box([-4, -4, -1], [4, 4, 0], WHITE)])
    quad = {"position": [-1, -1, 2], "intensity": 20}
    downwards, upwards = ([0, 2, 0], [2, 0, 0]), ([2, 0, 0], [0, 2, 0])
    for (edge1, edge2), lit in ((downwards, True), (upwards, False)):
        peer.request("add-light-quad", quad | {"edge1": edge1, "edge2": edge2})
        pixels = rendered(peer, renderer, camera_view=BELOW)
        assert bool(pixels[40, 40, 0] > 50) is lit
        peer.request("clear-lights")
    # Whoever is inside a glowing sphere sees nothing of it.
    peer.request("add-light-sphere", {"position": [0, 0, 0], "radius": 3, "intensity": 20})
    assert rendered(peer, renderer, camera_view=BELOW)[40, 40, 0] == 0


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_shadow_is_where_the_light_does_not_go(peer: Peer, renderer: str) -> None:
    peer.request("add-light-directional", {"direction": [1, 0, -1], "intensity": 4})
    peer.request("add-boxes", [box([-4, -4, -1], [4, 4, 0], WHITE)])
    peer.request("add-spheres", [{"geometry": {"center": [-1, 0, 2], "radius": 1}, "color": RED}])
    bright = rendered(peer, renderer)[..., 1].astype(int)
    # The middle of the ball is 2 above the floor, so that of the shadow is 2 beside it.
    columns = np.flatnonzero(bright[40] < 20) / 10 - 4
    shadow = columns[columns > 0.05]
    assert shadow.max() == pytest.approx(1 + np.sqrt(2), abs=0.15)
    rows = np.flatnonzero(bright[:, 50] < 20) / 10 - 4
    assert (rows.min(), rows.max()) == pytest.approx((-1, 1), abs=0.15)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_ghosts_are_seen_through(peer: Peer, renderer: str) -> None:
    light_up(peer)
    number = peer.request("add-spheres", [sphere(0, RED, radius=2)])["model_id"]
    material(peer, "ghost", number)
    pixels = rendered(peer, renderer, 64)
    # Two surfaces, of which each hides a twentieth where it faces the viewer.
    assert pixels[36:44, 36:44, 3].mean() == pytest.approx(255 * (1 - 0.95**2), abs=8)
    assert pixels[40, 21:23, 3].mean() > 110
    peer.request("add-boxes", [box([-4, -4, -6], [4, 4, -5], GREEN)])
    assert is_green(rendered(peer, renderer, 64)[40, 40])


def test_glass_bends_light_and_has_no_colour(peer: Peer) -> None:
    light_up(peer)
    peer.request(
        "add-boxes", [box([-4, -4, -6], [0, 4, -5], RED), box([0, -4, -6], [4, 4, -5], GREEN)]
    )
    number = peer.request("add-spheres", [sphere(0, [0, 0, 1, 1], radius=2)])["model_id"]
    assert rendered(peer, "production")[40, 30, 2] > 150
    material(peer, "glass", number)
    pixels = rendered(peer, "production", 16)
    # A ball of glass turns what is behind it around; beside it, nothing changes.
    assert is_red(pixels[40, 10])
    assert is_green(pixels[40, 32])
    assert is_red(pixels[40, 48])


def test_more_is_mirrored_at_grazing_angles(peer: Peer) -> None:
    peer.request("add-light-ambient", {"intensity": 1})
    number = peer.request("add-spheres", [sphere(0, [0, 0, 0, 1], radius=3)])["model_id"]
    material(peer, "plastic", number)
    pixels = rendered(peer, "production", 256)[..., 0].astype(float)
    middle, edge = pixels[38:42, 38:42].mean(), pixels[39:41, 11].mean()
    assert middle == pytest.approx(shown(0.04), abs=12)
    assert edge > 3 * middle


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("metal", {"roughness": 0.4}),
        ("principled", {"metallic": 1, "roughness": 0.4}),
        ("principled", {"diffuse": 0, "ior": 3, "roughness": 0.4}),
        ("principled", {"diffuse": 0, "coat": 1, "coat_ior": 3, "coat_roughness": 0.4}),
    ],
)
def test_glossy_things_have_highlights(peer: Peer, name: str, params: Json) -> None:
    direction = [1, 0, -1]
    peer.request("add-light-directional", {"direction": direction, "intensity": 5})
    number = peer.request("add-spheres", [sphere(0, WHITE, radius=3)])["model_id"]
    material(peer, name, number, **params)
    pixels = rendered(peer, "production", 32)[..., 0].astype(float)
    # Halfway between viewer and light, 22.5 degrees to the left.
    place = round(40 - 30 * np.sin(np.pi / 8))
    assert pixels[38:42, place - 2 : place + 2].mean() > 3 * pixels[38:42, 58:62].mean() + 20


def test_car_paint_has_flakes(peer: Peer) -> None:
    peer.request("add-light-directional", {"direction": [0, 0, -1], "intensity": 2})
    number = peer.request("add-spheres", [sphere(0, [0.1, 0, 0, 1], radius=3)])["model_id"]
    unrest: list[float] = []
    for density in (0, 0.5):
        material(peer, "carpaint", number, flake_density=density)
        pixels = rendered(peer, "production", 16)
        unrest.append(float(pixels[30:50, 30:50, 1].std()))
    assert unrest[1] > 5 * unrest[0] + 5


def test_planes_are_on_the_side_that_their_equation_says(peer: Peer) -> None:
    light_up(peer)
    peer.request("add-spheres", [sphere(0, RED, radius=0.5)])
    for distance, color in ((-1, is_red), (1, is_green)):
        plane = {"geometry": {"coefficients": [0, 0, 1, distance]}, "color": GREEN}
        number = peer.request("add-planes", [plane])["model_id"]
        assert color(picture(peer)[40, 40])
        peer.request("remove-model", {"ids": [number]})


@pytest.mark.parametrize("coefficients", [[0.3, 1, 0.2, -1], [1, 1, 1, 0], [0, 0.7, 0.7, -2]])
def test_endless_planes_do_not_shade_themselves(peer: Peer, coefficients: Json) -> None:
    peer.request("add-light-directional", {"direction": [-0.3, -1, -0.4], "intensity": 3})
    plane = {"geometry": {"coefficients": coefficients}, "color": WHITE}
    peer.request("add-planes", [plane])
    camera = {"name": "perspective", "params": {"fovy": 45}}
    pixels = picture(
        peer,
        camera=camera,
        camera_view=FRONT | {"position": [2, 6, 10]},
        renderer={"name": "interactive", "params": {"background_color": [0, 0, 0, 0]}},
    )
    seen = pixels[pixels[..., 3] == 255]
    assert len(seen) > 3000
    assert np.ptp(seen[:, 0]) <= 2


def test_a_bounded_plane_on_a_side_of_its_box_is_seen(peer: Peer) -> None:
    light_up(peer)
    bounds = {"min": [-2, -2, 0], "max": [2, 2, 1]}
    for side in (0, 1):
        plane = {"geometry": {"coefficients": [0, 0, 1, side], "bounds": bounds}, "color": RED}
        peer.request("add-bounded-planes", [plane])
        pixels = picture(peer)
        assert is_red(pixels[25, 25])
        assert pixels[10, 10, 3] == 0
        peer.request("clear-models")
        light_up(peer)


PLATE = ([-2, -2, 2], [2, 2, 2.1])
"""Lower and upper corner of a plate over the ground, which it shades from light from above."""


def shade(peer: Peer, renderer: str, samples: int = 1) -> Pixels:
    """Render the ground below the plate, without the light that they throw at each other."""
    peer.request("add-light-directional", {"direction": [0, 0, -1], "intensity": np.pi / 2})
    peer.request("add-boxes", [box([-4, -4, -1], [4, 4, 0], WHITE)])
    return rendered(peer, renderer, samples, 0, camera_view=BELOW)[36:44, 36:44]


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("by", ["color", "material"])
def test_what_is_half_transparent_has_half_a_shadow(peer: Peer, renderer: str, by: str) -> None:
    opacity = 0.25
    color = [1, 0, 0, opacity if by == "color" else 1]
    number = peer.request("add-boxes", [box(*PLATE, color)])["model_id"]
    if by == "material":
        material(peer, "matte", number, opacity=opacity)
    # Light passes the upper and the lower side of the plate.
    expected = shown(0.5 * (1 - opacity) ** 2)
    pixels = shade(peer, renderer, 16)
    assert pixels[..., 0].mean() == pytest.approx(expected, abs=3)
    assert pixels[..., 1].mean() == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_ghosts_have_faint_shadows(peer: Peer, renderer: str) -> None:
    number = peer.request("add-boxes", [box(*PLATE, RED)])["model_id"]
    material(peer, "ghost", number)
    assert shade(peer, renderer, 16).mean(axis=(0, 1))[0] == pytest.approx(
        shown(0.5 * 0.95**2), abs=3
    )


def test_glass_shades_by_what_it_mirrors(peer: Peer) -> None:
    number = peer.request("add-boxes", [box(*PLATE, RED)])["model_id"]
    material(peer, "glass", number)
    pixels = shade(peer, "production", 64)
    # Of light that falls straight on it, each side mirrors 4 %.
    assert pixels[..., 0].mean() == pytest.approx(shown(0.5 * 0.96**2), abs=4)
    assert pixels[..., 0].mean() == pytest.approx(pixels[..., 2].mean(), abs=1)


def test_coloured_glass_colours_light(peer: Peer) -> None:
    number = peer.request("add-boxes", [box(*PLATE, WHITE)])["model_id"]
    clear = {"transmission": 1, "ior": 1, "specular": 0, "diffuse": 1}
    tint = {"transmission_color": [1, 0.5, 0.1], "transmission_depth": 0.1}
    material(peer, "principled", number, **clear, **tint)
    pixels = shade(peer, "production", 64).mean(axis=(0, 1))
    # The plate is as thick as the depth of its colour; the tone mapper mixes colours a little.
    assert pixels[0] > pixels[1] + 20
    assert pixels[1] > pixels[2] + 20


@pytest.mark.parametrize("renderer", RENDERERS)
def test_volumes_cast_shadows(peer: Peer, renderer: str) -> None:
    values = np.full((4, 4, 4), 1, np.float32)
    properties = {"data_type": "float", "dimensions": [4, 4, 4], "spacing": [1, 1, 0.25]}
    params = {"loader_name": "raw-volume", "loader_properties": properties, "type": "raw"}
    number = peer.request("upload-model", params, values.tobytes())[0]["model_id"]
    place = {"translation": [-2, -2, 2]}
    peer.request("update-model", {"model_id": number, "model": {"transform": place}})
    ramp = {"colors": [[0, 0, 0, 0], [0, 0, 0, 0.02]], "range": [0, 1]}
    peer.request("set-color-ramp", {"id": number, "color_ramp": ramp})
    dark = shade(peer, renderer, 16)[..., 0].mean()
    peer.request("remove-model", {"ids": [number]})
    assert 0 < dark < shade(peer, renderer)[..., 0].mean() - 5


def test_a_quad_light_is_seen_from_its_front(peer: Peer) -> None:
    # 2 wide and 3 high, with one corner in the middle of the picture; 10 pixels are 1 unit.
    front = {"position": [0, 0, 0], "edge1": [2, 0, 0], "edge2": [0, 3, 0], "intensity": 3}
    peer.request("add-light-quad", front)
    seen = rendered(peer, "production")
    rows, columns = np.nonzero(seen[..., 3])
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (40, 59, 10, 39)
    assert len(rows) == 20 * 30
    assert seen[20, 50, 0] == shown(3)
    # The interactive renderer shows no lights.
    assert not rendered(peer, "interactive").any()
    peer.request("clear-lights")
    peer.request("add-light-quad", front | {"edge1": [0, 3, 0], "edge2": [2, 0, 0]})
    assert not rendered(peer, "production").any()


def test_a_sphere_light_is_seen_as_a_disc(peer: Peer) -> None:
    peer.request("add-light-sphere", {"radius": 2, "intensity": 4 * np.pi})
    seen = rendered(peer, "production")
    assert int((seen[..., 3] == 255).sum()) == pytest.approx(np.pi * 20**2, rel=0.02)
    # A ball of radius 2 that sends 4 pi into each direction has a radiance of 1.
    assert seen[40, 40, 0] == pytest.approx(shown(1), abs=1)


def test_lights_are_seen_behind_nothing_and_through_glass(peer: Peer) -> None:
    light = {"position": [-1, -1, -3], "edge1": [2, 0, 0], "edge2": [0, 2, 0], "intensity": 9}
    peer.request("add-light-quad", light)
    number = peer.request("add-boxes", [box([-1, -1, -1], [1, 1, 1], RED)])["model_id"]
    assert rendered(peer, "production")[40, 40, 1] < 10
    material(peer, "glass", number)
    assert rendered(peer, "production", 16)[40, 40, 1] > 200


def test_lights_are_mirrored(peer: Peer) -> None:
    # A lamp at the left of a mirror that is turned by 45 degrees to it.
    light = {"position": [-6, -1, -1], "edge1": [0, 2, 0], "edge2": [0, 0, 2], "intensity": 4}
    peer.request("add-light-quad", light)
    number = peer.request("add-boxes", [box([-2, -3, -0.1], [2, 3, 0.1], WHITE)])["model_id"]
    turned = {"rotation": [0, -np.sin(np.pi / 8), 0, np.cos(np.pi / 8)]}
    peer.request("update-model", {"model_id": number, "model": {"transform": turned}})
    material(peer, "principled", number, metallic=1, roughness=0)
    pixels = rendered(peer, "production", 16)[..., 0]
    assert pixels[38:42, 38:42].min() > 200
    assert pixels[20, 40] < 60


def test_the_sun_is_half_a_degree_wide(peer: Peer) -> None:
    peer.request("add-light-directional", {"direction": [0, 0, 1], "intensity": 1})
    camera = {"name": "perspective", "params": {"fovy": 1.06}}
    seen = rendered(peer, "production", camera=camera)[..., 3]
    assert int((seen == 255).sum()) == pytest.approx(np.pi * 20**2, rel=0.05)


def test_production_has_soft_shadows_and_interactive_hard_ones(peer: Peer) -> None:
    light = {"position": [-1, -1, 4], "edge1": [0, 2, 0], "edge2": [2, 0, 0], "intensity": 10}
    peer.request("add-light-quad", light)
    peer.request("add-boxes", [box([-4, -4, -1], [4, 4, 0], WHITE)])
    peer.request("add-boxes", [box([0, -4, 2], [4, 4, 2.1], WHITE)])
    widths: list[int] = []
    for renderer in RENDERERS:
        row = rendered(peer, renderer, 64, camera_view=BELOW)[40, 20:60, 0].astype(int)
        # Interactive: from lit to dark at once; production: over the lamp's width.
        widths.append(int(((row > row.min() + 10) & (row < row.max() - 10)).sum()))
    assert widths[0] <= 12 < widths[1]
