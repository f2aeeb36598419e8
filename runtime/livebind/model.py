"""The base of every generated request and response: a struct that is also a dataclass.

A `Model` is a `msgspec.Struct`, so that it is decoded and validated straight from the received
bytes. It also answers the protocol of the `dataclasses` module (`is_dataclass`, `fields`,
`asdict`, `astuple`, `replace`), works with `pprint`, `match`, `copy` and `pickle`, and checkers
see a dataclass (PEP 681).
"""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from enum import StrEnum
from threading import local
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast
from weakref import WeakKeyDictionary

import msgspec
from msgspec import UNSET, UnsetType

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = [
    "UNSET",
    "Model",
    "OpenEnum",
    "UnsetType",
    "closed_enums",
    "enums_are_closed",
    "shadow_dataclass",
]


class _DataclassAttribute:
    """Builds one `__dataclass_*__` attribute of a model when it is first read.

    Most programs never call `dataclasses.fields`, and importing a package of hundreds of models
    must stay fast, so that nothing is built when the class is made.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: Model | None, owner: type[Model]) -> object:
        if owner is Model:
            # `Model` itself has no fields; only its subclasses are dataclasses.
            raise AttributeError(self._name)
        # Not stored in the class, whose subclasses would then inherit the wrong fields.
        shadow = _shadows.get(owner)
        if shadow is None:
            shadow = _shadows[owner] = shadow_dataclass(owner)
        return getattr(shadow, self._name)


_shadows: WeakKeyDictionary[type[Model], type[object]] = WeakKeyDictionary()


def shadow_dataclass(model: type[msgspec.Struct]) -> type[object]:
    """Return a real dataclass with the fields of `model`, whose attributes describe it."""
    fields: list[tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(model):
        default: Any = dataclasses.MISSING
        if field.default is not msgspec.NODEFAULT:
            default = field.default
        factory: Any = dataclasses.MISSING
        if field.default_factory is not msgspec.NODEFAULT:
            factory = field.default_factory
        metadata = {"wire_name": field.encode_name}
        if factory is not dataclasses.MISSING:
            specifier = dataclasses.field(default_factory=factory, kw_only=True, metadata=metadata)
        else:
            specifier = dataclasses.field(default=default, kw_only=True, metadata=metadata)
        fields.append((field.name, field.type, specifier))
    return dataclasses.make_dataclass(model.__name__, fields)


@dataclasses.dataclass
class _Plain:
    """Gives the mark by which `pprint` knows a dataclass whose repr it may lay out itself."""


class Model(msgspec.Struct, kw_only=True, repr_omit_defaults=True):
    """Base of generated models: typed, and read from and written to JSON.

    An optional field that was not given is `UNSET` and is not sent: absent is not null.
    A subclass says `kw_only=True` itself, as msgspec does not inherit that option.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    else:
        __dataclass_fields__: ClassVar = _DataclassAttribute("__dataclass_fields__")
        __dataclass_params__: ClassVar = _DataclassAttribute("__dataclass_params__")

    def __repr__(self) -> str:
        """Return the call that makes this object, without the fields that are at their default."""
        return super().__repr__()

    def to_dict(self) -> dict[str, Any]:
        """Return this object as a dict of what its JSON holds.

        The keys are the names on the wire (`"from"`, not `from_`), and what is `UNSET` is left
        out, while None stays. Models within become dicts in the same way, also in lists and in
        whichever option of a union, with the property that tells the options apart where there is
        one. Enums become their values, tuples become lists, and bytes become text in Base64.
        (`dataclasses.asdict` keeps attribute names, tuples and `UNSET` instead.)

        Raises:
            InvalidRequestError: JSON cannot express a value, such as NaN; with the path to it.
        """
        return cast("dict[str, Any]", msgspec.json.decode(self.to_json()))

    def to_json(self) -> str:
        """Return this object as JSON (RFC 8259): as it would be sent, and as `to_dict` tells.

        Raises:
            InvalidRequestError: JSON cannot express a value, such as NaN; with the path to it.
        """
        from livebind.codec.encoding import encode_json  # noqa: PLC0415 - it needs models itself

        return encode_json(self, "the model", type(self).__name__).decode()


# `pprint` breaks the lines of a dataclass only if its `__repr__` is one that `dataclasses` wrote,
# which it knows by the function that this one wraps (Lib/pprint.py, `_pprint_repr`).
cast("Any", Model.__repr__).__wrapped__ = cast("Any", _Plain.__repr__).__wrapped__


class OpenEnum(StrEnum):
    """An enum of strings that keeps a value it does not know, as a newer server may send one.

    An unknown value becomes a member that is not listed: it compares and hashes as its string.
    In a request an unknown value is an error, found before it is sent.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if _strictness.closed or not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member


class _Strictness(local):
    closed: bool = False


_strictness = _Strictness()


def enums_are_closed() -> bool:
    """Whether this thread is within `closed_enums`."""
    return _strictness.closed


@contextmanager
def closed_enums() -> Generator[None]:
    """Within the block, and in this thread, an `OpenEnum` takes its listed values only."""
    previous = _strictness.closed
    _strictness.closed = True
    try:
        yield
    finally:
        _strictness.closed = previous
