"""The Api: named types and methods. Emitters read this and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livebind_codegen.dialects.client import Client
from livebind_codegen.naming.occurrences import identify, is_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import CancellationDescription, Schema, VersionMethod
    from livebind_codegen.naming.lock import NameLock
    from livebind_codegen.naming.occurrences import Identity
    from livebind_codegen.schema import shapes
    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.parse import Notice

__all__ = [
    "SCALARS_MODULE",
    "SHARED_MODULE",
    "Api",
    "Attribute",
    "Domain",
    "Method",
    "NamedError",
    "NamedType",
    "Parameter",
]

SHARED_MODULE = "shared"
"""Module of the types that methods of several modules use."""
SCALARS_MODULE = "scalars"
"""Module of numbers with the limits of a machine type."""


@dataclass(frozen=True)
class Attribute:
    """An attribute of a class."""

    name: str
    wire_name: str
    shape: shapes.Shape
    required: bool
    documentation: shapes.Documentation


@dataclass(frozen=True)
class NamedType:
    """A type of the generated package: a class, an enum or a union."""

    name: str
    module: str
    shape: shapes.Shape
    """An object, an enumeration or a union; of a definition also what it is another name for."""
    description: str
    attributes: tuple[Attribute, ...] = ()
    """Of a class, required ones first, without the tag."""
    members: tuple[tuple[str, shapes.Member], ...] = ()
    """Of an enum, each with the name of its constant."""
    tag: tuple[str, str] | None = None
    """Wire name and value of the constant that marks the class in unions."""
    is_native_union: bool = False
    """Whether msgspec can tell the options of the union apart by itself."""
    notification: str = ""
    """Name on the wire of the notification that the class is, empty if it is none."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a generated function."""

    name: str
    wire_name: str
    """Its name in the description; empty if it is the whole parameters."""
    attribute: str
    """The attribute of the parameters' class that it sets; empty if it is the whole parameters."""
    shape: shapes.Shape
    required: bool
    documentation: shapes.Documentation
    twin: shapes.Shape | None = None
    """The class of results that holds all of what `shape` holds in part: it may be sent back."""


@dataclass(frozen=True)
class NamedError:
    """An error that methods declare, which has a class."""

    name: str
    code: int
    message: str
    data: shapes.Shape | None
    """What comes with it; None if that is not known."""
    is_own: bool
    """Whether the class is the package's own, and not one that livebind has for the code."""
    base: str
    """The class of livebind that its own one is derived from."""
    schema: Schema | None = field(default=None, compare=False)
    """The schema of what comes with it, as the backend wrote it; None if that is not known."""


@dataclass(frozen=True)
class Domain:
    """A group of methods with a module of their own, in which functions have short names."""

    module: str
    names: tuple[tuple[str, str], ...]
    """Each function and its short name."""


@dataclass(frozen=True)
class Method:
    """A method of the backend, as a function."""

    name: str
    """The name on the wire."""
    function: str
    task_function: str
    module: str
    description: str
    params: shapes.Shape | None
    parameters: tuple[Parameter, ...]
    """Required ones first."""
    result: shapes.Shape | None
    deprecated: bool
    asynchronous: bool
    takes_data: bool
    returns_data: bool
    ends_backend: bool
    cancellation: CancellationDescription | None
    positions: tuple[str, ...] = ()
    """Wire names of the parameters in the order they are sent in, empty if they go by name."""
    errors: tuple[NamedError, ...] = ()
    """The errors that it declares, sorted by name."""

    @property
    def constant(self) -> str:
        """The constant of its module that says what is known of the method."""
        return f"_{self.function.upper().rstrip('_')}"


@dataclass(frozen=True)
class Api:
    """All that is emitted for a backend."""

    title: str
    version: str
    types: tuple[NamedType, ...]
    """Sorted by name."""
    methods: tuple[Method, ...]
    """Sorted by function."""
    loaders: Mapping[str, shapes.Shape]
    """The parameters of each loader, by the loader's name."""
    names: Mapping[Identity, str]
    graph: Graph
    """The definitions that edges lead to."""
    lock: NameLock
    notices: tuple[Notice, ...] = ()
    version_method: VersionMethod | None = None
    """How an instance tells its version, None if it cannot."""
    errors: tuple[NamedError, ...] = ()
    """The errors that methods declare, sorted by name."""
    domains: tuple[Domain, ...] = ()
    """Sorted by module; none of most backends."""
    client: Client = field(default_factory=Client)
    """What the package needs, as its dialect says."""

    def has_name(self, shape: shapes.Shape) -> bool:
        """Whether code calls a shape by a name."""
        return self.client.layout is None and is_named(shape)

    def name_of(self, shape: shapes.Shape, *, is_root_params: bool = False) -> str:
        """Return the name of a shape that has one."""
        return self.names[identify(shape, is_root_params=is_root_params)]
