"""Lock files that the generator did not write are an error, and lead nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.errors import SourceError
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from livebind_codegen.lockfile import read_lock
from livebind_codegen.verification import folder_changes
from support.descriptions import small_description

if TYPE_CHECKING:
    from pathlib import Path


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
