"""Functions that a backend has deprecated."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from livebind.deprecation import deprecated

if TYPE_CHECKING:
    from collections.abc import Callable


def plain(number: int) -> int:
    """Return the number."""
    return number


# Not as a decorator: checkers would warn of the tests themselves.
old: Callable[[int], int] = deprecated("Use `new` instead.")(plain)


def test_calling_one_warns_where_it_is_called_and_works() -> None:
    with pytest.warns(DeprecationWarning, match="Use `new` instead") as caught:
        assert old(5) == 5
    assert caught[0].filename == __file__


def test_it_keeps_what_describes_the_function() -> None:
    assert getattr(old, "__name__", "") == "plain"
    assert old.__doc__ == "Return the number."


def test_nothing_warns_before_it_is_called() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        deprecated("Never called.")(lambda: None)
