"""A reference backend for the tests of the overlay, and models to show in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import brayns
from overlay.models import box_obj
from support.backends import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def uri() -> Iterator[str]:
    """Return the address of a backend that runs for all tests."""
    with serving("--plugin", "braynsCircuitExplorer") as address:
        yield address


@pytest.fixture
def instance(uri: str) -> Iterator[brayns.Instance]:
    """Return a connection to a backend that holds nothing."""
    with brayns.connect(uri) as connected:
        brayns.clear_models(connected)
        yield connected


@pytest.fixture
def box_path(tmp_path: Path) -> Path:
    """Return the path of a mesh: a box from (-2, -1, -3) to (4, 1, 1)."""
    path = tmp_path / "box.obj"
    path.write_text(box_obj((-2.0, -1.0, -3.0), (4.0, 1.0, 1.0)))
    return path
