"""Domains: groups whose methods say in their names that they belong to them, as `Page.navigate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.model import Domain
from livebind_codegen.text.identifiers import function_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from livebind_codegen.api.model import Method
    from livebind_codegen.description.model import MethodDescription

__all__ = ["domains_of", "has_domains"]

_SEPARATOR = "."


def has_domains(methods: Sequence[MethodDescription]) -> bool:
    """Whether each method's name begins with its group, and there are several groups."""
    groups = {method.group for method in methods}
    return len(groups) > 1 and all(
        method.group and method.name.startswith(method.group + _SEPARATOR) for method in methods
    )


def domains_of(methods: Sequence[Method], taken: Collection[str]) -> tuple[Domain, ...]:
    """Return the domains of methods that have them, each with the short names of its functions.

    A domain whose module would have a name in `taken` is none, nor is one in which two functions
    would have one name: their long names are always there.
    """
    names: dict[str, list[tuple[str, str]]] = {}
    for method in methods:
        short = function_name(method.name.partition(_SEPARATOR)[2])
        names.setdefault(method.module, []).extend(
            [(method.function, short), (method.task_function, f"{short.rstrip('_')}_task")]
        )
    return tuple(
        Domain(module, tuple(sorted(pairs)))
        for module, pairs in sorted(names.items())
        if module not in taken and len({short for _, short in pairs}) == len(pairs)
    )
