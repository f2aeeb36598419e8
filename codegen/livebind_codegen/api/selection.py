"""Chooses which methods of a description are generated."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from livebind_codegen.api.grouping import method_modules
from livebind_codegen.errors import UsageProblem
from livebind_codegen.text.identifiers import function_name
from livebind_codegen.text.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livebind_codegen.description.model import Description

__all__ = ["select"]


def select(description: Description, include: Sequence[str], exclude: Sequence[str]) -> Description:
    """Return the description with those methods and loaders alone that the globs choose.

    A glob is compared with a method's name (`*-camera-*`), its function (`get_camera_*`), its
    plugin (`Circuit Explorer`) and the module that it has where all methods are generated
    (`camera`); with a loader's name and plugin. The whole name must match, cases mattering.
    Without `include` all are in; `exclude` wins.

    Raises:
        UsageProblem: if a glob matches nothing, or no method is left.
    """
    if not include and not exclude:
        return description
    modules = method_modules(description.methods)
    methods = [
        (one, {one.name, function_name(one.name), one.group, modules[one.name]})
        for one in description.methods
    ]
    loaders = [(one, {one.name, one.group}) for one in description.loaders]
    known = {name for _, names in (*methods, *loaders) for name in names if name}
    for option, globs in (("include", include), ("exclude", exclude)):
        _check(option, globs, known)

    def is_chosen(names: Iterable[str]) -> bool:
        return (not include or _matches(include, names)) and not _matches(exclude, names)

    chosen = tuple(one for one, names in methods if is_chosen(names))
    if not chosen:
        raise UsageProblem("include and exclude leave no method: look at the globs")
    return replace(
        description,
        methods=chosen,
        loaders=tuple(one for one, names in loaders if is_chosen(names)),
    )


def _check(option: str, globs: Iterable[str], known: Iterable[str]) -> None:
    for glob in globs:
        if not _matches([glob], known):
            hint = did_you_mean(glob, sorted(known))
            raise UsageProblem(
                f"{option} {glob!r} matches no method, function, plugin or module"
                f"{f': {hint}' if hint else ''}"
            )


def _matches(globs: Iterable[str], names: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs for name in names)
