from collections.abc import Iterator

import pytest

from backend.peer import Backend, Peer, connected, running

PLUGINS = [
    "braynsCircuitExplorer",
    "braynsDTI",
    "braynsAtlasExplorer",
    "braynsCylindricCamera",
    "braynsMoleculeExplorer",
]
"""Those that the hand-written client starts a service with."""


@pytest.fixture(scope="session")
def plugin_backend() -> Iterator[Backend]:
    options = [option for name in PLUGINS for option in ("--plugin", name)]
    with running(*options) as backend:
        yield backend


@pytest.fixture
def plugin_peer(plugin_backend: Backend) -> Iterator[Peer]:
    with connected(plugin_backend.uri) as peer:
        peer.request("clear-models")
        peer.request("set-camera-perspective", {})
        yield peer


@pytest.fixture(scope="session")
def circuit_backend() -> Iterator[Backend]:
    with running("--plugin", "braynsCircuitExplorer") as backend:
        yield backend


@pytest.fixture
def circuit_peer(circuit_backend: Backend) -> Iterator[Peer]:
    with connected(circuit_backend.uri) as peer:
        peer.request("clear-models")
        yield peer
