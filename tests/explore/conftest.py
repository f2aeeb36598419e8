"""A reference backend, its page, and a browser to look at it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from support.backends import serving
from support.explorer import exploring
from support.peers.bindings import bindings_of
from support.peers.browser import running_browser
from support.tab import Tab, open_tab

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from support.explorer import Show


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """Give the package that was generated from a running browser, and the browser."""
    with running_browser() as running:
        source = f"cdp://{running.authority}"
        cdp = bindings_of(source, "cdp", tmp_path_factory.mktemp("browser")).load()
        with cdp.connect(source) as browser:
            yield cdp, browser


@pytest.fixture
def tab(driver: tuple[Any, Any]) -> Iterator[Tab]:
    """Give a new tab."""
    with open_tab(*driver) as tab:
        yield tab


@pytest.fixture(scope="module")
def backend() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def url(backend: str) -> Iterator[str]:
    """Give the address of the page of the backend."""
    with exploring(backend) as (address, _):
        yield address


@pytest.fixture(scope="module")
def page(driver: tuple[Any, Any], url: str) -> Iterator[Tab]:
    """Give a tab with the page of the backend."""
    with open_tab(*driver) as tab:
        tab.go(url)
        tab.wait("document.querySelector('#search')")
        yield tab


@pytest.fixture
def showing(driver: tuple[Any, Any]) -> Show:
    """Give what shows any source in a new tab."""

    @contextmanager
    def show(source: str, *options: str) -> Generator[Tab]:
        with exploring(source, *options) as (address, _), open_tab(*driver) as shown:
            shown.go(address)
            shown.wait("document.querySelector('#search')")
            yield shown

    return show
