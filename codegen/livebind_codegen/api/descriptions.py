"""What the docstring of a type says: what the schemas say of it, or else what it is used for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from livebind_codegen.naming.occurrences import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livebind_codegen.naming.occurrences import Occurrence

__all__ = ["describe_type"]

_NOUNS: Final = {
    Role.RESULT: "the result of",
    Role.PARAMS: "the parameters of",
    Role.LOADER: "the parameters of loader",
    Role.NOTIFICATION: "notification",
    Role.ERROR: "what comes with",
    Role.DEFINITION: "what the backend calls",
}
_MAX_OWNERS: Final = 3


def describe_type(places: Sequence[Occurrence]) -> str:
    """Return a description of the type that stands at `places`, without a full stop."""
    texts = Counter(place.description for place in places if place.description)
    if texts:
        text, count = min(texts.items(), key=lambda item: (-item[1], item[0]))
        # A property's description is about the property: only what most of them say is the type's.
        if 2 * count > len(places):
            return text
    return _uses(places)


def _uses(places: Sequence[Occurrence]) -> str:
    phrases: list[str] = []
    named = 0
    for role, noun in _NOUNS.items():
        owners = list(dict.fromkeys(one.root.owner for one in places if one.root.role is role))
        shown = [f"`{owner}`" for owner in owners[: _MAX_OWNERS - named]]
        if shown:
            phrases.append(f"{noun} {_joined(shown)}")
        named += len(shown)
    text = _joined(phrases)
    if len({(one.root.owner, one.root.role) for one in places}) > named:
        text += " and of others"
    if any(place.path for place in places):
        text = f"part of {text}"
    return f"{text[0].upper()}{text[1:]}"


def _joined(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
