from collections.abc import Iterator

import pytest

from backend.peer import Backend, Peer, connected, running


@pytest.fixture(scope="session")
def circuit_backend() -> Iterator[Backend]:
    with running("--plugin", "braynsCircuitExplorer") as backend:
        yield backend


@pytest.fixture
def circuit_peer(circuit_backend: Backend) -> Iterator[Peer]:
    with connected(circuit_backend.uri) as peer:
        peer.request("clear-models")
        yield peer
