"""Where the project lies."""

from __future__ import annotations

from pathlib import Path

__all__ = ["REPOSITORY"]

REPOSITORY = Path(__file__).resolve().parents[2]
