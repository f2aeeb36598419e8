"""Partial updates: what a request leaves out keeps its value."""

import dataclasses
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["merge"]

MessageT = TypeVar("MessageT", bound="DataclassInstance")


def merge(current: MessageT, update: MessageT) -> MessageT:
    """Take every property that the update sets, and the others from the current value."""
    changes = {
        field.name: getattr(update, field.name)
        for field in dataclasses.fields(update)
        if getattr(update, field.name) is not None
    }
    return dataclasses.replace(current, **changes)
