"""Names of functions, attributes, constants and modules stay, as those of types do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.errors import SourceError
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from livebind_codegen.lockfile import LockFile, read_lock
from livebind_codegen.naming.lock import LockedMethod
from livebind_codegen.verification import folder_changes
from support.descriptions import NUMBER, Json, describe, method, object_schema, small_description

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import Description

BOX = object_schema({"size": NUMBER, "kind": {"type": "string", "enum": ["a", "b"]}}, (), "Box")
LAMP = object_schema({"box": BOX}, (), "Lamp")
FIRST = [method(f"{verb}-lamp", None, LAMP) for verb in ("get", "add", "find")]


def modules_of(api: Api) -> dict[str, str]:
    types = {one.name: one.module for one in api.types}
    return types | {one.function: one.module for one in api.methods}


def test_a_new_method_moves_nothing_to_another_module() -> None:
    before = build_api(describe(*FIRST, method("get-view", None, NUMBER)))
    new = [method(f"{verb}-view", None, NUMBER) for verb in ("get", "set", "add", "find", "list")]
    new.append(method("get-view-box", None, BOX))
    after = build_api(describe(*FIRST, *new), before.lock)
    fresh = build_api(describe(*FIRST, *new))
    assert modules_of(after).items() >= modules_of(before).items()
    assert not modules_of(fresh).items() >= modules_of(before).items()


def test_a_new_method_takes_the_name_of_no_task() -> None:
    get = method("get", None, NUMBER)
    before = build_api(describe(get))
    after = build_api(describe(get, method("get-task", None, NUMBER)), before.lock)
    functions = {one.name: (one.function, one.task_function) for one in after.methods}
    assert functions["get"] == ("get", "get_task")
    assert functions["get-task"] == ("get_task_", "get_task_task")
    again = build_api(describe(get, method("get-task", None, NUMBER)), after.lock)
    assert again.methods == after.methods


def test_a_users_name_wins_over_a_task() -> None:
    description = describe(method("get", None, NUMBER), method("list-all", None, NUMBER))
    api = build_api(description, build_api(description).lock, {"list-all": "get_task"})
    functions = {one.name: (one.function, one.task_function) for one in api.methods}
    assert functions == {"get": ("get", "get_task_"), "list-all": ("get_task", "get_task_task")}


def test_what_another_version_of_livebind_called_otherwise_stays() -> None:
    description = describe(*FIRST)
    lock = build_api(description).lock
    other = replace(
        lock,
        names=tuple(
            (
                replace(one, members={key: f"{name}_X" for key, name in one.members.items()})
                if one.name == "BoxKind"
                else replace(one, members={key: f"{name}_x" for key, name in one.members.items()})
            )
            for one in lock.names
        ),
        methods={"get-lamp": LockedMethod("fetch_lamp", "fetching_lamp", "lights")},
    )
    api = build_api(description, other)
    types = {one.name: one for one in api.types}
    assert {one.name for one in types["Box"].attributes} == {"size_x", "kind_x"}
    assert [name for name, _ in types["BoxKind"].members] == ["A_X", "B_X"]
    (fetch,) = [one for one in api.methods if one.name == "get-lamp"]
    assert (fetch.function, fetch.task_function, fetch.module) == (
        "fetch_lamp",
        "fetching_lamp",
        "lights",
    )
    assert build_api(description, api.lock).lock == api.lock


def test_a_name_that_can_no_longer_be_one_is_given_anew() -> None:
    lock = build_api(describe(*FIRST)).lock
    bad = {"get-lamp": LockedMethod("connect", "x", "lights")}
    names = tuple(
        replace(one, members=dict.fromkeys(one.members, "self" if one.name != "BoxKind" else "1"))
        for one in lock.names
    )
    api = build_api(describe(*FIRST), replace(lock, names=names, methods=bad))
    assert "get_lamp" in {one.function for one in api.methods}
    assert {one.name for type_ in api.types for one in type_.attributes} == {"size", "kind", "box"}


def test_users_names_are_no_part_of_the_lock() -> None:
    description = describe(*FIRST)
    plain = build_api(description)
    renames = {"get-lamp": "lamp", "Box.size": "extent", "BoxKind.a": "FIRST"}
    assert build_api(description, None, renames).lock.names == plain.lock.names
    renamed = build_api(description, None, renames)
    assert build_api(description, renamed.lock).methods == plain.methods


def test_parameters_set_the_attribute_that_their_class_has() -> None:
    params = object_schema({"fovY": NUMBER}, ("fovY",), "Params")
    description = describe(method("set-view", params))
    api = build_api(description, None, {"Params.fovY": "angle"})
    assert [one.attribute for one in api.methods[0].parameters] == ["angle"]


def three_of_each(lamp: Json, view: Json) -> Description:
    verbs = ("get", "add", "find")
    schemas = {"lamp": lamp, "view": view}
    return describe(
        *(method(f"{verb}-{noun}", None, schemas[noun]) for verb in verbs for noun in schemas)
    )


def test_modules_that_would_import_in_a_circle_are_given_anew() -> None:
    """Of two types, each in a module of its own, either comes to hold the other."""
    small = object_schema({"b": NUMBER}, (), "View")
    before = build_api(three_of_each(object_schema({"a": NUMBER}, (), "Lamp"), small))
    lamp = object_schema({"a": NUMBER, "view": small}, (), "Lamp")
    changed = three_of_each(lamp, object_schema({"lamp": lamp}, (), "Room"))
    after = build_api(changed, before.lock)
    modules = modules_of(after)
    assert modules["Room"] == "view"
    assert modules["Lamp"] == modules["View"] == "shared"


def test_an_old_lock_is_read_and_makes_nothing_outdated(tmp_path: Path) -> None:
    generate(small_description(), tmp_path, PackageOptions("tiny"))
    folder = tmp_path / "tiny"
    content: Json = json.loads((folder / LOCK_FILE).read_text())
    del content["functions"]
    for entry in content["names"].values():
        del entry["module"], entry["members"]
    (folder / LOCK_FILE).write_text(json.dumps(content))
    assert not folder_changes(folder)
    assert not generate(small_description(), tmp_path, PackageOptions("tiny")).changes


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("names", {"X": {"fingerprint": "a", "where": [], "module": "../x"}}),
        ("names", {"X": {"fingerprint": "a", "where": [], "members": 5}}),
        ("names", {"x y": {"fingerprint": "a", "where": []}}),
        ("names", {"X": {"where": []}}),
        ("functions", {"a": {"function": "a", "task_function": "b", "module": "a/b"}}),
        ("functions", {"a": {"function": "a"}}),
        ("functions", {"a": {"function": "a", "task_function": "b", "module": ""}}),
        ("functions", {"a": 5}),
        ("functions", []),
    ],
)
def test_a_broken_name_is_an_error(section: str, entry: Json, tmp_path: Path) -> None:
    content: Json = json.loads(LockFile().to_text())
    content[section] = entry
    (tmp_path / LOCK_FILE).write_text(json.dumps(content))
    with pytest.raises(SourceError, match="restore or delete"):
        read_lock(tmp_path / LOCK_FILE)
