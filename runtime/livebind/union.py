"""Unions whose options carry no tag, which msgspec cannot tell apart by itself.

A generated package declares such a union twice: `A | B` for checkers, and for run time a class of
this module, which msgspec decodes through `decode_union`:

    if TYPE_CHECKING:
        Background: TypeAlias = float | tuple[float, float, float] | BackgroundTexture
    else:
        class Background(UntaggedUnion, options=(float, tuple[float, float, float], ...)): ...

Nothing is ever made of the union's own class: values are those of its options.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, cast, get_args, get_origin

import msgspec

__all__ = ["UntaggedUnion", "decode_union"]

_CONTAINERS = (dict, list, tuple)


class _UnionMeta(type):
    """Makes each value of an option an instance of the union, as msgspec demands."""

    options: tuple[Any, ...]

    def __instancecheck__(cls, value: object) -> bool:
        """Whether the Python type of `value` is that of an option."""
        return any(isinstance(value, _python_types(option)) for option in cls.options)


class UntaggedUnion(metaclass=_UnionMeta):
    """Base of the unions of a generated package."""

    options: ClassVar[tuple[Any, ...]] = ()
    """The types of the union, in the order of the schema."""

    def __init_subclass__(cls, *, options: tuple[Any, ...]) -> None:
        cls.options = options


def decode_union(kind: type, value: object) -> object:
    """Return JSON value `value` as the option of union `kind` that it is: a `dec_hook` of msgspec.

    An object is the first option whose required keys it has, a list that of its length. What is
    left is tried in the order of the options.

    Raises:
        ValueError: if it is none of them.
        NotImplementedError: if `kind` is no union (of this module).
    """
    if not issubclass(kind, UntaggedUnion):
        raise NotImplementedError(f"{kind!r} is no union")
    likely = [option for option in kind.options if _is_likely(option, value)]
    errors: list[str] = []
    for option in likely:
        try:
            return msgspec.convert(value, option, dec_hook=decode_union)
        except msgspec.ValidationError as error:
            errors.append(str(error))
    if errors:
        raise ValueError(errors[0] if len(errors) == 1 else f"No option fits: {'; '.join(errors)}")
    expected = ", ".join(_described(option) for option in kind.options)
    raise ValueError(f"Expected one of {expected}, got `{type(value).__name__}`")


def _plain(option: object) -> object:
    """Return the type of an option without its limits."""
    return get_args(option)[0] if get_origin(option) is Annotated else option


def _struct(option: object) -> type[msgspec.Struct] | None:
    """Return the option if it is a class of objects."""
    plain = _plain(option)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        return plain
    return None


def _origin(option: object) -> object:
    """Return the class of an option's values: that of `list[int]` is `list`."""
    plain = _plain(option)
    return get_origin(plain) or plain


def _python_types(option: object) -> tuple[type, ...]:
    origin = _origin(option)
    if origin is float:
        # Python and JSON both take an integer for a number.
        return (float, int)
    return (origin,) if isinstance(origin, type) else ()


def _is_likely(option: object, value: object) -> bool:
    """Whether a value could be an option, by what can be seen without looking inside."""
    struct, origin = _struct(option), _origin(option)
    if isinstance(value, dict):
        keys = _required_keys(struct) if struct is not None else ()
        return (struct is not None or origin is dict) and all(key in value for key in keys)
    if isinstance(value, list):
        items = cast("list[object]", value)
        length = len(get_args(_plain(option)))
        return origin is list or (origin is tuple and length == len(items))
    return struct is None and not any(origin is one for one in _CONTAINERS)


def _required_keys(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(one.encode_name for one in msgspec.structs.fields(struct) if one.required)


def _described(option: object) -> str:
    struct, origin = _struct(option), _origin(option)
    if struct is not None:
        keys = _required_keys(struct)
        return f"`object` with {', '.join(map(repr, keys))}" if keys else "`object`"
    if origin is tuple:
        return f"`array` of length {len(get_args(_plain(option)))}"
    return f"`{getattr(origin, '__name__', origin)}`"
