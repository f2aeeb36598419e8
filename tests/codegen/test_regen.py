"""`make regen` takes whatever listens, also where another kind of backend was before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from support.recorded_server import serve_recorded
from support.recordings import recorded

ROOT = Path(__file__).parents[2]
METHODS = ("getCamera", "getMethods", "getSchema", "getVersion", "updatePerspectiveCamera")


@pytest.mark.timeout(180)
def test_a_brayns_4_takes_the_place_of_a_brayns_3(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated" / "brayns", tmp_path / "generated" / "brayns")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    part = replace(recorded("brayns4"), method_names=METHODS)
    part = replace(part, replies={**part.replies, "getMethods": list(METHODS)})
    with serve_recorded(part) as address:
        command = [sys.executable, "-m", "livebind_codegen.regen", "--uri", address]
        first, second = (
            subprocess.run(  # noqa: S603 - ours
                command, cwd=tmp_path, capture_output=True, text=True, check=False
            )
            for _ in range(2)
        )
    assert first.returncode == 0, first.stderr
    assert "overlay brayns3: left out" in first.stderr
    assert "type-checked by mypy and pyright" in first.stdout
    assert "nothing changed" in second.stdout
    assert not (tmp_path / "generated" / "brayns" / "overlay").exists()


def test_its_help_says_what_it_does() -> None:
    command = [sys.executable, "-m", "livebind_codegen.regen", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert "Write generated/brayns anew" in shown.stdout
    assert "--uri HOST:PORT" in shown.stdout
