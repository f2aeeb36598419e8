"""HTTP headers from the command line and the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from livebind import UsageError
from livebind.common.headers import Headers
from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["headers_of"]

_VARIABLE: Final = "LIVEBIND_HEADERS"


def headers_of(given: Sequence[str] | None) -> Mapping[str, str]:
    """Return the headers in lines of the environment, and those of the options, which go before.

    Raises:
        UsageProblem: one is no header; its value is not shown.
    """
    headers: dict[str, str] = {}
    for line in [*os.environ.get(_VARIABLE, "").splitlines(), *(given or ())]:
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon:
            raise UsageProblem(f"a header is 'NAME: VALUE' (--header, {_VARIABLE}): no colon in it")
        headers[name.strip()] = value.strip()
    try:
        return Headers(headers)
    except UsageError as error:
        raise UsageProblem(str(error)) from None
