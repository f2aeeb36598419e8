"""Parameters to JSON, checked before they are sent: what is refused here never reaches a server."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import msgspec

from livebind.errors import InvalidRequestError
from livebind.model import UNSET, closed_enums

if TYPE_CHECKING:
    from livebind.method import Method

__all__ = ["encode_json", "encode_params", "split_path"]

_encode = msgspec.json.Encoder().encode
_split = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def encode_params(method: Method[Any], params: object) -> bytes | None:
    """Return the JSON of the parameters of a call, or None if there are none.

    Where the method takes them by position, an object becomes a list: what is left out at its end
    is not sent, what is left out before is null.

    Raises:
        InvalidRequestError: they cannot be written as JSON or do not fit the method's type.
    """
    if params is None:
        return None
    data = encode_json(params, "the parameters of", method.name)
    if method.params is not Any:
        try:
            with closed_enums():
                method.params_decoder.decode(data)
        except msgspec.ValidationError as error:
            problem, path = split_path(error)
            raise InvalidRequestError(
                f"the parameters of {method.name!r} are not valid at {path}: {problem}", path=path
            ) from None
        except RecursionError:
            raise _too_deep("the parameters of", method.name) from None
    return _in_positions(data, method) if method.positions and data[:1] == b"{" else data


def _in_positions(data: bytes, method: Method[Any]) -> bytes:
    """Return an object of parameters as the list that the method takes."""
    given = _split(data)
    strange = next((name for name in given if name not in method.positions), None)
    if strange is not None:
        raise InvalidRequestError(
            f"the parameters of {method.name!r} have no position for {strange!r}: it takes "
            f"{', '.join(method.positions)}",
            path=f"$.{strange}",
        )
    count = max((method.positions.index(name) + 1 for name in given), default=0)
    return _encode([given.get(name) for name in method.positions[:count]])


def encode_json(value: object, what: str, name: str) -> bytes:
    """Return `value` as JSON (RFC 8259); `what` and `name` say in an error what it is.

    Raises:
        InvalidRequestError: it holds something that JSON cannot express, with the path to it.
    """
    try:
        data = _encode(value)
    except RecursionError:
        raise _too_deep(what, name) from None
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        found = _find_unsupported(value, "$")
        path, problem = found or ("$", str(error))
        raise InvalidRequestError(
            f"{what} {name!r} cannot be written as JSON: {problem} at {path}", path=path
        ) from error
    # msgspec writes NaN and the infinities as null, so that only a null can hide one.
    if b"null" in data and (found := _find_unsupported(value, "$")):
        path, problem = found
        raise InvalidRequestError(
            f"{what} {name!r} cannot be written as JSON: {problem} at {path}", path=path
        )
    return data


def _too_deep(what: str, name: str) -> InvalidRequestError:
    return InvalidRequestError(
        f"{what} {name!r} cannot be written as JSON: nested too deeply, or holding themselves"
    )


def split_path(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return what msgspec found wrong, and where (`$` is the value as a whole)."""
    # A type that reads its own values says where in the value, and msgspec then where that is.
    problem, *paths = str(error).split(" - at `$")
    return problem, "$" + "".join(path.rstrip("`") for path in reversed(paths))


def _find_unsupported(value: object, path: str) -> tuple[str, str] | None:
    """Return the path of the first value that JSON cannot express, and what is wrong with it."""
    if isinstance(value, float):
        return None if math.isfinite(value) else (path, f"JSON has no number for {value}")
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return path, "a string with a lone surrogate is no text"
        return None
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        values = [(field.encode_name, getattr(value, field.name)) for field in fields]
        items = [(f".{name}", item) for name, item in values if item is not UNSET]
    elif isinstance(value, dict):
        # Not `value.items`: an open model may have a property of that name.
        mapping = dict(cast("dict[object, object]", value))
        items = [(f".{key}", item) for key, item in mapping.items()]
    elif isinstance(value, list | tuple | set | frozenset):
        sequence = cast("list[object]", value)
        items = [(f"[{index}]", item) for index, item in enumerate(sequence)]
    else:
        return _unsupported_object(value, path)
    for step, item in items:
        found = _find_unsupported(item, path + step)
        if found:
            return found
    return None


def _unsupported_object(value: object, path: str) -> tuple[str, str] | None:
    try:
        _encode(value)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        return path, f"an object of type {type(value).__name__!r} is no JSON value"
    return None
