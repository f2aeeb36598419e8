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
