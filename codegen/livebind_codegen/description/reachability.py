"""Which definitions a schema leads to, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.description.subschemas import subschemas
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["leading_to", "references_in"]


def references_in(schema: object) -> Iterator[str]:
    """Yield the references in a schema and in the schemas inside of it."""
    if not is_object(schema):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference
    for _, (holder, slot) in subschemas(schema):
        yield from references_in(holder[slot])


def leading_to(definitions: Mapping[str, Any], ends: Iterable[str]) -> dict[str, str]:
    """Return the definitions that lead to any of `ends`, each with the one that it leads to.

    The `ends` are among them. All are named by their references.
    """
    users: dict[str, list[str]] = {}
    for name, schema in definitions.items():
        for reference in references_in(schema):
            users.setdefault(reference, []).append(name)
    found = {end: end for end in ends}
    waiting = [*found]
    while waiting:
        name = waiting.pop()
        for user in users.get(name, ()):
            if user not in found:
                found[user] = found[name]
                waiting.append(user)
    return found
