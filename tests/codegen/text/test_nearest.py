"""Which names somebody may have meant."""

from __future__ import annotations

import pytest

from livebind_codegen.text.nearest import did_you_mean

KNOWN = ["get-version", "get-loaders", "get-camera-view", "set-camera-view", "snapshot"]


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("get-versoin", "did you mean 'get-version'?"),
        ("GetVersion", "did you mean 'get-version'?"),
        ("get_camera_vew", "did you mean 'get-camera-view' or 'set-camera-view'?"),
        ("shot", "did you mean 'snapshot'?"),
        ("zz", ""),
        ("", ""),
        ("\x1b[2J", ""),
    ],
)
def test_the_nearest_names_are_told(name: str, question: str) -> None:
    assert did_you_mean(name, KNOWN) == question


def test_no_more_than_three_are_told() -> None:
    assert did_you_mean("x1", [f"x{number}" for number in range(20)]).count("'x1") == 1
    assert did_you_mean("xy", ["xya", "xyb", "xyc", "xyd"]).count(" or ") == 2


def test_what_is_told_is_one_line() -> None:
    assert did_you_mean("evil", ["evil\n"]) == "did you mean 'evil'?"


def test_nothing_is_near_to_nothing() -> None:
    assert did_you_mean("anything", []) == ""
