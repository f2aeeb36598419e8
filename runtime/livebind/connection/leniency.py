"""Takes what contradicts its own type as far as it fits, and warns of it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind.codec.partial import PartialReader
from livebind.common.escaping import escape

if TYPE_CHECKING:
    from livebind.codec.partial import Contradiction

__all__ = ["Leniency"]

_INDEX: Final = re.compile(r"\[\d+\]")
_MOST_SHOWN: Final = 3
_LONGEST: Final = 120
_MOST_KNOWN: Final = 10_000
"""Places that are remembered; each beyond them is told at INFO alone."""


class Leniency:
    """Reads values in part, for one connection, which it warns of each place once."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._known: set[tuple[str, str, str]] = set()

    def read(self, kind: object, data: bytes | memoryview, what: str) -> Any:  # noqa: ANN401
        """Return what fits a type of JSON that does not; `what` says in a warning what it is.

        Raises:
            msgspec.MsgspecError: it is no JSON.
            RecursionError: it is nested too deeply.
        """
        reader = PartialReader()
        found = reader.read(kind, msgspec.json.decode(data))
        if reader.contradictions:
            self._tell(what, reader.contradictions)
        return found

    def _tell(self, what: str, contradictions: list[Contradiction]) -> None:
        # Items of a list are one place: what is wrong with one is so with most.
        places = {
            (what, _INDEX.sub("[]", one.path), one.problem): one for one in reversed(contradictions)
        }
        is_new = not places.keys() <= self._known and len(self._known) < _MOST_KNOWN
        self._known.update(places if is_new else ())
        first = list(reversed(places.values()))[:_MOST_SHOWN]
        shown = "; ".join(f"{_shortened(one.path)}: {_shortened(one.problem)}" for one in first)
        more = len(contradictions) - len(first)
        self._logger.log(
            logging.WARNING if is_new else logging.INFO,
            "%s contradicts its own schema, and is taken as far as it fits, at %s%s",
            escape(what),
            escape(shown),
            f"; and at {more} more places" if more else "",
        )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
