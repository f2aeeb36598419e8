"""What can be said about an option of a union before a value comes."""

from __future__ import annotations

from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType

from livebind.codec.json_type import JSON_TYPES, Converter, JsonType, json_types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["UnionOption", "alternatives", "nearest_option"]

_INFINITE = float("inf")
_SCALARS: dict[object, tuple[type, ...]] = {
    NoneType: (NoneType,),
    bool: (bool,),
    int: (int,),
    # Python and JSON both take an integer for a number.
    float: (int, float),
    str: (str,),
}
_CONTAINERS = (list, tuple, dict)
_SAMPLE = 10
"""Items that are looked at to tell what a list was meant to be."""


class UnionOption:
    """One type of a union, and what tells its values from those of the others."""

    json_types: tuple[type, ...] = JSON_TYPES
    """The Python types of the JSON values that may be its."""
    python_types: tuple[type, ...] = (object,)
    """The Python types of its values."""
    description: str
    """Its JSON values in words, for a message."""
    convert: Callable[[Any], Any]
    """Returns a JSON value as a value of the option, or raises ValueError."""

    _length: tuple[float, float] = (0, _INFINITE)
    _required: frozenset[str] = frozenset()
    _constants: tuple[tuple[str, frozenset[str]], ...] = ()
    _keeps_all: bool = True
    _known: frozenset[str] | None = None
    _names: frozenset[str] = frozenset()
    _items: tuple[object, ...] = ()

    def __init__(self, kind: object) -> None:
        """Take any type that msgspec knows, or one that reads its own values."""
        self.kind = kind
        """The type, as it was given."""
        plain: Any = _without_limits(kind)
        plain = getattr(plain, "__supertype__", plain)
        origin = get_origin(plain) or plain
        self.convert = Converter(kind)
        self.description = f"`{getattr(origin, '__name__', origin)}`"
        if origin in _SCALARS:
            self.json_types = self.python_types = _SCALARS[origin]
            if kind is origin and origin is not float:
                self.convert = _unchanged
        elif plain is Any:
            self.convert = _unchanged
        elif origin is Literal:
            self.json_types = self.python_types = json_types_of(get_args(plain))
        elif origin in _CONTAINERS:
            self._describe_container(plain, origin)
            self._limit_length(kind)
        elif isinstance(plain, type):
            self._describe_class(plain)

    def fits(self, value: object) -> bool:
        """Whether `value`, which is of one of `json_types`, could be its, at first sight."""
        if isinstance(value, dict):
            return self._required <= value.keys() and all(
                name not in value or (isinstance(value[name], str) and value[name] in constants)
                for name, constants in self._constants
            )
        if isinstance(value, list):
            shortest, longest = self._length
            return shortest <= len(cast("list[object]", value)) <= longest
        return True

    def distance(self, value: object) -> tuple[int, int]:
        """Return how far `value`, which is of one of `json_types`, is from its, at first sight."""
        if isinstance(value, dict):
            given = cast("dict[str, object]", value)
            wrong = [name for name, texts in self._constants if given.get(name) not in texts]
            missing = self._required - given.keys()
            return len(wrong), len(missing) - len(self._names & given.keys())
        if isinstance(value, list):
            items = cast("list[object]", value)
            kinds = {kind for one in self._items for kind in UnionOption(one).json_types}
            strange = sum(type(one) not in kinds for one in items[:_SAMPLE]) if kinds else 0
            return int(not self.fits(items)), strange
        return 0, 0

    def is_whole(self, result: object, value: object) -> bool:
        """Whether `result`, which JSON value `value` was converted to, is written as that value.

        An object of a class drops the properties that the class does not know.
        """
        if self._keeps_all:
            return True
        if self._known is not None:
            return cast("dict[str, object]", value).keys() <= self._known
        return bool(msgspec.json.decode(msgspec.json.encode(result)) == value)

    def _describe_container(self, plain: object, origin: Any) -> None:  # noqa: ANN401 - a class
        items = get_args(plain)
        self.python_types = (origin,)
        self.json_types = (dict,) if origin is dict else (list,)
        self.description = "`object`" if origin is dict else "`array`"
        if origin is tuple and plain is not tuple and ... not in items:
            if getattr(items[-1] if items else None, "__unpacked__", False):
                # `tuple[A, *tuple[B, ...]]`
                start, rest = items[:-1], get_args(items[-1])[0]
                items = (*start, rest)
                self._length = (len(start), _INFINITE)
                self.description = f"`array` of length >= {len(start)}"
                self.convert = _open_tuple_converter(start, rest)
            else:
                self._length = (len(items), len(items))
                self.description = f"`array` of length {len(items)}"
        self._items = tuple(item for item in items if item is not ...)
        self._keeps_all = all(_keeps_all(item) for item in items)

    def _limit_length(self, kind: object) -> None:
        """Take the limits of a list as they are told: of an open tuple, msgspec checks none."""
        shortest, longest = self._length
        for meta in get_args(kind)[1:] if get_origin(kind) is Annotated else ():
            shortest = max(shortest, getattr(meta, "min_length", None) or 0)
            most = getattr(meta, "max_length", None)
            longest = longest if most is None else min(longest, most)
        self._length = (shortest, longest)

    def _describe_class(self, plain: type) -> None:
        self.python_types = (plain,)
        self._keeps_all = issubclass(plain, Enum)
        if issubclass(plain, JsonType):
            self.json_types = plain.json_types
            self.python_types = plain.python_types()
            self.convert = plain.from_json
            self._keeps_all = plain.keeps_all
            struct = plain.struct()
            if struct is not None:
                self._describe_struct(struct)
        elif issubclass(plain, Enum):
            self.json_types = json_types_of(member.value for member in plain)
        elif issubclass(plain, msgspec.Struct):
            self._describe_struct(plain)
            self._known = _known_names(plain)

    def _describe_struct(self, struct: type[msgspec.Struct]) -> None:
        config = struct.__struct_config__
        if config.array_like:
            self.json_types = (list,)
            return
        self.json_types = (dict,)
        fields = msgspec.structs.fields(struct)
        required = [field.encode_name for field in fields if field.required]
        constants = {field.encode_name: _texts(field.type) for field in fields}
        if config.tag_field:
            # msgspec takes an object without the tag for one that has it.
            required.append(config.tag_field)
            if isinstance(config.tag, str):
                constants[config.tag_field] = frozenset({config.tag})
        self._names = frozenset(constants)
        self._required = frozenset(required)
        self._constants = tuple((name, texts) for name, texts in constants.items() if texts)
        names = ", ".join(map(repr, required))
        self.description = f"`object` with {names}" if names else "`object`"


