"""A short run of the fuzzer, where atheris is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: make fuzz")
def test_atheris_finds_nothing() -> None:
    fuzzer = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, HERE / "fuzz_protocol.py", "-runs=20000"],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert fuzzer.returncode == 0, fuzzer.stderr
    assert "Done 20000 runs" in fuzzer.stderr
