"""Names once given, kept: what the lock file remembers about types and methods.

A type is recognised by its fingerprint. One whose shape changed is recognised by where it stands,
so that it keeps its name as well, as long as nothing else has that shape.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from livebind_codegen.errors import SourceError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.naming.fingerprint import fingerprint
from livebind_codegen.text.identifiers import is_class_name, is_value_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.naming.occurrences import Identity, Occurrence

__all__ = ["LockedMethod", "LockedName", "NameLock"]


@dataclass(frozen=True)
class LockedName:
    """A name that was given."""

    name: str
    fingerprint: str
    where: tuple[str, ...]
    """The places of the type, sorted."""
    module: str = ""
    """The module of the type, empty if it is not known (livebind 0.1.0)."""
    members: Mapping[str, str] = field(default_factory=dict[str, str])
    """The attribute for each property, or the constant for each value."""


@dataclass(frozen=True)
class LockedMethod:
    """How a method is called."""

    function: str
    task_function: str
    module: str


@dataclass(frozen=True)
class NameLock:
    """All the names that were given; those of the user's own are no part of it."""

    names: tuple[LockedName, ...] = ()
    methods: Mapping[str, LockedMethod] = field(default_factory=dict[str, LockedMethod])
    """By the name of the method; empty if they are not known (livebind 0.1.0)."""
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

    def types_alone(self) -> NameLock:
        """Return what livebind 0.1.0 kept."""
        return NameLock(
            tuple(LockedName(one.name, one.fingerprint, one.where) for one in self.names)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the names as they stand in the lock file."""
        return {
            "names": {one.name: _without_name(one) for one in self.names},
            "functions": {name: asdict(method) for name, method in self.methods.items()},
        }

    @staticmethod
    def from_json(content: Mapping[str, Any], where: str) -> NameLock:
        """Read the names of a lock file.

        Raises:
            SourceError: if it was not written by this module.
        """
        names, methods = content.get("names", {}), content.get("functions", {})
        if not is_object(names) or not is_object(methods):
            raise SourceError(f"{where}: the names are no object: restore or delete the file")
        try:
            return NameLock(
                tuple(_locked_name(name, entry) for name, entry in names.items()),
                {name: _locked_method(entry) for name, entry in methods.items()},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError(
                f"{where}: a name is broken ({error}): restore or delete the file"
            ) from None


def _without_name(locked: LockedName) -> dict[str, Any]:
    entry = asdict(locked)
    del entry["name"]
    return entry


def _locked_name(name: str, entry: Any) -> LockedName:  # noqa: ANN401 - whatever JSON holds
    if not is_class_name(name) or not is_list(entry["where"]):
        raise ValueError(repr(name))
    members = {str(key): str(one) for key, one in dict(entry.get("members", {})).items()}
    places = tuple(str(place) for place in entry["where"])
    if not isinstance(entry["fingerprint"], str):
        raise TypeError(repr(name))
    return LockedName(name, entry["fingerprint"], places, _module(entry), members)


def _locked_method(entry: Any) -> LockedMethod:  # noqa: ANN401 - whatever JSON holds
    if not entry["module"]:
        raise ValueError(str(entry["function"]))
    return LockedMethod(str(entry["function"]), str(entry["task_function"]), _module(entry))


def _module(entry: Mapping[str, Any]) -> str:
    """Return a module, which becomes the name of a file."""
    module = entry.get("module", "")
    if module and not is_value_name(module):
        raise ValueError(repr(module))
    return str(module)
