"""A server for each module of tests, in a network of its own, and a connection for each test."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from livebind.conplyent.connection import CommandConnection
from support.conplyent_server import Hold, ServerProcess, environment_python, running_server
from support.network_namespace import private_network, why_no_private_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="package")
def network() -> Iterator[None]:
    """A network with the loopback interface alone, as the server binds to all there are."""
    reason = why_no_private_network()
    if reason is not None:
        pytest.skip(reason)
    try:
        environment_python()
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"conplyent cannot be installed: {error}")
    with private_network():
        yield


@pytest.fixture(scope="module")
def server(network: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    del network
    with running_server(tmp_path_factory.mktemp("server")) as process:
        yield process


@pytest.fixture
def connection(server: ServerProcess) -> Iterator[CommandConnection]:
    """A connection to a server that is in its first working directory."""
    with CommandConnection("localhost") as connected:
        connected.command("cd", [str(server.folder)])
        yield connected


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Hold]:
    """What holds a command on the server, for as long as the test needs it to run."""
    hold = Hold(tmp_path / "hold")
    yield hold
    hold.abandon()
