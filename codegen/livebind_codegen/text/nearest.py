"""Names that somebody may have meant."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["did_you_mean"]

_MOST: Final = 3
_LEAST_RATIO: Final = 0.6
_SPREAD: Final = 0.9
"""Names that are clearly farther away than the nearest one are noise."""
_SHORTEST_PART: Final = 3
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question that names those of `known` nearest to `name`, empty if none is near.

    Cases and separators do not count: `GetVersion` is near to `get-version`.

    >>> did_you_mean("get_versoin", ["get-version", "snapshot"])
    "did you mean 'get-version'?"
    """
    wanted = _plain(name)
    matcher = SequenceMatcher(b=wanted)
    ratios: dict[str, float] = {}
    for one in known:
        matcher.set_seq1(_plain(one))
        ratios[one] = matcher.ratio()
    least = max(_LEAST_RATIO, _SPREAD * max(ratios.values(), default=0))
    near = [one for one, ratio in ratios.items() if ratio >= least]
    if not near and len(wanted) >= _SHORTEST_PART:
        near = [one for one in ratios if wanted in _plain(one)]
    near.sort(key=lambda one: (-ratios[one], one))
    listed = " or ".join(repr(plain_text(one, 80)) for one in near[:_MOST])
    return f"did you mean {listed}?" if listed else ""


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())
