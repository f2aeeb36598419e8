"""What `make` says while it makes the environment. The Python that it is given is a stand-in."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from support.repository import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")

STAND_IN = """#!/bin/sh
case "$2" in
venv)
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python" ;;
pip)
    echo "Obtaining file:///somewhere"
    echo "  Installing build dependencies: started"
    echo "Collecting numpy>=2.0 (from livebind==0.1.0)"
    echo "  Downloading numpy.whl (16 MB)"
    echo "Collecting ruamel.yaml[jinja2]"
    echo "WARNING: something odd" >&2
    if [ -n "$PIP_FAILS" ]; then echo "ERROR: no network" >&2; exit 1; fi
    echo "Installing collected packages: numpy, ruamel.yaml"
    echo "Successfully installed numpy ruamel.yaml" ;;
esac
"""


def make_install(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `make install` for an environment in a folder."""
    python = folder / "python"
    python.write_text(STAND_IN)
    python.chmod(0o755)
    command = ["make", "install", f"ENVIRONMENT={folder / 'environment'}", f"PYTHON={python}"]
    environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    return subprocess.run(  # noqa: S603 - ours
        command,
        cwd=REPOSITORY,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_installing_says_what_it_is_at(tmp_path: Path) -> None:
    done = make_install(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first, names, installing, last = done.stdout.splitlines()
    assert "takes a minute or two" in first
    assert names.split() == ["numpy", "ruamel.yaml"]
    assert installing == "installing all of these"
    assert last.startswith("ready: ")
    assert make_install(tmp_path).stdout.startswith("make: Nothing to be done")


def test_installing_that_fails_says_why_and_is_tried_again(tmp_path: Path) -> None:
    failed = make_install(tmp_path, PIP_FAILS="1")
    assert failed.returncode == 2
    assert "ERROR: no network\n" in failed.stderr
    assert "ready" not in failed.stdout
    assert make_install(tmp_path).returncode == 0
