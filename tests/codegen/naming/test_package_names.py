"""Which names a package may not have."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
import websocket

import livebind
from livebind_codegen.errors import UsageProblem
from livebind_codegen.naming.package_names import check_package_name


def imported(folder: Path) -> set[str]:
    """Return the top-level modules that the modules of a package import."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names


def third_parties() -> set[str]:
    theirs = Path(websocket.__file__).parent
    found = imported(Path(livebind.__file__).parent) | imported(theirs)
    tests = imported(theirs / "tests") if (theirs / "tests").is_dir() else set[str]()
    return found - sys.stdlib_module_names - tests


@pytest.mark.parametrize("name", ["brayns", "backend", "json_client", "conplyent"])
def test_other_names_are_fine(name: str) -> None:
    check_package_name(name)


@pytest.mark.parametrize(
    ("name", "hidden", "other"),
    [
        ("json", "Python's own", "json_client"),
        ("livebind", "of livebind", "backend"),
        ("livebind_codegen", "of livebind", "backend"),
        ("msgspec", "that livebind needs", "msgspec_client"),
    ],
)
def test_the_name_of_another_module_is_refused_with_one_that_works(
    name: str, hidden: str, other: str
) -> None:
    with pytest.raises(UsageProblem, match=f"{hidden}.*{other!r}"):
        check_package_name(name)
    check_package_name(other)


@pytest.mark.parametrize("name", sorted(third_parties() | {"livebind_backend", "tomllib"}))
def test_nothing_that_the_runtime_imports_can_be_hidden(name: str) -> None:
    with pytest.raises(UsageProblem, match="hide"):
        check_package_name(name)
