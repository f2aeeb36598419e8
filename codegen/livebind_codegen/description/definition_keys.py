"""Keys of definitions: what a schema is called where it stands, or else the way to it.

Equal definitions become one, so that schemas which come each with its own copy of the same `$defs`
share their types.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.places import Place

__all__ = ["Link", "assign_keys"]

Link = tuple[dict[str, Any], str, "Place"]
"""What holds a reference, under which key, and the place that it leads to."""

_MAX_ROUNDS: Final = 20
"""In each round differences spread by one reference; real documents need two or three."""
_MAX_KEY: Final = 200


def assign_keys(contents: Mapping[Place, object], links: Sequence[Link]) -> dict[Place, str]:
    """Return the key of the definition for each place; equal definitions have the same.

    `contents` has the schema of each place, in which other places stand as references: the
    `links`, which are overwritten.
    """
    claims: dict[str, list[Place]] = {}
    for place in contents:
        if place.claim:
            claims.setdefault(place.claim, []).append(place)
    kinds = _kinds(contents, claims, links)
    keys = {place: place.own_name for place in contents if place.is_component}
    for claim, claimants in claims.items():
        component = next((one for one in claimants if one.is_component), None)
        if component is not None:
            keys |= {one: claim for one in claimants if kinds[one] == kinds[component]}
        elif _is_usable(claim) and len({kinds[one] for one in claimants}) == 1:
            keys |= dict.fromkeys(claimants, claim)
    rest = sorted((one for one in contents if one not in keys), key=lambda one: one.path)
    return keys | _keys_by_way(rest, kinds, {*keys.values()})


def _keys_by_way(
    places: Sequence[Place], kinds: Mapping[Place, object], taken: set[str]
) -> dict[Place, str]:
    first: dict[object, Place] = {}
    for place in places:
        first.setdefault(kinds[place], place)
    count = Counter(place.name for place in first.values())
    keys: dict[object, str] = {}
    for kind, place in first.items():
        ways = [place.name, ".".join(place.path)]
        free = (one for one in ways if count[one] <= 1 and one not in taken and _is_usable(one))
        key = next(free, f"schema-{_digest(place.path)[:16]}")
        while key in taken:
            key += "_"
        taken.add(key)
        keys[kind] = key
    return {place: keys[kinds[place]] for place in places}


def _kinds(
    contents: Mapping[Place, object], claims: Mapping[str, Sequence[Place]], links: Sequence[Link]
) -> dict[Place, object]:
    """Return the same value for equal definitions: the same text, leading to equal ones.

    Definitions of one name are taken to be equal until their texts differ, in which each reference
    stands as the kind of what it leads to (partition refinement). That is the widest equality that
    holds, also for definitions that contain themselves.
    """
    kinds: dict[Place, object] = {place: place for place in contents}
    rivals = {place: claim for claim, several in claims.items() if several[1:] for place in several}
    if not rivals:
        return kinds
    names = {place: f"#{index}" for index, place in enumerate(contents)} | rivals
    found = 0
    for _ in range(_MAX_ROUNDS):
        for holder, key, place in links:
            holder[key] = names[place]
        names |= {place: _digest([claim, contents[place]]) for place, claim in rivals.items()}
        different = len({names[place] for place in rivals})
        if different == found:
            return kinds | {place: names[place] for place in rivals}
        found = different
    # A document made so that it takes longer: then each keeps its own.
    return kinds


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _is_usable(key: str) -> bool:
    return 0 < len(key) <= _MAX_KEY and not key.startswith(UNRESOLVED)
