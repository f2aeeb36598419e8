"""Cameras, renderers and the other settings."""

from typing import Any

import pytest

from backend.peer import Peer, PeerError, connected, running

Json = Any


def error_of(peer: Peer, method: str, params: Json = None) -> PeerError:
    with pytest.raises(PeerError) as caught:
        peer.request(method, params)
    return caught.value


def test_the_camera_starts_in_perspective(peer: Peer) -> None:
    assert peer.request("get-camera-type") == "perspective"
    expected = {"aperture_radius": 0, "focus_distance": 1, "fovy": 45}
    assert peer.request("get-camera-perspective") == expected


def test_a_setter_changes_only_what_it_names(peer: Peer) -> None:
    peer.request("set-camera-perspective", {"fovy": 60})
    peer.request("set-camera-perspective", {"aperture_radius": 0.5})
    expected = {"aperture_radius": 0.5, "focus_distance": 1, "fovy": 60}
    assert peer.request("get-camera-perspective") == expected


def test_another_projection_is_an_error_that_names_the_present_one(peer: Peer) -> None:
    peer.request("set-camera-orthographic", {"height": 3})
    assert peer.request("get-camera-type") == "orthographic"
    assert peer.request("get-camera-orthographic") == {"height": 3}
    error = error_of(peer, "get-camera-perspective")
    assert (error.code, error.message) == (
        -32600,
        "Invalid camera type (should be 'orthographic')",
    )


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("set-camera-near-clip", {"distance": -1}),
        ("set-camera-orthographic", {"height": 0}),
        ("set-camera-perspective", {"fovy": 0}),
        ("set-camera-view", {"position": [1, 2, 3], "target": [1, 2, 3], "up": [0, 1, 0]}),
        ("set-camera-view", {"position": [0, 0, 1], "target": [0, 0, 0], "up": [0, 0, 2]}),
        ("set-camera-view", {"position": [0, 0, 1], "target": [0, 0, 0], "up": [0, 0, 0]}),
        ("set-simulation-parameters", {"current": 7}),
        ("set-camera-near-clip", {"distance": 1e39}),
    ],
)
def test_impossible_values_are_refused(peer: Peer, method: str, params: Json) -> None:
    assert error_of(peer, method, params).code == -32603


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", {"position": [1, 2, 3], "target": [4, 5, 6], "up": [0, 0, 1]}),
        ("near-clip", {"distance": 0.125}),
        ("region", {"image_start": [0.25, 0.25], "image_end": [0.75, 1]}),
        ("orthographic", {"height": 12.5}),
    ],
)
def test_what_is_set_is_returned(peer: Peer, name: str, value: Json) -> None:
    assert peer.request(f"set-camera-{name}", value) is None
    assert peer.request(f"get-camera-{name}") == value


def test_floats_have_32_bits(peer: Peer) -> None:
    view = {"position": [-0.0, 1e-7, 123456789.123], "target": [16777217, 1e30, 0.30000001]}
    peer.request("set-camera-view", view | {"up": [0, 1, 0]})
    stored = peer.request("get-camera-view")
    assert stored["position"] == [0, 1e-7, 123456790]
    assert stored["target"] == [16777216, 1e30, 0.3]


def test_the_renderer_is_changed_in_parts(peer: Peer) -> None:
    assert peer.request("get-renderer-type") == "interactive"
    before = peer.request("get-renderer-interactive")
    peer.request("set-renderer-interactive", {"ao_samples": 5})
    assert peer.request("get-renderer-interactive") == before | {"ao_samples": 5}


def test_another_renderer_is_an_error_that_names_the_present_one(peer: Peer) -> None:
    peer.request("set-renderer-production", {"samples_per_pixel": 3})
    assert peer.request("get-renderer-type") == "production"
    assert peer.request("get-renderer-production")["samples_per_pixel"] == 3
    error = error_of(peer, "get-renderer-interactive")
    assert (error.code, error.message) == (-32600, "Invalid renderer type (should be 'production')")


def test_limits_of_the_schema_are_kept(peer: Peer) -> None:
    error = error_of(peer, "set-renderer-interactive", {"samples_per_pixel": 0, "x": 1})
    assert error.code == -32602
    assert error.data == ["samples_per_pixel: value below minimum 0 < 1", "unknown property 'x'"]


def test_the_viewport_can_be_changed_and_the_plugins_cannot(peer: Peer) -> None:
    peer.request("set-application-parameters", {"viewport": [320, 200]})
    expected = {"plugins": [], "viewport": [320, 200]}
    assert peer.request("get-application-parameters") == expected
    error = error_of(peer, "set-application-parameters", expected)
    assert error.data == ["read only property 'plugins'"]


def test_half_a_turn_is_a_field_of_view(peer: Peer) -> None:
    peer.request("set-camera-perspective", {"fovy": 180})
    size = {"image_settings": {"size": [64, 64]}}
    assert peer.ask("snapshot", size).body.startswith(b"\x89PNG")


def test_a_new_instance_shows_the_whole_picture() -> None:
    with running() as backend, connected(backend.uri) as peer:
        expected = {"image_start": [0, 1], "image_end": [1, 0]}
        assert peer.request("get-camera-region") == expected


def test_the_simulation_has_one_frame(peer: Peer) -> None:
    peer.request("set-simulation-parameters", {"current": 0})
    expected = {"current": 0, "dt": 0, "end_frame": 0, "start_frame": 0, "unit": "ms"}
    assert peer.request("get-simulation-parameters") == expected


def test_no_core_model_has_a_simulation(peer: Peer) -> None:
    peer.request("add-light-ambient", {})
    params = {"enabled": True, "model_id": 0}
    assert error_of(peer, "enable-simulation", params).code == 0
    assert error_of(peer, "enable-simulation", params | {"model_id": 5}).code == -32602
