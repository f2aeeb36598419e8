"""Packages whose names are imported when they are first used (PEP 562).

A generated package has hundreds of names, of which a program uses a few. The functions here keep
nothing in the package's own namespace, so that no name of a backend can get in their way.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazy_names"]


def lazy_names(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of `package`.

    Args:
        package: the name of the package, its `__name__`.
        modules: the module that each public name is in, absolute or as seen from the package; a
            module of the package that is public itself is in itself (`.camera`).
    """

    def load(name: str) -> object:
        try:
            module = modules[name]
        except KeyError:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package]
            ) from None
        found = import_module(module, package)
        value: object = found if module == f".{name}" else getattr(found, name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted(modules)

    return load, names
