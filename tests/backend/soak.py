"""Soak the reference backend: `make soak`, which takes a minute, or `SECONDS=600 make soak`.

32 clients send a mix of requests, and check each answer; beside them, hostile clients do wrong:
each kind once for each round that any of the 32 does. At the end it is told how much of what was
done, how long somebody who only asked for the version waited at most, and how the memory of the
backend went.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from backend.peer import Backend, Peer, PeerError, connected, running
from backend.raw_peer import BINARY, HANDSHAKE, TEXT, make_frame, raw_connected

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

__all__ = ["CLIENTS", "HOSTILE", "Outcome", "soak"]

Json = Any

CLIENTS: Final = 32

_SLOTS: Final = 64
"""Clients that the backend serves: those, the hostile ones, and some that vanished just now."""

_ROUNDS: Final = 3
"""Rounds until a client leaves and comes again."""

_MESH: Final = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 3 4\nf 1 4 2\nf 2 4 3\n"
_UPLOAD: Final[dict[str, Json]] = {"loader_name": "mesh", "loader_properties": {}, "type": "obj"}
_VIEW: Final[dict[str, Json]] = {"position": [2, 3, 4], "target": [0, 0, 0], "up": [0, 1, 0]}
_LARGE: Final[dict[str, Json]] = {
    "image_settings": {"size": [2000, 2000]},
    "renderer": {"name": "production", "params": {"samples_per_pixel": 1000}},
}
_GARBAGE: Final = {
    "obj": b"v nan 0 0\nv 0 0 0\nv 1 1 1\nf 1 2 3\n",
    "ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 99999999\nproperty float x\n"
    b"end_header\n",
    "stl": bytes(80) + struct.pack("<I", 2**32 - 1),
    "off": b"OFF\n4000000000 1 0\n",
}


def work(peer: Peer, number: int) -> int:
    """Do a round of everything, without touching the models of others; return the requests."""
    assert peer.request("get-version")["major"] == 3
    (model,) = peer.request("upload-model", _UPLOAD, _MESH)
    identifier = model["model_id"]
    place = {"transform": {"translation": [number, 0, 0]}}
    moved = peer.request("update-model", {"model_id": identifier, "model": place})
    assert moved["bounds"]["min"][0] == number
    peer.request("set-camera-view", _VIEW)
    image = peer.ask("snapshot", {"camera_view": _VIEW, "image_settings": {"size": [64, 48]}})
    assert image.body.startswith(b"\x89PNG")
    with contextlib.suppress(PeerError):
        raise AssertionError(peer.request("get-model", {"id": 4_000_000_000}))
    pipelined = [peer.send_request("schema", {"endpoint": "get-scene"}) for _ in range(10)]
    assert [peer.receive().content["id"] for _ in pipelined] == pipelined
    peer.request("remove-model", {"ids": [identifier]})
    return 7 + len(pipelined)


def send_garbage(backend: Backend, _folder: Path) -> None:
    """Send bytes that are no HTTP, and frames and messages that are none."""
    with socket.create_connection(backend.address, timeout=20) as connection:
        connection.sendall(os.urandom(500) + b"\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while connection.recv(2**16):
                pass
    for frame in (os.urandom(100), make_frame(3, b"x"), make_frame(TEXT, b"\xff")):
        with contextlib.suppress(OSError), raw_connected(backend.address) as raw:
            raw.send(frame)
            raw.connection.shutdown(socket.SHUT_WR)
            while raw.receive_frame() is not None:
                pass
    with raw_connected(backend.address) as raw:
        raw.send(make_frame(TEXT, b"[" * 100_000) + make_frame(BINARY, b"\xff" * 50))
        assert raw.receive_frame()
        assert raw.receive_frame()


def vanish(backend: Backend, _folder: Path) -> None:
    """Leave in the middle of the handshake, of a message, and of a picture."""
    announced = b"\x82\xff" + struct.pack(">Q", 2**31 - 1) + bytes(1004)
    picture = b'{"jsonrpc":"2.0","id":1,"method":"snapshot","params":{}}'
    for sent in (HANDSHAKE[:50], HANDSHAKE + announced, HANDSHAKE + make_frame(TEXT, picture)):
        with socket.create_connection(backend.address, timeout=20) as connection:
            connection.sendall(sent)
            # With a reset rather than a goodbye.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_nothing(backend: Backend, _folder: Path) -> None:
    """Ask for much and read none of it."""
    request = b'{"jsonrpc":"2.0","id":1,"method":"get-loaders"}'
    with contextlib.suppress(OSError), raw_connected(backend.address) as raw:
        raw.connection.settimeout(1)
        raw.send(make_frame(TEXT, request) * 2000)


def name_devices(backend: Backend, folder: Path) -> None:
    """Load what has no end, what waits for somebody, and what is no file."""
    pipe, link = folder / "pipe.obj", folder / "link.obj"
    with contextlib.suppress(FileExistsError):
        os.mkfifo(pipe)
    with contextlib.suppress(FileExistsError):
        link.symlink_to("/dev/zero")
    with connected(backend.uri) as peer:
        for path in ("/dev/zero", str(pipe), str(link), str(folder), "/nowhere"):
            refused(peer, "add-model", _UPLOAD_FILE | {"path": path})


_UPLOAD_FILE: Final[dict[str, Json]] = {"loader_name": "mesh", "loader_properties": {}}


def upload_garbage(backend: Backend, _folder: Path) -> None:
    """Upload what is malformed, and what says that it is huge."""
    with connected(backend.uri) as peer:
        for extension, data in _GARBAGE.items():
            refused(peer, "upload-model", _UPLOAD | {"type": extension}, data)
        sizes = {"data_type": "float", "dimensions": [4096] * 3, "spacing": [1, 1, 1]}
        volume = {"loader_name": "raw-volume", "loader_properties": sizes, "type": "raw"}
        refused(peer, "upload-model", volume, bytes(100))


def cancel(backend: Backend, _folder: Path) -> None:
    """Begin a picture that takes minutes, and cancel it once it is under way, or queued."""
    with connected(backend.uri) as peer:
        number = peer.send_request("snapshot", _LARGE)
        cancelling = peer.send_request("cancel", {"id": number})
        ends = {cancelling, number}
        while ends:
            ends.discard(peer.receive().content.get("id"))


def refused(peer: Peer, method: str, params: Json, body: bytes | None = None) -> None:
    """Check that a request is answered with an error."""
    try:
        result = peer.request(method, params, body)
    except PeerError:
        return
    raise AssertionError(f"{method} {params} gave {result}")


HOSTILE: Final[tuple[Callable[[Backend, Path], None], ...]] = (
    send_garbage,
    vanish,
    read_nothing,
    name_devices,
    upload_garbage,
    cancel,
)


@dataclass
class Outcome:
    """What was done, and what came of it."""

    requests: int = 0
    """Those of the well-behaved clients, each of which was answered as it should be."""
    rounds: Counter[str] = field(default_factory=Counter[str])
    """How often each client or kind of hostile client did all that it does."""
    failures: list[BaseException] = field(default_factory=list[BaseException])
    """What anybody met that should not be."""
    longest_wait: float = 0.0
    """Seconds for the slowest answer to somebody who asks for the version again and again."""
    memory: list[int] = field(default_factory=list[int])
    """Resident memory of the backend in bytes, over time; empty where the system does not tell."""
    models_left: int = 0
    """Models in the scene at the end."""

    @property
    def growth(self) -> int:
        """By how many bytes the memory is larger in the last quarter than in the one before."""
        quarter = len(self.memory) // 4
        if quarter == 0:
            return 0
        last, before = self.memory[-quarter:], self.memory[-2 * quarter : -quarter]
        return int(np.median(last) - np.median(before))


class _Crowd:
    """All clients, each in a thread of its own, until told to stop."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self.outcome = Outcome()
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._finished = 0
        runs = [(f"client {number}", self._client(backend, number)) for number in range(CLIENTS)]
        runs += [(each.__name__, self._hostile(backend, folder, each)) for each in HOSTILE]
        self._threads = [threading.Thread(target=self._run, args=run) for run in runs]
        self.names = [name for name, _ in runs]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stop.set()
            self._changed.notify_all()
        end = time.monotonic() + 60
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            self.outcome.failures.append(TimeoutError("a client waits for ever"))

    def is_done(self) -> bool:
        """Tell whether everybody did everything once, or somebody failed."""
        with self._changed:
            everybody = all(self.outcome.rounds[name] > 0 for name in self.names)
            return everybody or bool(self.outcome.failures)

    def _client(self, backend: Backend, number: int) -> Callable[[], int]:
        def rounds() -> int:
            with connected(backend.uri) as peer:
                # Each stays connected for some rounds.
                requests = 0
                for _ in range(_ROUNDS):
                    requests += work(peer, number)
                    with self._changed:
                        self._finished += 1
                        self._changed.notify_all()
                return requests

        return rounds

    def _hostile(
        self, backend: Backend, folder: Path, attack: Callable[[Backend, Path], None]
    ) -> Callable[[], int]:
        seen = 0

        def attack_after_a_round() -> int:
            nonlocal seen
            with self._changed:
                self._changed.wait_for(lambda: self._finished > seen or self._stop.is_set())
                seen = self._finished
            attack(backend, folder)
            return 0

        return attack_after_a_round

    def _run(self, name: str, once: Callable[[], int]) -> None:
        try:
            while not self._stop.is_set():
                requests = once()
                with self._changed:
                    self.outcome.requests += requests
                    self.outcome.rounds[name] += 1
        except BaseException as error:  # noqa: BLE001 - any failure is a result
            self.outcome.failures.append(error)


