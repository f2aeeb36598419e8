"""What was recorded of real backends.

What they said about themselves is in the project, in `tests/recordings`, without a description.
Whole conversations lie in a folder beside the repository: tests of those are skipped without it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from support.descriptions import Json

__all__ = ["load_recording", "load_transcript"]

_TESTS = Path(__file__).resolve().parents[1]
_CONVERSATIONS = _TESTS.parents[1] / "shared" / "backends"


def load_recording(backend: str, name: str) -> Json:
    """Return what a backend, such as `brayns-3.10.1`, said; see `recordings/strip.py`."""
    path = _TESTS / "recordings" / backend / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def load_transcript(backend: str) -> list[dict[str, Any]]:
    """Return the conversations with a backend, or skip the test where they are missing."""
    path = _CONVERSATIONS / backend / "transcripts.jsonl"
    if not path.is_file():
        pytest.skip(f"needs the conversations with a real {backend}, which are not in the project")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
