"""Names for what the schema of a machine only numbers: the way to where it is used first.

What `query-block` answers with is a `Block`, its member `inserted` a `BlockInserted`. As one way
leads to one thing only, no two have one name.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.text.words import merge_words, pascal_case, singular, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["entity_names"]

_NAMED: Final = frozenset({"alternate", "enum", "object"})
_QUERY: Final = "query"
Words = tuple[str, ...]


def entity_names(entities: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the name of each object, enumeration and alternate, by what the schema calls it."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    waiting = deque(_roots(entities))
    while waiting:
        entity, words, way = waiting.popleft()
        if entity in names or entity not in entities:
            continue
        one = entities[entity]
        if one["meta-type"] == "array":
            last = singular(words[-1]) if words else "Item"
            waiting.append((one["element-type"], (*words[:-1], last), (*way, "Item")))
        elif one["meta-type"] in _NAMED:
            short, long = pascal_case(words), pascal_case(way)
            names[entity] = long if not short or short in taken else short
            taken.add(names[entity])
            waiting.extend(
                (used, merge_words(words, split_words(member)), (*way, *split_words(member)))
                for used, member in _uses(one)
            )
    return names


def _roots(entities: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Words, Words]]:
    """Yield what commands and events use: first what queries answer, which says what it is."""
    named = sorted((one["name"], one) for one in entities.values())
    for name, one in named:
        words = split_words(name)
        if one["meta-type"] == "command" and words[:1] == (_QUERY,):
            yield one["ret-type"], words[1:], (*words, "Result")
    for name, one in named:
        if one["meta-type"] in {"command", "event"}:
            words = split_words(name.lower())
            yield one["arg-type"], (*words, "Parameters"), (*words, one["meta-type"], "Parameters")
            if "ret-type" in one:
                yield one["ret-type"], (*words, "Result"), (*words, one["meta-type"], "Result")


def _uses(entity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the members of an entity are, and what these are called."""
    for member in entity.get("members", ()):
        if "type" in member:
            yield member["type"], member.get("name", "")
    for variant in entity.get("variants", ()):
        yield variant["type"], variant["case"]
