"""A description: what an instance said about its methods, nothing invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = [
    "CancellationDescription",
    "Description",
    "ErrorDescription",
    "LoaderDescription",
    "MethodDescription",
    "NotificationDescription",
    "VersionMethod",
]

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema as the backend wrote it.

In a description that was read, each `$ref` is the canonical reference of a definition; one that is
no key of `Description.definitions` leads nowhere (see `description.pointers`).
"""


@dataclass(frozen=True)
class CancellationDescription:
    """How a request is cancelled."""

    method: str
    """The method that cancels."""
    parameter: str
    """Its parameter that takes the id of the request."""
    error_code: int | None
    """The code of the error that the cancelled request is answered with. None if it is not
    answered: then the method is a notification."""


@dataclass(frozen=True)
class ErrorDescription:
    """An error that a method may answer with."""

    code: int
    message: str = ""
    name: str = ""
    """What the description calls it, empty if nothing."""
    data: Any = None
    """What comes with it, as the backend wrote it: a schema or an example; None if nothing."""


@dataclass(frozen=True)
class MethodDescription:
    """One method of a backend."""

    name: str
    description: str = ""
    group: str = ""
    """The plugin or other part of the backend that the method belongs to, empty if unknown."""
    params: Schema | None = None
    """Schema of the parameters, None if the method takes none."""
    result: Schema | None = None
    """Schema of the result, None if it returns nothing; an empty one is any value."""
    deprecated: bool = False
    asynchronous: bool = False
    """Whether it reports progress while it runs."""
    takes_data: bool = False
    """Whether a request carries bytes beside its parameters."""
    returns_data: bool = False
    """Whether a reply carries bytes beside its result."""
    ends_backend: bool = False
    """Whether the backend stops after it."""
    cancellation: CancellationDescription | None = None
    """How a running request is cancelled, None if it cannot be."""
    positions: tuple[str, ...] = ()
    """Names of the parameters in the order they are sent in; empty if they are sent by name."""
    errors: tuple[ErrorDescription, ...] = ()
    """The errors that it declares, in the order of the description."""


@dataclass(frozen=True)
class NotificationDescription:
    """What a backend tells its clients without being asked, while they are connected."""

    name: str
    description: str = ""
    group: str = ""
    """The part of the backend that it belongs to, empty if unknown."""
    params: Schema | None = None
    """Schema of what comes with it, None if nothing does."""


@dataclass(frozen=True)
class LoaderDescription:
    """One loader of models: its parameters are a type, though no method declares them."""

    name: str
    group: str
    extensions: tuple[str, ...]
    takes_data: bool
    params: Schema


@dataclass(frozen=True)
class VersionMethod:
    """How an instance is asked for its version."""

    method: str
    """The method that tells it."""
    parts: tuple[str, ...] = ()
    """The properties of its result that make up the version, between dots; none if the result is
    the version itself."""


@dataclass(frozen=True)
class Description:
    """All that is known about a backend."""

    title: str
    version: str
    protocol: str
    """Name of the protocol module that the description came from."""
    methods: tuple[MethodDescription, ...]
    """Sorted by name."""
    loaders: tuple[LoaderDescription, ...] = ()
    """Sorted by name."""
    definitions: Schema = field(default_factory=dict[str, Any])
    """Schemas that others refer to, by their canonical reference (see `description.pointers`)."""
    version_method: VersionMethod | None = None
    """How an instance tells its version, None if it cannot."""
    notifications: tuple[NotificationDescription, ...] = ()
    """Sorted by name."""
    wire: str = ""
    """What programs speak with it, as its dialect knows; empty for JSON-RPC."""
