"""Methods are divided into modules by what they are about."""

from __future__ import annotations

import random

import pytest

from livebind_codegen.api.grouping import method_modules
from support.descriptions import method
from support.recordings import recorded


def modules(*names: str, **groups: str) -> dict[str, str]:
    return dict(method_modules([method(name, group=groups.get(name, "Core")) for name in names]))


def test_methods_stand_with_those_that_share_their_noun() -> None:
    found = modules("get-camera", "set-camera", "set-camera-view", "add-light", "clear-lights")
    assert found == {
        "get-camera": "camera",
        "set-camera": "camera",
        "set-camera-view": "camera",
        "add-light": "core",
        "clear-lights": "core",
    }


def test_words_that_always_stand_together_are_one_noun() -> None:
    names = ("createToneMapper", "getToneMapper", "updateToneMapper")
    assert set(modules(*names).values()) == {"tone_mapper"}


def test_a_word_that_says_nothing_makes_no_module() -> None:
    names = ("get-color-type", "get-shape-type", "get-line-type")
    assert set(modules(*names).values()) == {"core"}


def test_plugins_have_a_module_each() -> None:
    names = ("get-a", "get-b", "get-c")
    assert modules(*names, **{"get-c": "Circuit Explorer"})["get-c"] == "circuit_explorer"


@pytest.mark.parametrize("plugin", ["class", "shared", "loaders", "models", "import os", "../up"])
def test_a_plugin_cannot_take_a_name_that_means_something_else(plugin: str) -> None:
    module = modules("get-a", "get-b", "get-c", **{"get-c": plugin})["get-c"]
    assert module.isidentifier()
    assert module not in {"class", "shared", "loaders", "models"}


@pytest.mark.parametrize("name", ["brayns3", "brayns4"])
def test_no_order_changes_a_module(name: str) -> None:
    methods = list(recorded(name).description().methods)
    expected = method_modules(methods)
    random.Random(1).shuffle(methods)  # noqa: S311 - no secret
    assert method_modules(methods) == expected


def test_a_real_backend_has_modules_that_a_person_would_make() -> None:
    found = method_modules(recorded("brayns3").description().methods)
    assert set(found.values()) == {
        "atlas_explorer",
        "camera",
        "circuit_explorer",
        "clipping",
        "color",
        "core",
        "cylindric_camera",
        "light",
        "material",
        "model",
        "plane",
        "renderer",
        "simulation",
    }
