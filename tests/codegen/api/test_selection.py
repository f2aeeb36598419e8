"""Which methods a glob chooses."""

from __future__ import annotations

import pytest

from livebind_codegen.api.selection import select
from livebind_codegen.errors import UsageProblem
from support.descriptions import small_description
from support.recordings import recorded


def chosen(name: str, *include: str) -> set[str]:
    return {one.name for one in select(recorded(name).description(), include, ()).methods}


def test_globs_choose_methods_and_plugins() -> None:
    description = small_description()
    some = select(description, ("*camera*", "render"), ("set-*",))
    assert [one.name for one in some.methods] == ["get-camera-view", "render"]
    assert some.loaders == ()
    assert select(description, (), ()) is description
    assert len(select(description, ("Core",), ()).loaders) == 1


def test_a_glob_chooses_by_function_and_by_module_too() -> None:
    camera = chosen("brayns3", "camera*")
    assert camera == chosen("brayns3", "camera")
    assert {"get-camera-view", "set-camera-perspective"} < camera
    assert "get-camera-cylindric" not in camera  # its plugin's module
    assert "get-camera-cylindric" in chosen("brayns3", "*camera*")
    assert chosen("brayns3", "get_camera_view") == {"get-camera-view"}
    assert "createPerspectiveCamera" in chosen("brayns4", "camera*")


def test_excluded_globs_win() -> None:
    some = select(recorded("brayns3").description(), ("camera",), ("set_*",))
    assert all(one.name.startswith("get-camera-") for one in some.methods)


@pytest.mark.parametrize(
    ("include", "exclude", "problem"),
    [
        (
            ("render", "get-camra-*"),
            (),
            "include 'get-camra-\\*' matches no .*: did you mean 'get-camera-view'",
        ),
        ((), ("old-thin",), "exclude 'old-thin' .*: did you mean 'old-thing'"),
        (("qqq",), (), "matches no method, function, plugin or module$"),
        (("*",), ("*",), "leave no method"),
    ],
)
def test_globs_that_match_nothing_are_an_error(
    include: tuple[str, ...], exclude: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(UsageProblem, match=problem):
        select(small_description(), include, exclude)
