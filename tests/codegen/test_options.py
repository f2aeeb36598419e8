"""Options have one form: the command line, settings and the lock file say the same."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebind_codegen.corrections.model import Correction
from livebind_codegen.emit.distribution import emit_project
from livebind_codegen.generation import LOCK_FILE, order
from livebind_codegen.lockfile import LockFile, read_lock
from livebind_codegen.options import PackageOptions, is_sound_option
from livebind_codegen.settings import read_settings
from support.descriptions import small_description

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CORRECTIONS = st.builds(
    Correction,
    at=TEXT,
    change=st.one_of(
        st.lists(TEXT, min_size=1, max_size=2).map(lambda names: {"optional": names}),
        st.lists(st.none() | TEXT, min_size=1, max_size=2).map(lambda some: {"values": some}),
        st.just({"also": {"type": "null"}}),
    ),
)
OPTIONS = st.builds(
    PackageOptions,
    package=st.sampled_from(["brayns", "a_b"]),
    include=st.lists(TEXT, max_size=3).map(tuple),
    exclude=st.lists(TEXT, max_size=3).map(tuple),
    rename=st.dictionaries(TEXT, TEXT, max_size=3),
    tests=st.booleans(),
    overlay=st.none(),
    without_overlay=st.booleans(),
    distribution=st.sampled_from(["", "our-brayns"]),
    corrections=st.none() | st.lists(CORRECTIONS, min_size=1, max_size=2).map(tuple),
)


@given(OPTIONS)
def test_a_table_says_all_but_the_package_and_the_place_of_the_overlay(
    options: PackageOptions,
) -> None:
    table = options.table()
    assert PackageOptions.read(table, options.package) == options
    assert all(is_sound_option(key, value) for key, value in table.items() if key != "overlay")


@settings(max_examples=40, deadline=None)
@given(OPTIONS)
def test_what_a_project_is_told_is_what_its_settings_say(options: PackageOptions) -> None:
    # Corrections are kept by the lock file alone: TOML has no null.
    options = replace(options, distribution="our-brayns", corrections=None)
    text = emit_project(small_description(), options, (), ())["pyproject.toml"]
    assert tomllib.loads(text)["tool"]["livebind"]["output"] == "."
    with TemporaryDirectory() as name:
        (Path(name) / "pyproject.toml").write_text(text, encoding="utf-8")
        assert read_settings(Path(name)).options == options


@settings(max_examples=40, deadline=None)
@given(OPTIONS)
def test_what_a_lock_file_keeps_is_what_a_run_was_told(options: PackageOptions) -> None:
    with TemporaryDirectory() as name:
        ordered = order(small_description(), Path(name), options)
        (Path(name) / LOCK_FILE).write_text(LockFile(ordered.stamp).to_text(), encoding="utf-8")
        kept = read_lock(Path(name) / LOCK_FILE).stamp
        again = order(small_description(), Path(name), PackageOptions.read(kept.options, "x"))
    assert replace(again.options, package=options.package) == options
    assert kept == ordered.stamp == again.stamp


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("include", "a"),
        ("exclude", [1]),
        ("tests", "yes"),
        ("rename", {"a": 1}),
        ("rename", ["a"]),
        ("distribution", 5),
        ("colour", "red"),
    ],
)
def test_what_an_option_cannot_be(key: str, value: object) -> None:
    assert not is_sound_option(key, value)
