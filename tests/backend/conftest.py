from collections.abc import Iterator

import pytest

from backend.peer import Backend, Peer, connected, running


@pytest.fixture(scope="session")
def backend() -> Iterator[Backend]:
    """A backend that all tests share; those that stop one start their own."""
    with running("--max-clients", "64") as backend:
        yield backend


@pytest.fixture
def peer(backend: Backend) -> Iterator[Peer]:
    """A client of the shared backend, with an empty scene and the settings of a new instance."""
    with connected(backend.uri) as peer:
        peer.request("clear-models")
        peer.request("set-camera-perspective", {"fovy": 45, "aperture_radius": 0})
        peer.request(
            "set-camera-view", {"position": [0, 0, 0], "target": [0, 0, 1], "up": [0, 1, 0]}
        )
        peer.request("set-camera-near-clip", {"distance": 1e-6})
        peer.request("set-camera-region", {"image_start": [0, 1], "image_end": [1, 0]})
        peer.request("set-application-parameters", {"viewport": [800, 600]})
        peer.request("set-framebuffer-static")
        peer.request(
            "set-renderer-interactive",
            {
                "ao_samples": 0,
                "background_color": [0.004, 0.016, 0.102, 0],
                "enable_shadows": True,
                "max_ray_bounces": 3,
                "samples_per_pixel": 1,
            },
        )
        yield peer
