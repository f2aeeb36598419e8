"""`deprecated` of PEP 702, which the standard library has from Python 3.13 on."""

from __future__ import annotations

import functools
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    # Checkers know this one by its name; they bring it along, at run time it need not be there.
    from typing_extensions import deprecated

    P = ParamSpec("P")
    T = TypeVar("T")
elif sys.version_info >= (3, 13):
    from warnings import deprecated
else:

    def deprecated(message: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Mark a function as deprecated: checkers say so, and calling it warns."""

        def decorate(function: Callable[P, T]) -> Callable[P, T]:
            @functools.wraps(function)
            def warn_and_call(*args: P.args, **kwargs: P.kwargs) -> T:
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return function(*args, **kwargs)

            warn_and_call.__deprecated__ = message
            return warn_and_call

        return decorate


__all__ = ["deprecated"]
