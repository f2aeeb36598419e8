"""The dialects that are known: those of the house, and those that other packages add."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final

from livebind_codegen.dialects.client import Client
from livebind_codegen.dialects.dialect import Dialect
from livebind_codegen.errors import UsageProblem
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

__all__ = ["ENTRY_POINT_GROUP", "client_of", "dialect_named", "known_dialects", "known_schemes"]

ENTRY_POINT_GROUP: Final = "livebind.dialects"
"""Packages register a `Dialect` class under its name in this group of entry points."""

_HOUSE: Final = {
    name: EntryPoint(name, f"livebind_codegen.dialects.{name}.dialect:{kind}", ENTRY_POINT_GROUP)
    for name, kind in (
        ("brayns3", "Brayns3"),
        ("brayns4", "Brayns4"),
        ("openrpc", "OpenRpc"),
        ("conplyent", "Conplyent"),
        ("cdp", "Cdp"),
        ("qmp", "Qmp"),
        ("mcp", "Mcp"),
    )
}
"""In the order in which a backend is asked; loaded like those of others."""


def known_dialects() -> list[Dialect]:
    """Return all dialects, in the order in which a backend is asked.

    Raises:
        UsageProblem: if an installed package registers something else.
    """
    return [_loaded(one) for one in _registered().values()]


def known_schemes() -> list[str]:
    """Return the schemes of addresses that some dialect claims."""
    return sorted({scheme for one in known_dialects() for scheme in one.schemes if scheme})


def dialect_named(name: str) -> Dialect:
    """Return one dialect.

    Raises:
        UsageProblem: if there is none of this name.
    """
    found = _HOUSE.get(name) or _registered().get(name)
    if found is None:
        raise UsageProblem(f"no protocol {name!r}: known are {', '.join(sorted(_registered()))}")
    return _loaded(found)


def client_of(description: Description) -> Client:
    """Return what a package for a backend needs: the usual if its dialect is not known.

    Raises:
        UsageProblem: the dialect is not known, and has a wire of its own.
    """
    name = description.protocol
    if name and (name in _HOUSE or name in _registered()):
        return dialect_named(name).client
    if description.wire:
        raise UsageProblem(
            f"{plain_text(description.title, 80)} speaks {plain_text(description.wire, 80)}, which "
            f"the dialect {plain_text(name, 80)!r} brings: install the package that has it"
        )
    return Client()


def _registered() -> dict[str, EntryPoint]:
    others = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda one: one.name)
    return _HOUSE | {one.name: one for one in others if one.name not in _HOUSE}


def _loaded(entry_point: EntryPoint) -> Dialect:
    try:
        dialect = entry_point.load()()
    except Exception as error:  # anything may go wrong in another package
        raise UsageProblem(
            f"dialect {entry_point.name!r} of another package cannot be loaded: {error}"
        ) from error
    if not isinstance(dialect, Dialect):
        raise UsageProblem(f"entry point {entry_point.name!r} is no dialect of livebind")
    return dialect
