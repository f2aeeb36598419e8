"""Frames are rendered by workers of a cluster, which connect by themselves."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

import brayns
from overlay.test_movies import SNAPSHOT, Acting, check_frames
from support.backends import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import Popen


@pytest.fixture
def backends() -> Iterator[list[tuple[str, Popen[str]]]]:
    """Run two backends that a test may kill."""
    with ExitStack() as stack:
        yield [stack.enter_context(started()) for _ in range(2)]


@dataclass(frozen=True)
class Cluster:
    """Two worker processes on this machine."""

    executor: Executor
    process_ids: Callable[[], list[int]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Run a cluster."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as workers,
        distributed.Client(workers) as client,
    ):
        yield Cluster(client.get_executor(), lambda: list(client.run(os.getpid).values()))


def connectors(backends: list[tuple[str, Popen[str]]]) -> list[brayns.Connector]:
    return [brayns.Connector(address) for address, _ in backends]


def test_workers_render_on_all_backends(
    cluster: Cluster, backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    movie = brayns.Movie(tmp_path, [SNAPSHOT] * 6)
    check_frames(movie, movie.render_distributed(cluster.executor, connectors(backends)))


def test_lost_worker_loses_no_frame(
    cluster: Cluster, backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    def kill() -> None:
        os.kill(cluster.process_ids()[0], signal.SIGKILL)

    movie = brayns.Movie(tmp_path, Acting(12, 4, kill))
    check_frames(movie, movie.render_distributed(cluster.executor, connectors(backends)))


def test_lost_backend_loses_no_frame(
    cluster: Cluster, backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    _, process = backends[0]

    def kill() -> None:
        process.kill()
        process.wait()

    movie = brayns.Movie(tmp_path, Acting(8, 3, kill))
    check_frames(movie, movie.render_distributed(cluster.executor, connectors(backends)))


def test_plain_processes_do_as_well(backends: list[tuple[str, Popen[str]]], tmp_path: Path) -> None:
    movie = brayns.Movie(tmp_path, [SNAPSHOT] * 4)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        check_frames(movie, movie.render_distributed(executor, connectors(backends)))