def _memory_of(backend: Backend) -> list[int]:
    status = Path(f"/proc/{backend.process.pid}/status")
    if not status.exists():
        return []
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return [int(line.split()[1]) * 1024]


def soak(seconds: float) -> Outcome:
    """Let all clients at a fresh backend for a time, and until each did everything once."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running("--max-clients", str(_SLOTS)) as backend,
        connected(backend.uri) as watcher,
    ):
        end = time.monotonic() + seconds
        with _Crowd(backend, Path(folder)) as crowd:
            outcome = crowd.outcome
            while time.monotonic() < end or not crowd.is_done():
                asked = time.monotonic()
                assert watcher.request("get-version")["major"] == 3
                outcome.longest_wait = max(outcome.longest_wait, time.monotonic() - asked)
                outcome.memory += _memory_of(backend)
                if outcome.failures:
                    break
        outcome.models_left = len(watcher.request("get-scene")["models"])
        return outcome


def main() -> None:
    """Soak, and tell what came of it; exits with 1 if anything went wrong."""
    seconds = float(os.environ.get("SECONDS", "60"))
    outcome = soak(seconds)
    attacks = ", ".join(
        f"{hostile.__name__} {outcome.rounds[hostile.__name__]}" for hostile in HOSTILE
    )
    memory = [f"{size / 2**20:.0f}" for size in outcome.memory[:: max(1, len(outcome.memory) // 8)]]
    sys.stdout.write(
        f"{seconds:.0f} s, {CLIENTS} clients: {outcome.requests} requests answered, "
        f"{len(outcome.failures)} failures\n"
        f"hostile: {attacks}\n"
        f"longest wait for a version: {outcome.longest_wait:.2f} s\n"
        f"memory in MiB over time: {' '.join(memory)}; growth at the end "
        f"{outcome.growth / 2**20:.1f}\n"
        f"models left: {outcome.models_left}\n"
    )
    for failure in outcome.failures:
        sys.stdout.write(f"{type(failure).__name__}: {failure}\n")
    sys.exit(bool(outcome.failures or outcome.models_left))


if __name__ == "__main__":
    main()
