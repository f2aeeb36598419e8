"""The documents are right: their code is typed, the tutorial runs, links and pictures are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import brayns
from overlay.pictures import difference
from support.repository import REPOSITORY

DOCS = REPOSITORY / "docs"
DOCUMENTS = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")

DECLARATIONS = """
import brayns

instance: brayns.Instance
connector: brayns.Connector
"""
"""What the blocks of documents take for granted."""


def code_of(document: str) -> str:
    """Return all Python of a document: its blocks are read one after the other."""
    return "\n".join(BLOCK.findall((DOCS / document).read_text(encoding="utf-8")))


ELSEWHERE = {"runtime.md", "generator.md", "reference-backend.md", "conplyent.md"}
"""Documents whose code is not about `brayns`; that of the last is on a package of the reader's."""


def test_code_is_typed(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    programs = {name: code_of(name) for name in DOCUMENTS}
    folder.mkdir()
    for name, code in programs.items():
        if code and name not in ELSEWHERE:
            program = folder / f"{re.sub(r'[^a-z]', '_', name)}.py"
            program.write_text(DECLARATIONS + code)
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml"]
    relaxed = ["--disable-error-code=no-redef", "--disable-error-code=name-defined"]
    done = subprocess.run(  # noqa: S603 - ours
        [*command, *relaxed, str(folder)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    path = DOCS / document
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    missing = [link for link in LINK.findall(text) if not (path.parent / link).exists()]
    assert missing == []


def test_tutorial_makes_its_picture(
    uri: str, instance: brayns.Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert instance.connected
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, str(REPOSITORY / "examples" / "knot.py"), "knot.obj"]
    subprocess.run(command, check=True)  # noqa: S603 - ours
    # The backend works in another folder.
    code = code_of("tutorial.md").replace('"knot.obj"', repr(str(tmp_path / "knot.obj")))
    exec(code.replace("localhost:5000", uri), {})  # noqa: S102 - a document of ours
    # Other processors and versions may round otherwise, and their noise differs.
    assert difference(Path("picture.png"), DOCS / "images" / "session.png") < 2


def test_mistake_of_the_tutorial_is_found(tmp_path: Path) -> None:
    program = tmp_path / "mistake.py"
    program.write_text(code_of("tutorial.md").replace("Resolution(960", 'Resolution("960"'))
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(program)]
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    (found,) = re.findall(r"error: .*", done.stdout)
    assert found in (DOCS / "tutorial.md").read_text()


def test_names_to_migrate_to_exist() -> None:
    text = (DOCS / "how-to" / "migrate-from-brayns.md").read_text(encoding="utf-8")
    new = " ".join(re.findall(r"^\|.*\|(.*)\|$", text, re.MULTILINE))
    classes = re.findall(r"`([A-Z]\w+)", new)
    functions = re.findall(r"(?<![.\w])(\w+)\(instance", new)
    assert {name for name in classes + functions if not hasattr(brayns, name)} == set()
