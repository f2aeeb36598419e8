"""Real backends that are not ours, each started once for the tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.peers.browser import Browser, running_browser
from support.peers.chain import Chain, running_chain
from support.peers.machine import Machine, running_machine
from support.peers.open_rpc_server import OpenRpcServer, running_open_rpc_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    with running_chain() as running:
        yield running


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with running_machine() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[OpenRpcServer]:
    with running_open_rpc_server() as running:
        yield running
