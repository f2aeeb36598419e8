"""Documents and recordings that lie in a folder beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["REPOSITORY", "shared_file"]

REPOSITORY = Path(__file__).resolve().parents[2]


def shared_file(path: str) -> Path:
    """Return where a file is, or skip the test where the folder is missing."""
    found = REPOSITORY.parent / "shared" / path
    if not found.is_file():
        pytest.skip(f"needs {path} in the folder 'shared' beside the repository")
    return found
