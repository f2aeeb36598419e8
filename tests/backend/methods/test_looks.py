"""Lights, shapes, materials and colours."""

from typing import Any

import pytest

from backend.peer import Peer, PeerError

Json = Any

SPHERE = {"center": [1, 2, 3], "radius": 2}
BOX = {"min": [-1, -2, -3], "max": [1, 2, 3]}
CAPSULE = {"p0": [0, 0, 0], "p1": [0, 10, 0], "r0": 2, "r1": 1}
PLANE = {"coefficients": [0, 0, 1, 1]}
BOUNDED = {"coefficients": [0, 0, 1, 1], "bounds": BOX}
RED = [1, 0, 0, 1]
GREEN = [0, 1, 0, 1]


def add_spheres(peer: Peer, count: int = 3) -> int:
    items = [
        {"geometry": {"center": [3 * n, 0, 0], "radius": 1}, "color": RED} for n in range(count)
    ]
    number: int = peer.request("add-spheres", items)["model_id"]
    return number


@pytest.mark.parametrize(
    ("name", "shape", "low", "high"),
    [
        ("spheres", SPHERE, [-1, 0, 1], [3, 4, 5]),
        ("boxes", BOX, [-1, -2, -3], [1, 2, 3]),
        ("capsules", CAPSULE, [-2, -2, -2], [2, 11, 2]),
        ("bounded-planes", BOUNDED, [-1, -2, 1], [1, 2, 1]),
        ("planes", PLANE, [-3.4028235e38] * 3, [3.4028235e38] * 3),
    ],
)
def test_shapes_have_their_bounds(
    peer: Peer, name: str, shape: Json, low: list[float], high: list[float]
) -> None:
    model = peer.request(f"add-{name}", [{"geometry": shape, "color": RED}])
    assert model["model_type"] == "geometry"
    assert model["info"] == {}
    assert model["bounds"] == {"max": high, "min": low}


def test_an_endless_plane_does_not_count_for_the_scene(peer: Peer) -> None:
    peer.request("add-planes", [{"geometry": PLANE, "color": RED}])
    peer.request("add-boxes", [{"geometry": BOX, "color": RED}])
    assert peer.request("get-scene")["bounds"] == {"max": [1, 2, 3], "min": [-1, -2, -3]}


def test_a_model_needs_a_shape(peer: Peer) -> None:
    nothing: Json = []
    with pytest.raises(PeerError, match="at least one") as caught:
        peer.request("add-spheres", nothing)
    assert caught.value.code == -32603


@pytest.mark.parametrize("inverted", [False, True])
def test_clipping_without_a_shape_hides_nothing(peer: Peer, inverted: bool) -> None:  # noqa: FBT001
    number = add_spheres(peer, 1)
    peer.request("add-clipping-spheres", {"primitives": [], "invert_normals": inverted})
    view = {"position": [0, 0, 5], "target": [0, 0, 0], "up": [0, 1, 0]}
    peer.request("set-camera-view", view)
    seen = peer.request("inspect", {"position": [0.5, 0.5]})
    assert (seen["hit"], seen["model_id"]) == (True, number)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("spheres", SPHERE),
        ("boxes", BOX),
        ("capsules", CAPSULE),
        ("planes", PLANE),
        ("bounded-planes", BOUNDED),
    ],
)
def test_clipping_shapes_are_models_without_extent(peer: Peer, name: str, shape: Json) -> None:
    model = peer.request(f"add-clipping-{name}", {"primitives": [shape]})
    assert model["model_type"] == "clipping_geometry"
    assert model["bounds"]["min"] == [3.4028235e38] * 3


@pytest.mark.parametrize("name", ["ambient", "directional", "quad", "sphere"])
def test_lights_need_no_properties(peer: Peer, name: str) -> None:
    model = peer.request(f"add-light-{name}", {})
    assert model["model_type"] == "light"
    with pytest.raises(PeerError, match="does not have material") as caught:
        peer.request("get-material-type", {"id": model["model_id"]})
    assert caught.value.code == 0


MATERIALS: list[tuple[str, dict[str, Json]]] = [
    ("carpaint", {"flake_density": 0.5}),
    ("emissive", {"color": [1, 0.5, 0], "intensity": 2}),
    ("ghost", {}),
    ("glass", {"index_of_refraction": 1.3}),
    ("matte", {"opacity": 0.5}),
    ("metal", {"roughness": 0.25}),
    ("phong", {"opacity": 0.75}),
    ("plastic", {"opacity": 0.5}),
    ("principled", {"metallic": 0.5, "thin": True}),
]


@pytest.mark.parametrize(("name", "values"), MATERIALS)
def test_materials_are_set_in_parts(peer: Peer, name: str, values: dict[str, Json]) -> None:
    number = add_spheres(peer)
    peer.request(f"set-material-{name}", {"model_id": number, "material": {}})
    assert peer.request("get-material-type", {"id": number}) == name
    start = peer.request(f"get-material-{name}", {"id": number})
    for key, value in values.items():
        params = {"model_id": number, "material": {key: value}}
        peer.request(f"set-material-{name}", params)
    assert peer.request(f"get-material-{name}", {"id": number}) == start | values


def test_another_material_is_an_error_that_names_the_present_one(peer: Peer) -> None:
    number = add_spheres(peer)
    with pytest.raises(PeerError, match=r"Invalid material type \(should be 'phong'\)") as caught:
        peer.request("get-material-glass", {"id": number})
    assert caught.value.code == -32600


def test_the_ways_to_colour_depend_on_the_model(peer: Peer) -> None:
    number = add_spheres(peer)
    methods = peer.request("get-color-methods", {"id": number})
    assert methods == ["primitive", "solid"]
    assert peer.request("get-color-values", {"id": number, "method": "solid"}) == ["color"]
    assert peer.request("get-color-values", {"id": number, "method": "primitive"}) == ["0-2"]


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("nope", {"color": RED}),
        ("triangle", {"0": RED}),
        ("solid", {"x": RED}),
        ("primitive", {"3": RED}),
        ("primitive", {"2-1": RED}),
        ("primitive", {"a": RED}),
    ],
)
def test_colours_for_nothing_are_an_error(peer: Peer, method: str, values: Json) -> None:
    number = add_spheres(peer)
    with pytest.raises(PeerError) as caught:
        peer.request("color-model", {"id": number, "method": method, "values": values})
    assert caught.value.code == -32603


def test_no_colours_at_all_are_an_error_of_the_params(peer: Peer) -> None:
    number = add_spheres(peer)
    with pytest.raises(PeerError) as caught:
        peer.request("color-model", {"id": number, "method": "solid", "values": {}})
    assert caught.value.code == -32602


def test_a_light_has_nothing_to_colour(peer: Peer) -> None:
    peer.request("add-light-ambient", {})
    assert peer.request("get-color-methods", {"id": 0}) == []
    assert peer.request("get-color-values", {"id": 0, "method": "solid"}) == []
    params = {"id": 0, "method": "solid", "values": {"color": RED}}
    assert peer.request("color-model", params) is None


def test_only_volumes_have_a_colour_ramp(peer: Peer) -> None:
    number = add_spheres(peer)
    with pytest.raises(PeerError, match="does not have a color ramp") as caught:
        peer.request("get-color-ramp", {"id": number})
    assert caught.value.code == 0
    with pytest.raises(PeerError) as caught:
        peer.request("set-color-ramp", {"id": number, "color_ramp": {}})
    assert caught.value.code == -32600
