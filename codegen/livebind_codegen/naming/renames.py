"""Checks the names that a user gave to parts of a backend: each must mean a part that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.errors import UsageProblem
from livebind_codegen.schema import shapes
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from livebind_codegen.api.model import Api

__all__ = ["check_renames", "names_of"]


def names_of(api: Api) -> Iterator[str]:
    """Yield what can be renamed, as a key of `[tool.livebind.rename]` says it."""
    for locked in api.lock.names:
        yield locked.name
        yield from locked.where
    for type_ in api.types:
        for attribute in type_.attributes:
            yield f"{type_.name}.{attribute.wire_name}"
        for _, member in type_.members:
            yield f"{type_.name}.{member.value}"
    for method in api.methods:
        yield method.name
        if isinstance(method.params, shapes.Object):
            for property_ in method.params.properties:
                yield f"{method.name}.{property_.name}"


def check_renames(renames: Iterable[str], known: Collection[str]) -> None:
    """Check that each key of `renames` is one of the names in `known`.

    Raises:
        UsageProblem: one is not; the names that are nearest to it are told.
    """
    for key in renames:
        if key not in known:
            hint = did_you_mean(key, sorted(known))
            raise UsageProblem(
                f"[tool.livebind.rename] {plain_text(repr(key), 200)} names nothing of the "
                f"backend{f': {hint}' if hint else ''}"
            )
