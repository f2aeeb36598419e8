"""Which part of the project may import which, and what an installation of the base holds."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = {"livebind", "livebind_codegen", "livebind_backend", "brayns"}


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
        ("generated/brayns", {"livebind"}),
    ],
)
def test_a_part_imports_only_the_parts_below_it(folder: str, allowed: set[str]) -> None:
    names = imported(ROOT / folder)
    assert names, "nothing was read"
    assert names & PARTS <= allowed


def test_the_base_depends_on_two_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(requirement.partition(">")[0] for requirement in project["dependencies"])
    assert names == ["msgspec", "websocket-client"]


CODEGEN = ROOT / "codegen" / "livebind_codegen"
DIALECTS = sorted(path.name for path in (CODEGEN / "dialects").iterdir() if path.is_dir())
SHARED = ["jsonrpc"]
"""Folders of what dialects share."""


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
        if name not in SHARED:
            assert name not in text.lower(), path


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
        "generated/brayns",
    ],
)
def test_every_package_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()
