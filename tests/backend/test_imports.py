"""In which direction the modules of the backend import each other."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import livebind_backend

FOLDER = Path(livebind_backend.__file__).parent


def name_of(path: Path) -> str:
    parts = path.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports() -> dict[str, set[str]]:
    """Return what each module imports, for its types as well as to run."""
    paths = {name_of(path): path for path in FOLDER.rglob("*.py")}
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found[name] = {
            full if (full := f"{node.module}.{alias.name}") in paths else str(node.module)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        } & paths.keys()
    return found


def test_no_module_imports_itself_through_others() -> None:
    found = imports()
    assert sum(map(len, found.values())) > len(found), "nothing was read"
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        raise AssertionError(" imports ".join(reversed(cycle))) from None
