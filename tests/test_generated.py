"""The package in `generated/` is what the generator makes of the reference backend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@pytest.fixture
def backend() -> Iterator[str]:
    """Run the reference backend and give its address."""
    # Our own interpreter and module: nothing of the command comes from elsewhere.
    command = [sys.executable, "-m", "livebind_backend", "--uri", "localhost:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("listening on ").strip()
        finally:
            process.terminate()


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("livebind")), "check", *arguments]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )


def test_it_is_what_the_reference_backend_gives(backend: str) -> None:
    result = check(backend)
    assert result.returncode == 0, f"run make regen: {result.stdout}{result.stderr}"
    assert "so is its description" in result.stdout


def test_it_can_be_checked_without_a_backend() -> None:
    result = check("--offline")
    assert result.returncode == 0, f"run make regen: {result.stdout}{result.stderr}"
