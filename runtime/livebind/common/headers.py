"""HTTP headers of an application's own, whose values are secrets until the contrary is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from livebind.common.settings_checks import check_type
from livebind.errors import UsageError

__all__ = ["Headers"]

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
"""A token (RFC 9110, 5.6.2)."""
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*\Z")
_OURS = frozenset({"connection", "content-length", "host", "transfer-encoding", "upgrade"})
"""Headers that the transport decides."""


class Headers(Mapping[str, str]):
    """Headers that are sent with every request. Shown are their names alone.

    Raises:
        UsageError: one is none that can be sent; its value is not shown.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        check_type("headers", values, Mapping, "a mapping of texts by names")
        self._values = dict(values)
        for name, value in self._values.items():
            if not _NAME.match(name):
                raise UsageError(f"{name!r} is no name of a header")
            check_type(f"headers[{name!r}]", value, str, "a text, which is not shown")
            if not _VALUE.match(value):
                raise UsageError(f"the value of header {name!r} cannot be sent (it is not shown)")
            if name.lower() in _OURS or name.lower().startswith("sec-websocket-"):
                raise UsageError(f"header {name!r} is decided by the connection: leave it out")

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<headers {', '.join(self._values)}>" if self._values else "{}"

    def __reduce__(self) -> tuple[type[Headers], tuple[dict[str, str]]]:
        return Headers, (self._values,)
