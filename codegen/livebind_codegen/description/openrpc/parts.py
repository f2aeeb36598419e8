"""Takes parts out of a document, each checked to be of the kind that it must be."""

from __future__ import annotations

from typing import Any

from livebind_codegen.description.places import dereferenced
from livebind_codegen.description.pointers import why_missing
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object

__all__ = [
    "BrokenReferenceError",
    "list_in",
    "object_at",
    "referred",
    "referred_object",
    "text_in",
]


class BrokenReferenceError(SchemaError):
    """A reference that stands for a part of a method leads nowhere."""

    def __init__(self, message: str, reference: str) -> None:
        super().__init__(message)
        self.reference = reference
        """The reference as it is written."""


def object_at(value: object, place: str) -> dict[str, Any]:
    """Return `value`, which stands at `place`, if it is an object.

    Raises:
        SchemaError: if it is something else.
    """
    if not is_object(value):
        raise SchemaError(f"{place}: expected an object")
    return value


def referred_object(document: dict[str, Any], value: object, place: str) -> dict[str, Any]:
    """Return the object at `place`, or the one in the document that stands there as a reference.

    Raises:
        BrokenReferenceError: if the reference leads nowhere.
        SchemaError: if it is something else.
    """
    return referred(document, value, place)[0]


def referred(
    document: dict[str, Any], value: object, place: str
) -> tuple[dict[str, Any], str | None]:
    """Return the same as `referred_object`, and the key of what stood there as a reference.

    Raises:
        SchemaError: as `referred_object`.
    """
    try:
        found, key = dereferenced(document, value)
    except LookupError as error:
        reference = str(error.args[0])
        raise BrokenReferenceError(f"{place}: {why_missing(reference)}", reference) from None
    return object_at(found, place), key


def list_in(owner: dict[str, Any], key: str, place: str) -> list[Any]:
    """Return the list under `key`, an empty one if there is none.

    Raises:
        SchemaError: if it is something else.
    """
    value = owner.get(key, [])
    if not is_list(value):
        raise SchemaError(f"{place}: {key!r} must be a list")
    return value


def text_in(owner: dict[str, Any], key: str, place: str) -> str:
    """Return the text under `key`, empty if there is none.

    Raises:
        SchemaError: if it is something else.
    """
    value = owner.get(key, "")
    if not isinstance(value, str):
        raise SchemaError(f"{place}: {key!r} must be a string")
    return value
