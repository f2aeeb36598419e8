"""Which part of the project may import which, and what an installation of the base holds."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
PARTS = {"livebind", "livebind_codegen", "livebind_backend", "livebind_explore", "brayns"}


def imported(folder: Path) -> set[str]:
    """Return the top-level packages that the modules of a folder import, at any place."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("runtime/livebind", {"livebind"}),
        ("codegen/livebind_codegen", {"livebind", "livebind_codegen"}),
        ("backend/livebind_backend", {"livebind_backend"}),
        ("explore/livebind_explore", {"livebind", "livebind_codegen", "livebind_explore"}),
        ("generated/brayns", {"livebind"}),
    ],
)
def test_a_part_imports_only_the_parts_below_it(folder: str, allowed: set[str]) -> None:
    names = imported(ROOT / folder)
    assert names, "nothing was read"
    assert names & PARTS <= allowed


# The rooms of the runtime, each with those that it may import; a top-level module is in the first
# room that names it.
ROOMS: Final = {
    "ground": (
        "common bindings deprecation errors hooks lazy logger progress timeouts tls version",
        set[str](),
    ),
    "models": ("codec constants method model notification open_model union", {"ground"}),
    "wires": ("wires", {"ground", "models"}),
    "transports": ("transports", {"ground"}),
    "connection": ("connection subscription", {"ground", "models", "wires", "transports"}),
    "front": (
        "__init__ aio connector exploring instance listener pool task",
        {"ground", "models", "wires", "transports", "connection"},
    ),
    "conplyent": (
        "conplyent",
        {"ground", "models", "wires", "transports", "connection", "front"},
    ),
}
ROOM_OF: Final = {name: room for room, (names, _) in ROOMS.items() for name in names.split()}
RUNTIME: Final = ROOT / "runtime/livebind"


@pytest.mark.parametrize("path", sorted(RUNTIME.rglob("*.py")), ids=str)
def test_imports_run_one_way_between_the_rooms_of_the_runtime(path: Path) -> None:
    room = ROOM_OF[path.relative_to(RUNTIME).with_suffix("").parts[0]]
    imported_rooms = {
        ROOM_OF[(node.module or "").partition(".")[2].partition(".")[0] or "__init__"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "livebind"
    }
    names_everything = path == RUNTIME / "__init__.py"
    assert names_everything or imported_rooms <= ROOMS[room][1] | {room}


def test_the_entrance_of_the_runtime_holds_its_public_modules_alone() -> None:
    modules = {path.stem for path in RUNTIME.glob("*.py")}
    folders = {path.name for path in RUNTIME.iterdir() if (path / "__init__.py").exists()}
    assert len(modules) <= 24
    assert modules | folders == set(ROOM_OF)


def test_the_base_depends_on_two_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(requirement.partition(">")[0] for requirement in project["dependencies"])
    assert names == ["msgspec", "websocket-client"]


CODEGEN = ROOT / "codegen" / "livebind_codegen"
DIALECTS = sorted(path.name for path in (CODEGEN / "dialects").iterdir() if path.is_dir())
SHARED = ["jsonrpc"]
"""Folders of what dialects share."""
FORMAT = "openrpc"
"""The dialect that is called like the format of descriptions, which all know."""


def outside_of_dialects() -> list[Path]:
    """Return the modules and templates that may know of no dialect."""
    own = [CODEGEN / "dialects" / name for name in DIALECTS]
    own += [CODEGEN / "overlays", CODEGEN / "dialects" / "registry.py"]
    return [
        path
        for path in sorted(CODEGEN.rglob("*"))
        if path.suffix in {".py", ".jinja2"} and not any(path.is_relative_to(one) for one in own)
    ]


@pytest.mark.parametrize("name", [one for one in DIALECTS if not one.startswith("_")])
def test_nothing_but_its_own_folder_and_the_registry_knows_a_dialect(name: str) -> None:
    modules = outside_of_dialects()
    assert len(modules) > 80
    for path in modules:
        text = path.read_text(encoding="utf-8")
        assert f"dialects.{name}" not in text, path
        if name not in SHARED and name != FORMAT:
            assert name not in text.lower(), path


def test_emitters_look_up_no_names() -> None:
    modules = sorted((CODEGEN / "emit").glob("*.py"))
    assert len(modules) > 10
    for path in modules:
        assert "livebind_codegen.naming" not in path.read_text(encoding="utf-8"), path


def test_dialects_import_no_other_dialect() -> None:
    for name in DIALECTS:
        for path in (CODEGEN / "dialects" / name).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            others = [one for one in DIALECTS if one not in {name, *SHARED, "__pycache__"}]
            assert not any(f"dialects.{one}" in text for one in others), path


@pytest.mark.parametrize(
    "package",
    [
        "runtime/livebind",
        "codegen/livebind_codegen",
        "backend/livebind_backend",
        "explore/livebind_explore",
        "generated/brayns",
    ],
)
def test_every_package_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()
