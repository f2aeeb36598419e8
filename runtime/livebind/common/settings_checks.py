"""Checks of settings, with errors that say what each takes; and settings passed on as keywords."""

from __future__ import annotations

import logging
import math
from inspect import Parameter, signature
from operator import index
from typing import TYPE_CHECKING, Any, TypeVar

from livebind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "check_callable",
    "check_choice",
    "check_logger",
    "check_number",
    "check_type",
    "check_whole_number",
    "keywords_of",
]

F = TypeVar("F", bound="Callable[..., object]")


def check_type(name: str, value: object, kinds: type | tuple[type, ...], what: str) -> None:
    """Raise `UsageError` if a setting is of none of the `kinds`, which `what` says in words."""
    if not isinstance(value, kinds):
        raise _wrong_type(name, value, what)


def check_callable(name: str, value: object) -> None:
    """Raise `UsageError` if a setting is neither None nor a function."""
    if value is not None and not callable(value):
        raise _wrong_type(name, value, "a function, or None")


def check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Raise `UsageError` if a setting is none of the `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise UsageError(f"{name} must be {' or '.join(map(repr, choices))}, not {value!r}")


def check_logger(value: object) -> None:
    """Raise `UsageError` if the setting `logger` is none."""
    check_type("logger", value, logging.Logger, "a logging.Logger, such as livebind.Logger()")


def check_number(
    name: str,
    value: object,
    *,
    positive: bool = False,
    maximum: float = math.inf,
    optional: bool = False,
) -> None:
    """Raise `UsageError` if a setting is no finite number, negative, or above `maximum`.

    `positive` forbids zero, too; `optional` allows None.
    """
    if value is None and optional:
        return
    least = "above 0" if positive else "of at least 0"
    what = f"a number {least if math.isinf(maximum) else f'from 0 to {maximum:g}'}"
    what += ", or None" if optional else ""
    number: Any = value
    try:
        fits = not isinstance(value, bool) and math.isfinite(number) and 0 <= number <= maximum
    except TypeError:
        raise _wrong_type(name, value, what) from None
    if not fits or (positive and not number):
        raise UsageError(f"{name} must be {what}, not {value!r}")


def check_whole_number(name: str, value: object, *, minimum: int, none: str = "") -> None:
    """Raise `UsageError` if a setting is no whole number, or less than `minimum`.

    `none` says what None means, where it is allowed.
    """
    if value is None and none:
        return
    what = f"a whole number of at least {minimum}{f', or None {none}' if none else ''}"
    number: Any = value
    try:
        fits = not isinstance(value, bool) and index(number) >= minimum
    except TypeError:
        raise _wrong_type(name, value, what) from None
    if not fits:
        raise UsageError(f"{name} must be {what}, not {value!r}")


def _wrong_type(name: str, value: object, what: str) -> UsageError:
    # Without the value, which may be a secret in the wrong place.
    return UsageError(f"{name} must be {what}, not of type {type(value).__name__!r}")


def keywords_of(source: Callable[..., object]) -> Callable[[F], F]:
    """Have `help` and interactive completion show the keywords of `source` for `**settings`.

    Checkers and editors know them from the annotation, `Unpack` of a `TypedDict`.
    """

    def decorate(function: F) -> F:
        own = signature(function)
        shown = [one for one in own.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        shown += [
            one.replace(kind=Parameter.KEYWORD_ONLY)
            for one in signature(source).parameters.values()
            if one.name not in own.parameters
        ]
        vars(function)["__signature__"] = own.replace(parameters=shown)
        return function

    return decorate
