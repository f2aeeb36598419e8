"""Unions of every pair of kinds of option, and of many triples: right, and without a crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import union_matrix
from support.union_matrix import COMBINATIONS

BATCH = 300


@pytest.mark.parametrize(
    ("how", "start"),
    [(how, start) for how, all_ in COMBINATIONS.items() for start in range(0, len(all_), BATCH)],
)
def test_a_union_takes_what_one_of_its_options_takes(how: str, start: int) -> None:
    """In a process of its own: msgspec 0.19 to 0.22 crashes at some unions."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "support.union_matrix", how, str(start), str(start + BATCH)],
        cwd=Path(union_matrix.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ran.stdout.splitlines()
    problems = [line for line in lines if not line.isdigit()]
    assert problems == []
    last = COMBINATIONS[how][int(lines[-1])] if lines else ()
    assert (ran.returncode, ran.stderr) == (0, ""), f"a crash at {' | '.join(last)}"
