"""References: the canonical ones that name a definition, and the pointers (RFC 6901) of others.

In a description each `$ref` is canonical, `#/components/schemas/<key>`. A reference that leads
nowhere in its document is kept as the reference to a definition that is never there, whose key is
what was written after a mark: so it cannot lead anywhere later either.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

from livebind_codegen.json_values import is_list, is_object

__all__ = [
    "UNRESOLVED",
    "Slot",
    "escaped_step",
    "is_unresolved",
    "key_of",
    "reference_to",
    "slots_along",
    "split_fragment",
    "unresolved",
    "why_missing",
]

Slot: TypeAlias = tuple[dict[str, Any] | list[Any], Any]
"""What holds a value, and under which key or index."""

UNRESOLVED: Final = "unresolved:"
"""Mark of the keys that no definition has."""
_PREFIX: Final = "#/components/schemas/"
_SAFE_IN_FRAGMENTS: Final = "!$&'()*+,;=:@?-._~"
_MAX_SHOWN: Final = 200


def reference_to(key: str) -> str:
    """Return the canonical reference to the definition with this key."""
    return _PREFIX + escaped_step(key)


def escaped_step(step: str) -> str:
    """Return a step of a JSON pointer as it stands in the fragment of a URI."""
    return quote(step.replace("~", "~0").replace("/", "~1"), safe=_SAFE_IN_FRAGMENTS)


def key_of(reference: str) -> str:
    """Return the key of the definition that a canonical reference names."""
    return unquote(reference.removeprefix(_PREFIX)).replace("~1", "/").replace("~0", "~")


def unresolved(written: str) -> str:
    """Return the canonical reference for one that leads nowhere, as it was written."""
    return reference_to(UNRESOLVED + written)


def is_unresolved(reference: str) -> bool:
    """Whether a reference is one that `unresolved` made."""
    return reference.startswith(_PREFIX) and key_of(reference).startswith(UNRESOLVED)


def why_missing(reference: str) -> str:
    """Return what is wrong with a reference that is no key of the definitions."""
    is_marked = is_unresolved(reference)
    written = key_of(reference).removeprefix(UNRESOLVED) if is_marked else reference
    what = f"the reference {written[:_MAX_SHOWN]!r}"
    if written.startswith("#"):
        return f"{what} leads nowhere in the document"
    return f"{what} leads to another document, which is not read: put the schema into this one"


def split_fragment(fragment: str) -> tuple[str, ...] | None:
    """Return the steps of the JSON pointer in the fragment of a URI, None if it holds none."""
    pointer = unquote(fragment)
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        return None
    steps = pointer[1:].split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def slots_along(value: object, steps: tuple[str, ...]) -> list[Slot] | None:
    """Return the slots on the way from `value`, one for each step; None if there is no such way."""
    slots: list[Slot] = []
    for step in steps:
        if is_object(value) and step in value:
            slots.append((value, step))
            value = value[step]
        elif is_list(value) and step.isascii() and step.isdigit() and _is_index(step, value):
            slots.append((value, int(step)))
            value = value[int(step)]
        else:
            return None
    return slots


def _is_index(step: str, items: list[Any]) -> bool:
    # Compared by length first: Python refuses to read very long numbers.
    return len(step) <= len(str(len(items))) and int(step) < len(items) and str(int(step)) == step
