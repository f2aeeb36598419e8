"""Chooses which methods of a description are generated."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livebind_codegen.description.model import Description

__all__ = ["select"]


def select(description: Description, include: Sequence[str], exclude: Sequence[str]) -> Description:
    """Return the description with those methods and loaders alone that the globs choose.

    A glob (`camera*`, `Circuit Explorer`) is compared with the name and with the plugin, cases
    mattering. Without `include` all are in; `exclude` wins.

    Raises:
        UsageProblem: if no method is left.
    """
    if not include and not exclude:
        return description

    def is_chosen(name: str, group: str) -> bool:
        def matches(globs: Sequence[str]) -> bool:
            return any(fnmatchcase(one, glob) for glob in globs for one in (name, group))

        return (not include or matches(include)) and not matches(exclude)

    methods = tuple(one for one in description.methods if is_chosen(one.name, one.group))
    loaders = tuple(one for one in description.loaders if is_chosen(one.name, one.group))
    if not methods:
        raise UsageProblem("include and exclude leave no method: look at the globs")
    return replace(description, methods=methods, loaders=loaders)
