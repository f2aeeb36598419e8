"""Many clients at once.

Each of 32 sends a mix of requests; with `BACKEND_LOAD_SECONDS=30` in the environment for so long, a
few seconds by default. No request fails, nobody waits for ever and the memory does not grow.
"""

import contextlib
import os
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.peer import Backend, Peer, PeerError, connected, running

Json = Any

CLIENTS = 32
SECONDS = float(os.environ.get("BACKEND_LOAD_SECONDS", "4"))
MESH = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 3 4\nf 1 4 2\nf 2 4 3\n"
UPLOAD: Json = {"loader_name": "mesh", "loader_properties": {}, "type": "obj"}
VIEW = {"position": [2, 3, 4], "target": [0, 0, 0], "up": [0, 1, 0]}


@pytest.fixture
def loaded_backend() -> Iterator[Backend]:
    with running("--max-clients", str(CLIENTS + 1)) as backend:
        yield backend


def memory_of(backend: Backend) -> int:
    status = Path(f"/proc/{backend.process.pid}/status")
    if not status.exists():
        return 0
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def work(peer: Peer, number: int) -> None:
    """Do a round of everything, without touching the models of others."""
    assert peer.request("get-version")["major"] == 3
    (model,) = peer.request("upload-model", UPLOAD, MESH)
    identifier = model["model_id"]
    place = {"transform": {"translation": [number, 0, 0]}}
    moved = peer.request("update-model", {"model_id": identifier, "model": place})
    assert moved["bounds"]["min"][0] == number
    peer.request("set-camera-view", VIEW)
    image = peer.ask("snapshot", {"camera_view": VIEW, "image_settings": {"size": [64, 48]}})
    assert image.body.startswith(b"\x89PNG")
    with pytest.raises(PeerError):
        peer.request("get-model", {"id": 4_000_000_000})
    pipelined = [peer.send_request("schema", {"endpoint": "get-scene"}) for _ in range(10)]
    assert [peer.receive().content["id"] for _ in pipelined] == pipelined
    peer.request("remove-model", {"ids": [identifier]})


class Crowd:
    """Clients that work until told to stop."""

    def __init__(self, backend: Backend) -> None:
        self.rounds = 0
        self.failures: list[BaseException] = []
        self._backend = backend
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)
        ]

    @contextlib.contextmanager
    def working(self) -> Generator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join(30)
        assert not any(thread.is_alive() for thread in self._threads)

    def _run(self, number: int) -> None:
        try:
            with connected(self._backend.uri) as peer:
                while not self._stop.is_set():
                    work(peer, number)
                    with self._lock:
                        self.rounds += 1
        except BaseException as error:  # noqa: BLE001 - any failure is the result of the test
            self.failures.append(error)


@pytest.mark.timeout(SECONDS + 60)
def test_many_clients_are_served(loaded_backend: Backend) -> None:
    crowd = Crowd(loaded_backend)
    end = time.monotonic() + SECONDS
    sizes: list[int] = []
    with connected(loaded_backend.uri) as watcher:
        with crowd.working():
            # A busy machine takes longer for a round of each.
            while time.monotonic() < end or crowd.rounds < CLIENTS:
                assert crowd.failures == []
                assert watcher.request("get-version")["major"] == 3
                sizes.append(memory_of(loaded_backend))
        assert crowd.failures == []
        assert watcher.request("get-scene")["models"] == []
    half = sizes[len(sizes) // 2]
    assert sizes[-1] < half + 2**26, f"memory grew from {half} to {sizes[-1]} bytes"
