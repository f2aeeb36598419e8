"""Types with their names, members and modules: as before where the lock knows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from livebind_codegen.api.descriptions import describe_type
from livebind_codegen.api.members import attributes_of, member_names, members_of
from livebind_codegen.api.model import NamedType
from livebind_codegen.api.type_modules import type_modules
from livebind_codegen.api.unions import is_native, tags
from livebind_codegen.naming.assign import assign_names, renamed
from livebind_codegen.naming.fingerprint import fingerprint
from livebind_codegen.naming.lock import LockedName
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from livebind_codegen.naming.lock import NameLock
    from livebind_codegen.naming.occurrences import Identity, Occurrence
    from livebind_codegen.schema.graph import Graph

__all__ = ["NameRules", "TypeNames", "build_types", "name_types"]


@dataclass(frozen=True)
class NameRules:
    """What names of types must heed beside the schemas."""

    renames: Mapping[str, str]
    """The user's own names."""
    reserved: Collection[str]
    """Names of classes that are no types: no type has one of them."""


@dataclass(frozen=True)
class TypeNames:
    """What all types are called."""

    derived: Mapping[Identity, str]
    """The names that were found, or kept."""
    chosen: Mapping[Identity, str]
    """The same with the user's own in their place."""
    members: Mapping[Identity, Mapping[str, str]]
    """The attribute for each property, or the constant for each value, without the user's own."""
    modules: Mapping[Identity, str]
    places: Mapping[Identity, Sequence[Occurrence]]

    def locked(self) -> tuple[LockedName, ...]:
        """Return what the lock keeps."""
        locked = (
            LockedName(
                name,
                fingerprint(one),
                tuple(sorted({place.where for place in self.places[one]})),
                self.modules[one],
                self.members[one],
            )
            for one, name in self.derived.items()
        )
        return tuple(sorted(locked, key=lambda one: one.name))


def name_types(
    places: Mapping[Identity, Sequence[Occurrence]],
    module_of: Callable[[Sequence[Occurrence]], str],
    lock: NameLock,
    rules: NameRules,
    graph: Graph,
) -> TypeNames:
    """Return the names of all types.

    Raises:
        NameConflictError: two of them would have one name.
    """
    derived = assign_names(places, lock, rules.reserved)
    before = {one.name: one for one in lock.names}
    known = {one: before[name] for one, name in derived.items() if name in before}
    modules = {one: module_of(where) for one, where in places.items()}
    return TypeNames(
        derived,
        renamed(derived, places, rules.renames),
        {one: member_names(graph.resolved(one.shape), known.get(one)) for one in derived},
        type_modules(modules, known, graph),
        places,
    )


def build_types(
    names: TypeNames, renames: Mapping[str, str], graph: Graph, roots: Sequence[shapes.Shape]
) -> dict[Identity, NamedType]:
    """Return the types; `roots` are the whole schemas that lead to them.

    Raises:
        NameConflictError: two members of one type would have one name.
    """
    tag_of = tags(roots, graph)
    types: dict[Identity, NamedType] = {}
    for identity, name in names.chosen.items():
        shape, members = graph.resolved(identity.shape), names.members[identity]
        description = describe_type(names.places[identity])
        named = NamedType(name, names.modules[identity], shape, description)
        match shape:
            case shapes.Object():
                tag = tag_of.get(identity.shape)
                attributes = attributes_of(shape, name, tag, renames, members)
                named = replace(named, attributes=attributes, tag=tag)
            case shapes.Enumeration():
                named = replace(named, members=members_of(shape, name, renames, members))
            case shapes.Union():
                named = replace(named, is_native_union=is_native(shape, tag_of, graph))
            case _:
                pass
        types[identity] = named
    return types
