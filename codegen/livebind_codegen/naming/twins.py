"""Twins: two classes of one title, as results always hold what requests may leave out.

A backend says "optional" of a property that its replies never lack (see the dialects). Then one
schema is two types: a partial one for requests, which has the title for its name as programs write
it down, and a complete one for results, with `State` behind the title.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from livebind_codegen.naming.occurrences import Role
from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import Shape, children, with_children

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.naming.occurrences import Identity, Occurrence

__all__ = ["twins"]


def twins(types: Mapping[Identity, Sequence[Occurrence]]) -> dict[Identity, Identity]:
    """Return the complete class of results for each partial one of requests that has one.

    A value of the former is always one of the latter, so that what was read can be sent back.
    """
    requests: dict[Shape, list[Identity]] = {}
    results: dict[Shape, list[Identity]] = {}
    for identity, places in types.items():
        if not isinstance(identity.shape, shapes.Object) or not identity.shape.title:
            continue
        roles = {place.root.role for place in places}
        if roles == {Role.RESULT}:
            results.setdefault(_relaxed(identity.shape), []).append(identity)
        elif Role.RESULT not in roles:
            requests.setdefault(_relaxed(identity.shape), []).append(identity)
    return {
        partial[0]: complete[0]
        for key, partial in requests.items()
        if len(partial) == len(complete := results.get(key, [])) == 1
        and _holds_what_must_be(complete[0].shape, partial[0].shape)
    }


def _relaxed(shape: Shape) -> Shape:
    """Return the shape without anything being required."""
    if isinstance(shape, shapes.Object):
        properties = tuple(replace(one, required=False) for one in shape.properties)
        shape = replace(shape, properties=properties)
    return with_children(shape, _relaxed)


def _holds_what_must_be(complete: Shape, partial: Shape) -> bool:
    """Whether all that is required in one shape is so in the other, which differs in that alone."""
    if isinstance(complete, shapes.Object) and isinstance(partial, shapes.Object):
        both = zip(complete.properties, partial.properties, strict=True)
        if any(wanted.required and not held.required for held, wanted in both):
            return False
    pairs = zip(children(complete), children(partial), strict=True)
    return all(_holds_what_must_be(one, other) for one, other in pairs)
