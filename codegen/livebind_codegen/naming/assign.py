"""Gives each type its name, whatever the order in which the types are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.errors import NameConflictError, SchemaError
from livebind_codegen.naming.candidates import Candidate, candidates
from livebind_codegen.naming.twins import twins
from livebind_codegen.schema.shapes import Reference
from livebind_codegen.text.identifiers import is_class_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from livebind_codegen.naming.lock import NameLock
    from livebind_codegen.naming.occurrences import Identity, Occurrence

__all__ = ["assign_names", "renamed"]


def assign_names(
    types: Mapping[Identity, Sequence[Occurrence]],
    lock: NameLock,
    reserved: Collection[str] = (),
) -> dict[Identity, str]:
    """Return a name for each type: the one it had before, else the best that is free.

    In each round every type without a name proposes its next candidate. A name that one type alone
    proposes is given; of several, the one that says exactly what it is gets it (a definition before
    all others), else none does: so the result is the same for any order. Names in `reserved` are
    given to nothing.

    Raises:
        SchemaError: if a type finds no name.
    """
    names = lock.known_names(types)
    taken = {*names.values(), *reserved}
    pairs = twins(types)
    partial, complete = set(pairs), set(pairs.values())
    waiting = {
        identity: [
            one
            for one in candidates(
                identity,
                places,
                owns_title=identity in partial,
                is_state=identity in complete,
            )
            if is_class_name(one.name)
        ]
        for identity, places in types.items()
        if identity not in names
    }
    while waiting:
        proposals: dict[str, list[tuple[Identity, Candidate]]] = {}
        for identity, ladder in waiting.items():
            while ladder and ladder[0].name in taken:
                ladder.pop(0)
            if not ladder:
                place = types[identity][0].where
                raise SchemaError(
                    f"{place[:200]}: no name is free for its type: "
                    "say one in [tool.livebind.rename]"
                )
            proposals.setdefault(ladder[0].name, []).append((identity, ladder[0]))
        for name, proposed in proposals.items():
            exact = [one for one in proposed if one[1].is_exact]
            # What the document itself calls so goes before what is called so for its place.
            keyed = [one for one in exact if isinstance(one[0].shape, Reference)]
            winners = proposed if len(proposed) == 1 else keyed or exact
            if len(winners) == 1:
                names[winners[0][0]] = name
                del waiting[winners[0][0]]
            else:
                for identity, _ in proposed:
                    waiting[identity].pop(0)
            taken.add(name)
    return names


def renamed(
    names: Mapping[Identity, str],
    types: Mapping[Identity, Sequence[Occurrence]],
    renames: Mapping[str, str],
) -> dict[Identity, str]:
    """Return the names with the user's own in place of those that they name.

    A key of `renames` is a derived name, or a place such as `snapshot.params.camera`.

    Raises:
        NameConflictError: if two types would have one name; both are named.
    """
    result: dict[Identity, str] = {}
    owners: dict[str, str] = {}
    for identity, name in sorted(names.items(), key=lambda item: item[1]):
        keys = [name, *(place.where for place in types[identity])]
        wanted = {renames[key] for key in keys if key in renames}
        if len(wanted) > 1:
            raise NameConflictError(
                f"type {name} is renamed twice, to {' and '.join(sorted(wanted))}: keep one"
            )
        new = wanted.pop() if wanted else name
        if not is_class_name(new):
            raise NameConflictError(
                f"type {name} cannot be renamed to {new!r}: not the name of a class, or one that "
                "the package has already"
            )
        if new in owners:
            raise NameConflictError(
                f"types {owners[new]} and {name} would both be called {new}: rename one of them "
                "in [tool.livebind.rename]"
            )
        owners[new] = name
        result[identity] = new
    return result
