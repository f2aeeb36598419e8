"""What generated packages need to know of a dialect, beside what its description says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from livebind.wires.wire import Wire
    from livebind_codegen.api.model import Api

__all__ = ["Client", "Layout", "Names", "Template"]

Context: TypeAlias = "Callable[[Api], Mapping[str, Any]]"


@dataclass(frozen=True)
class Names:
    """Names that a package has already where methods are those of a class of its own."""

    methods: frozenset[str]
    """Methods of the base class: a method of the backend is `NAME_command` instead."""
    hiding: frozenset[str]
    """What code behind a method means something else by: it is `NAME_` instead."""
    parameters: frozenset[str]
    """Parameters of every method: one of the backend's is `NAME_` instead."""

    def has_method(self, name: str) -> bool:
        """Whether no method of the backend may be called `name`."""
        return name in self.methods or name in self.hiding


@dataclass(frozen=True)
class Template:
    """The template (jinja2) of one module, without its docstring and imports."""

    about: str
    """What the module holds, as the beginning of a docstring that goes on "of Brayns 4.0.0"."""
    text: str


@dataclass(frozen=True)
class Layout:
    """A package of templates: its methods are those of a class, their types are Python's."""

    package: str
    """Template of `__init__.py`, whole: it is given a `header`, `names` and `overlays`."""
    modules: Mapping[str, Template]
    """That of each other module, by the module's path in the package."""
    context: Context
    """What the templates of modules are given."""
    cases: Callable[[str, Api], list[Any]]
    """What gives the contract tests of the package of a name; see `contract.Case`."""
    places: Mapping[str, str]
    """Public names of the package, and where they are for its users."""
    imports: Mapping[str, str]
    """The module of each name that the templates use, beside those that every package may."""
    names: Names
    calls: frozenset[str]
    """What the code may call, beside what all may: functions, and methods as `owner.name`."""


@dataclass(frozen=True)
class Client:
    """What the code of a package needs."""

    extras: frozenset[str] = frozenset()
    """Extras of livebind."""
    requirements: tuple[str, ...] = ()
    """Other distributions, such as the one that brings the wire."""
    wire: type[Wire] | None = None
    """What turns requests into messages and back, importable where the package is used; None for
    JSON-RPC."""
    layout: Layout | None = field(default=None, repr=False)
    """What the package looks like; None for functions and models."""
