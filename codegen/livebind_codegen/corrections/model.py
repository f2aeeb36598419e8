"""Corrections of a description: their form in a file, which `livebind probe` writes.

A file holds what is to be changed, as JSON:

    {
      "corrections": [
        {"at": "#/components/schemas/Item/properties/label", "change": {"also": {"type": "null"}}},
        {"at": "#/methods/get-item/result", "change": {"optional": ["label"]}}
      ]
    }

`at` is a JSON pointer (RFC 6901) into the OpenRPC document of the backend, in which methods and
notifications stand by their names: `#/methods/NAME/result`, `#/methods/NAME/params`,
`#/notifications/NAME/params` and `#/components/schemas/NAME`, each with the way to a schema inside.
Keywords are those of draft 2020-12 of JSON Schema, whatever draft the backend writes. `change` is
one of `CHANGES`. What else stands beside them (`why`) is for readers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import UsageProblem
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["CHANGES", "Correction", "is_correction", "load_corrections", "to_text"]

CHANGES: Final = {
    "also": "a schema: values of it are valid, too",
    "optional": "a list of names: these properties may be missing",
    "values": "a list of values: they belong to the enum, too",
    "without": "a list of keywords: what they say does not hold",
    "schema": "a schema: it stands in the place of the other",
}
"""What can be changed, and how."""
_LISTS: Final = frozenset({"optional", "values", "without"})
_NAMES: Final = frozenset({"optional", "without"})
_MAX_SIZE: Final = 16 * 2**20


@dataclass(frozen=True)
class Correction:
    """One change of a schema."""

    at: str
    """The schema, as a pointer into the description."""
    change: Mapping[str, Any]
    """One key of `CHANGES`, and what it takes."""
    why: str = field(default="", compare=False)
    """What was seen that the schema does not allow."""

    def to_json(self) -> dict[str, Any]:
        """Return the correction as it stands in a lock file, without what is for readers."""
        return {"at": self.at, "change": dict(self.change)}


def is_correction(value: object) -> bool:
    """Whether a JSON value is the form of a correction."""
    if not is_object(value) or not isinstance(value.get("at"), str):
        return False
    change = value.get("change")
    if not is_object(change) or len(change) != 1:
        return False
    [(kind, said)] = change.items()
    if kind in _LISTS:
        is_named = kind not in _NAMES or (is_list(said) and all(isinstance(x, str) for x in said))
        return is_list(said) and said != [] and is_named
    return kind in CHANGES and (is_object(said) or isinstance(said, bool))


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """Return the corrections in a file.

    Raises:
        UsageProblem: it cannot be read, or holds something else.
    """
    try:
        if path.stat().st_size > _MAX_SIZE:
            raise UsageProblem(f"{path} is larger than the {_MAX_SIZE >> 20} MiB we accept")
        content: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise UsageProblem(f"{path} is no JSON: livebind probe writes such a file") from None
    entries = content.get("corrections") if is_object(content) else None
    if not is_list(entries):
        raise UsageProblem(f"{path} has no list 'corrections': livebind probe writes such a file")
    for index, entry in enumerate(entries):
        if not is_correction(entry):
            raise UsageProblem(
                f"{path}: entry {index} is no correction: it needs 'at', a pointer, and 'change', "
                f"an object with one of {', '.join(CHANGES)}"
            )
    return tuple(Correction(one["at"], one["change"], str(one.get("why", ""))) for one in entries)


def to_text(corrections: Iterable[Correction], backend: str) -> str:
    """Return the text of a file of corrections; `backend` says, for readers, of what."""
    entries = [one.to_json() | ({"why": one.why} if one.why else {}) for one in corrections]
    content = {"backend": plain_text(backend, 200), "corrections": entries}
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"
