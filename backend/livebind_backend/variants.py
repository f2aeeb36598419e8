"""Settings of one of several types, of which a request sets all or some.

The type's name in the API is that of its class in small letters. What a request leaves out keeps
its value as long as the type stays the same.
"""

import dataclasses
from typing import TYPE_CHECKING, TypeVar, cast

from livebind_backend.declarations import properties_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

__all__ = ["at_start", "by_name", "merge", "name_of", "updated"]

MessageT = TypeVar("MessageT", bound="DataclassInstance")


def at_start(kind: type[MessageT]) -> MessageT:
    """Make a message of which every property has the value that an instance starts with."""
    values = {item.attribute: item.about.start for item in properties_of(kind)}
    return cast("Callable[..., MessageT]", kind)(**values)


def merge(current: MessageT, update: MessageT) -> MessageT:
    """Take every property that the update sets, and the others from the current value."""
    changes = {
        field.name: getattr(update, field.name)
        for field in dataclasses.fields(update)
        if getattr(update, field.name) is not None
    }
    return dataclasses.replace(current, **changes)


def updated(current: object, update: MessageT) -> MessageT:
    """Merge an update with a value of its type: the current one, or else that at the start."""
    kind = type(update)
    return merge(current if isinstance(current, kind) else at_start(kind), update)


def name_of(value: object) -> str:
    """Name the type of a value as the API does."""
    return type(value).__name__.lower()


def by_name(*kinds: type[MessageT]) -> dict[str, type[MessageT]]:
    """Collect types by their names in the API."""
    return {kind.__name__.lower(): kind for kind in kinds}
