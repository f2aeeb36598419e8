"""The protocols that are known: ours, and those that other packages add."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final

from livebind_codegen.discovery.brayns3 import Brayns3
from livebind_codegen.discovery.brayns4 import Brayns4
from livebind_codegen.discovery.protocol import Protocol
from livebind_codegen.errors import UsageProblem

__all__ = ["ENTRY_POINT_GROUP", "known_protocols", "protocol_named"]

ENTRY_POINT_GROUP: Final = "livebind.protocols"
"""Packages register a `Protocol` class under its name in this group of entry points."""

_OWN: Final[tuple[type[Protocol], ...]] = (Brayns3, Brayns4)


def known_protocols() -> list[Protocol]:
    """Return all protocols, in the order in which a backend is asked for them.

    Raises:
        UsageProblem: if an installed package registers something else.
    """
    protocols: list[Protocol] = [kind() for kind in _OWN]
    for entry_point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda one: one.name):
        try:
            kind = entry_point.load()
            protocol = kind()
        except Exception as error:  # anything may go wrong in another package
            raise UsageProblem(
                f"protocol {entry_point.name!r} of another package cannot be loaded: {error}"
            ) from error
        if not isinstance(protocol, Protocol):
            raise UsageProblem(f"entry point {entry_point.name!r} is no protocol of livebind")
        protocols.append(protocol)
    return protocols


def protocol_named(name: str) -> Protocol:
    """Return one protocol.

    Raises:
        UsageProblem: if there is none of this name.
    """
    protocols = {protocol.name: protocol for protocol in known_protocols()}
    if name not in protocols:
        raise UsageProblem(f"no protocol {name!r}: known are {', '.join(sorted(protocols))}")
    return protocols[name]
