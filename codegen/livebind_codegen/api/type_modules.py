"""In which module each type stays: where it was, as long as modules do not import in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.naming.occurrences import identify, is_named
from livebind_codegen.schema.shapes import children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livebind_codegen.naming.lock import LockedName
    from livebind_codegen.naming.occurrences import Identity
    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.shapes import Shape

__all__ = ["type_modules"]


def type_modules(
    derived: Mapping[Identity, str],
    known: Mapping[Identity, LockedName],
    graph: Graph,
) -> dict[Identity, str]:
    """Return the module of each type.

    `derived` are those that they would have if they were new, which import in no circle; `known`
    is what the lock says of a type.
    """
    modules = {
        identity: (known[identity].module if identity in known else "") or module
        for identity, module in derived.items()
    }
    uses = {one: set(_used(graph.resolved(one.shape))) & derived.keys() for one in derived}
    while True:
        circular = _circular(
            {(modules[one], modules[other]) for one, others in uses.items() for other in others}
        )
        moved = {
            one for one in modules if modules[one] in circular and modules[one] != derived[one]
        }
        if not moved:
            return modules
        modules |= {one: derived[one] for one in moved}


def _used(shape: Shape) -> Iterator[Identity]:
    """Yield the types that code for a shape names."""
    for child in children(shape):
        if is_named(child):
            yield identify(child, is_root_params=False)
        else:
            yield from _used(child)


def _circular(imports: set[tuple[str, str]]) -> set[str]:
    """Return the modules that import themselves through others."""
    reached = {(one, other) for one, other in imports if one != other}
    while True:
        further = {(one, last) for one, via in reached for again, last in imports if via == again}
        further = {pair for pair in further if pair not in reached}
        if not further:
            return {one for one, other in reached if one == other}
        reached |= further
