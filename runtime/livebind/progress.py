"""How far a task is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MAX_KEPT", "Progress"]

MAX_KEPT = 1024
"""Progress messages that a task keeps for whoever iterates it slower than they come."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One progress message of a backend."""

    operation: str
    """What the backend is doing, in its own words."""
    amount: float
    """How much of it is done, 0 to 1. It may go back when another operation begins."""
    number: int
    """1 for the task's first message. A gap tells how many an iteration missed, because more than
    `MAX_KEPT` came before it asked for the next one."""
