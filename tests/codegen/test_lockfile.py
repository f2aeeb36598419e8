"""Lock files that the generator did not write are an error, and lead nowhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import livebind_codegen
from livebind_codegen.errors import SourceError
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from livebind_codegen.lockfile import read_lock
from livebind_codegen.verification import folder_changes
from support.descriptions import small_description


@pytest.mark.parametrize("path", ["a\0b.py", "a\nb.py", "\ud800.py", "\u202epy.a"])
def test_a_path_that_nothing_was_written_to_is_an_error(path: str, tmp_path: Path) -> None:
    options = PackageOptions("backend")
    generate(small_description(), tmp_path, options)
    lock = tmp_path / "backend" / LOCK_FILE
    content = json.loads(lock.read_text(encoding="utf-8"))
    content["files"][path] = "0"
    lock.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SourceError, match="restore it, or delete it"):
        generate(small_description(), tmp_path, options)
    with pytest.raises(SourceError, match="restore it, or delete it"):
        folder_changes(tmp_path / "backend")


@pytest.mark.parametrize("content", [b"\0", b'{"version": 1, "a\0": 1}', b"\xff"])
def test_bytes_that_are_no_json_are_an_error(content: bytes, tmp_path: Path) -> None:
    lock = tmp_path / LOCK_FILE
    lock.write_bytes(content)
    with pytest.raises(SourceError, match=LOCK_FILE):
        read_lock(lock)


DIGEST = """
import sys
sys.path.insert(0, sys.argv[1])
from livebind_codegen.lockfile import generator_digest
print(generator_digest())
"""


def test_a_change_of_any_file_that_writes_makes_another_generator(tmp_path: Path) -> None:
    package = tmp_path / "livebind_codegen"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(livebind_codegen.__file__).parent, package, ignore=skipped)

    def digest() -> str:
        command = [sys.executable, "-B", "-c", DIGEST, str(tmp_path)]
        return subprocess.check_output(command, text=True)  # noqa: S603 - ours

    def changed(pattern: str) -> str:
        path = next(path for path in sorted(package.rglob(pattern)))
        path.write_bytes(path.read_bytes() + b"\n")
        return digest()

    before = digest()
    (package / "notes.txt").write_text("no part of it", encoding="utf-8")
    assert digest() == before
    assert changed("overlays/**/*.py") == before
    digests = [before, *(changed(pattern) for pattern in ("main.py", "*.pyi", "*.jinja2"))]
    assert len(set(digests)) == 4
