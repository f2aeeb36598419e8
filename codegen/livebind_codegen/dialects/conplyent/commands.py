"""Commands of a server: their signatures and documentation, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["NO_DEFAULT", "Command", "CommandParameter"]


class _NoDefault:
    """The type of `NO_DEFAULT`."""


NO_DEFAULT: Final = _NoDefault()
"""A parameter that must be given."""


@dataclass(frozen=True)
class CommandParameter:
    """One parameter of a command."""

    name: str
    annotation: str = "Any"
    """Its type, as Python."""
    default: object = NO_DEFAULT
    """A JSON value, `NO_DEFAULT`, or `...` if there is one that is not known."""
    kind: str = ""
    """`*` or `**` for the rest of the positional or keyword arguments, `keyword` if it can be given
    by its name alone."""
    description: str = ""


@dataclass(frozen=True)
class Command:
    """One command of a server."""

    name: str
    description: str = ""
    outputs: str = "Any"
    """Type of each output, as Python."""
    parameters: tuple[CommandParameter, ...] = ()
