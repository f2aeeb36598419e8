"""How good the types of an Api are: their names, and what has no type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["numbered_names", "untyped_references", "untyped_share"]


def numbered_names(api: Api, document: str) -> list[str]:
    """Return the names of types with a number that the document does not use itself."""
    own = {word.lower() for word in re.findall(r"[A-Za-z]*\d+", document)}

    def is_own(name: str) -> bool:
        return all(
            any(word.endswith(part.lower()) for word in own)
            for part in re.findall(r"[A-Z]?[a-z]*\d+", name)
        )

    return [type_.name for type_ in api.types if not is_own(type_.name)]


def untyped_references(api: Api) -> list[str]:
    """Return the definitions that others refer to, maybe in a circle, and that may be anything."""
    return [
        edge.target
        for edge, shape in api.graph.definitions.items()
        if isinstance(shape, shapes.AnyValue)
    ]


def untyped_share(api: Api) -> float:
    """Return which part of all attributes and results may be anything, or hold what may be."""
    places = [attribute.shape for type_ in api.types for attribute in type_.attributes]
    places += [method.result for method in api.methods if method.result is not None]
    untyped = sum(
        any(isinstance(part, shapes.AnyValue) for part in _parts(place)) for place in places
    )
    return untyped / len(places)


def _parts(shape: Shape) -> Iterator[Shape]:
    yield shape
    if not isinstance(shape, shapes.Object):
        for child in children(shape):
            yield from _parts(child)
