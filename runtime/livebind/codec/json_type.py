"""Types that read their own values from JSON, for what msgspec cannot decode by itself.

Such a type is a class that nothing is ever made of: checkers see what its values are, and at run
time msgspec hands each value to `decode_hook`. They are unions (`livebind.union`), constants
(`livebind.constants`) and objects with free properties (`livebind.open_model`).
"""

from __future__ import annotations

from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livebind.codec.partial import PartialReader

__all__ = ["JSON_TYPES", "Converter", "JsonType", "decode_hook", "json_name", "json_types_of"]

JSON_TYPES: tuple[type, ...] = (NoneType, bool, int, float, str, list, dict)
"""The Python types of JSON values, as `json.loads` gives them."""


class _JsonTypeMeta(type):
    """Lets a type say which Python values are its own, as msgspec asks `isinstance`."""

    def __instancecheck__(cls, value: object) -> bool:
        return cast("type[JsonType]", cls).is_value(value)


class JsonType(metaclass=_JsonTypeMeta):
    """Base of the types that read their own values from JSON."""

    json_types: ClassVar[tuple[type, ...]] = JSON_TYPES
    """The Python types of the JSON values that may be its, which is for unions to know."""
    keeps_all: ClassVar[bool] = False
    """Whether its values are always written as the very JSON that they were read from."""

    @classmethod
    def from_json(cls, value: object) -> object:
        """Return JSON value `value` as a value of this type.

        Raises:
            ValueError: if it is none. A message that ends with `` - at `$.path` `` says where.
        """
        raise NotImplementedError

    @classmethod
    def from_json_in_part(cls, value: object, reader: PartialReader, path: str) -> object:
        """Return what fits of a JSON value that is none of this type: by default, the value."""
        del reader, path
        return value

    @classmethod
    def python_types(cls) -> tuple[type, ...]:
        """Return the Python types of its values."""
        return cls.json_types

    @classmethod
    def is_value(cls, value: object) -> bool:
        """Whether `value` is one of this type, as far as can be seen without looking inside."""
        return isinstance(value, cls.python_types())

    @classmethod
    def struct(cls) -> type[msgspec.Struct] | None:
        """Return the properties that its objects must have, None if it has no such objects."""
        return None


def decode_hook(kind: type, value: object) -> object:
    """Return JSON value `value` as one of type `kind`: the `dec_hook` of every decoder.

    Raises:
        ValueError: if it is none.
        NotImplementedError: if `kind` is no type that reads its own values.
    """
    if not issubclass(kind, JsonType):
        raise NotImplementedError(f"{kind!r} is no type of JSON values")
    return kind.from_json(value)


class Converter:
    """Converts JSON values to one type, which msgspec looks at once and not for every value."""

    def __init__(self, kind: object) -> None:
        """Take any type that msgspec knows, or one that reads its own values."""
        self._kind = kind

    @cached_property
    def _box(self) -> Any:  # noqa: ANN401 - a class that is made here
        # msgspec keeps what it has found out about a type for the fields of structs only.
        return msgspec.defstruct("Box", [("content", self._kind)], array_like=True)

    def __call__(self, value: object) -> Any:  # noqa: ANN401 - what the type says
        """Return `value` as the type.

        Raises:
            ValueError: if it is none.
        """
        try:
            return msgspec.convert((value,), self._box, dec_hook=decode_hook).content
        except msgspec.ValidationError as error:
            # The box is no step of the path that the reader of the message knows.
            problem, _, path = str(error).rpartition(" - at `$[0]")
            raise ValueError(problem if path == "`" else f"{problem} - at `${path}") from None


def json_types_of(values: Iterable[object]) -> tuple[type, ...]:
    """Return the Python types of the JSON values that are equal to one of `values`."""
    types = {type(value) for value in values}
    # 1 and 1.0 are one number.
    return tuple(types | {int, float} if types & {int, float} else types)


def json_name(value: object) -> str:
    """Return the kind of a JSON value as msgspec names it in its messages."""
    if isinstance(value, list):
        return "`array`"
    if isinstance(value, dict):
        return "`object`"
    return "`null`" if value is None else f"`{type(value).__name__}`"
