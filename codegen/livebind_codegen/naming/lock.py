"""Names once given, kept: what the lock file remembers about types.

A type is recognised by its fingerprint. One whose shape changed is recognised by where it stands,
so that it keeps its name as well, as long as nothing else has that shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from livebind_codegen.errors import SourceError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.naming.fingerprint import fingerprint
from livebind_codegen.text.identifiers import is_class_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.naming.occurrences import Identity, Occurrence

__all__ = ["LockedName", "NameLock"]


@dataclass(frozen=True)
class LockedName:
    """A name that was given."""

    name: str
    fingerprint: str
    where: tuple[str, ...]
    """The places of the type, sorted."""


@dataclass(frozen=True)
class NameLock:
    """All the names that were given."""

    names: tuple[LockedName, ...] = ()
    _by_fingerprint: dict[str, str] = field(init=False, repr=False, default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._by_fingerprint.update((locked.fingerprint, locked.name) for locked in self.names)

    def known_names(self, types: Mapping[Identity, Sequence[Occurrence]]) -> dict[Identity, str]:
        """Return the names of those types that had one before."""
        found: dict[Identity, str] = {}
        for identity in types:
            name = self._by_fingerprint.get(fingerprint(identity))
            if name is not None:
                found[identity] = name
        taken = set(found.values())
        by_place = {
            place: locked.name
            for locked in self.names
            if locked.name not in taken
            for place in locked.where
        }
        claims: dict[str, list[Identity]] = {}
        for identity, places in types.items():
            if identity in found:
                continue
            names = {by_place[place.where] for place in places if place.where in by_place}
            if len(names) == 1:
                claims.setdefault(names.pop(), []).append(identity)
        # Of a type that fell apart into several, none may say that it is the one.
        found |= {claimants[0]: name for name, claimants in claims.items() if len(claimants) == 1}
        return found

    @staticmethod
    def of(
        names: Mapping[Identity, str], types: Mapping[Identity, Sequence[Occurrence]]
    ) -> NameLock:
        """Return the lock for types and their names."""
        locked = (
            LockedName(
                name, fingerprint(identity), tuple(sorted({one.where for one in types[identity]}))
            )
            for identity, name in names.items()
        )
        return NameLock(tuple(sorted(locked, key=lambda one: one.name)))

    def to_json(self) -> dict[str, Any]:
        """Return the names as they stand in the lock file."""
        return {
            locked.name: {"fingerprint": locked.fingerprint, "where": list(locked.where)}
            for locked in self.names
        }

    @staticmethod
    def from_json(content: object, where: str) -> NameLock:
        """Read the names of a lock file.

        Raises:
            SourceError: if it was not written by this module.
        """
        if not is_object(content):
            raise SourceError(f"{where}: the names are no object: restore or delete the file")
        names: list[LockedName] = []
        for name, entry in content.items():
            if (
                not is_class_name(name)
                or not is_object(entry)
                or not isinstance(entry.get("fingerprint"), str)
                or not is_list(entry.get("where"))
            ):
                raise SourceError(
                    f"{where}: the name {name!r} is broken: restore or delete the file"
                )
            places = tuple(str(place) for place in entry["where"])
            names.append(LockedName(name, entry["fingerprint"], places))
        return NameLock(tuple(names))