def alternatives(kind: object) -> tuple[object, ...]:
    """Return the types of union `A | B`, or the only one of what is no union."""
    if get_origin(kind) in {Union, UnionType}:
        return tuple(one for one in get_args(kind) if one is not UnsetType)
    return (kind,)


def nearest_option(options: Iterable[UnionOption], value: object) -> UnionOption | None:
    """Return the option that a value which fits none was most likely meant to be, if any."""
    likely = [one for one in options if type(value) in one.json_types]
    return min(likely, key=lambda one: one.distance(value), default=None)


def _unchanged(value: object) -> object:
    return value


def _without_limits(kind: object) -> object:
    """Return a type without what `Annotated` says about it."""
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return NoneType if plain is None else plain


def _open_tuple_converter(start: tuple[object, ...], rest: object) -> Callable[[Any], Any]:
    """Return a converter to tuples with an open end, which msgspec does not know."""
    convert_start = Converter(tuple[start])  # type: ignore[valid-type]  # made at run time
    convert_rest = Converter(tuple[rest, ...])  # type: ignore[valid-type]  # likewise

    def convert(value: list[object]) -> tuple[object, ...]:
        count = len(start)
        return (*convert_start(value[:count]), *convert_rest(value[count:]))

    return convert


def _keeps_all(kind: object) -> bool:
    """Whether a type holds no class whose objects could drop something."""
    plain = _without_limits(kind)
    origin = get_origin(plain)
    if origin in {*_CONTAINERS, Union, UnionType}:
        return all(_keeps_all(item) for item in get_args(plain))
    if isinstance(plain, type) and issubclass(plain, JsonType):
        return plain.keeps_all
    if isinstance(plain, type) and issubclass(plain, Enum):
        return True
    return origin is Literal or plain in {Any, ..., UnsetType, *_CONTAINERS, *_SCALARS}


def _known_names(struct: type[msgspec.Struct]) -> frozenset[str] | None:
    """Return the properties of a class if they are all that its objects can drop or add."""
    if struct.__struct_config__.array_like:
        return None
    fields = msgspec.structs.fields(struct)
    for field in fields:
        is_added = not field.required and field.default is not UNSET
        if is_added or not _keeps_all(field.type):
            return None
    names = {field.encode_name for field in fields}
    tag_field = struct.__struct_config__.tag_field
    return frozenset(names | {tag_field} if tag_field else names)


def _texts(kind: object) -> frozenset[str]:
    """Return the strings that are all that a type has; none if it has other values."""
    texts: set[str] = set()
    for one in alternatives(kind):
        values: tuple[Any, ...] = get_args(one) if get_origin(one) is Literal else (None,)
        if not all(isinstance(value, str) for value in values):
            return frozenset()
        texts.update(values)
    return frozenset(texts)
