"""A reference backend with a small scene, and a session of the explorer with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.dialects.dialect import LiveOptions
from livebind_codegen.sources import read_source
from livebind_explore.brayns.brayns3 import Brayns3
from livebind_explore.session import Session, open_session
from support.backends import serving

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import Description

BOXES = [
    {"geometry": {"min": [-3, -1, -1], "max": [-1, 1, 1]}, "color": [0.9, 0.1, 0.1, 1]},
    {"geometry": {"min": [1, -1, -1], "max": [3, 1, 1]}, "color": [0.1, 0.9, 0.1, 1]},
]
"""A red box on the left, a green one on the right, as seen along -Z."""


@pytest.fixture(scope="session")
def address() -> Generator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def described(address: str) -> tuple[Description, Api]:
    description, _ = read_source(address, LiveOptions())
    return description, build_api(description)


@pytest.fixture
def session(address: str, described: tuple[Description, Api]) -> Generator[Session]:
    opened = open_session(address, *described, LiveOptions(), is_read_only=False)
    for method in ("clear-models", "clear-lights"):
        opened.call(method)
    opened.call("add-boxes", BOXES)
    opened.call("add-light-ambient", {"intensity": 1.0})
    opened.call("set-renderer-interactive", {"samples_per_pixel": 1, "ao_samples": 0})
    opened.call("set-camera-perspective", {"fovy": 45})
    opened.call("set-camera-view", {"position": [0, 0, 10], "target": [0, 0, 0], "up": [0, 1, 0]})
    yield opened
    opened.close()


@pytest.fixture
def brayns(session: Session) -> Brayns3:
    return Brayns3(session)
