"""The command line, run in an empty folder, and a captured file in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen import cli
from livebind_codegen.description.openrpc import canonical_json, to_document
from support.command_line import Livebind, Ran
from support.descriptions import small_description

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def livebind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Livebind:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["livebind", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.run()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    """A small backend, as `livebind capture` wrote it."""
    path = tmp_path / "small.json"
    path.write_text(canonical_json(to_document(small_description())), encoding="utf-8")
    return path
