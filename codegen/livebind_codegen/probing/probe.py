"""Calls methods of a live backend, and compares what they return with their description."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind_codegen.connecting import one_line
from livebind_codegen.corrections.model import Correction
from livebind_codegen.description.pointers import escaped_step
from livebind_codegen.dialects.dialect import Request, UnknownMethodError
from livebind_codegen.errors import CodegenError, SourceError
from livebind_codegen.json_values import is_list, json_key
from livebind_codegen.probing.judging import Contradiction, find_contradictions
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from livebind_codegen.description.model import Description, MethodDescription
    from livebind_codegen.dialects.dialect import Link

__all__ = ["Finding", "Probed", "corrections_of", "probe"]

_NOTHING: Final = {"type": "null"}
_INDEX: Final = re.compile(r"\[\d+\]")
_MOST_REASONS: Final = 5


@dataclass(frozen=True)
class Finding:
    """A contradiction in what a method returned."""

    method: str
    contradiction: Contradiction
    """The first of those that differ in nothing but the index of an item."""
    count: int = 1
    """How many there are."""


@dataclass
class Probed:
    """What came of calling methods."""

    called: list[str] = field(default_factory=list[str])
    """Methods that returned something."""
    failed: dict[str, str] = field(default_factory=dict[str, str])
    """Why a method returned nothing, by its name."""
    findings: list[Finding] = field(default_factory=list[Finding])
    """Where it contradicts its description, by method."""


def probe(
    link: Link,
    description: Description,
    methods: Iterable[MethodDescription],
    on_call: Callable[[int], None],
) -> Probed:
    """Call each method once, without parameters, one after the other.

    `on_call` is told how many were called before. Only the first value that a method gives is
    looked at.

    Raises:
        SourceError: the connection ended; its text names the method that was called last.
    """
    probed = Probed()
    for index, method in enumerate(methods):
        on_call(index)
        try:
            outputs = list(link.call(Request(method.name), b""))
        except livebind.ConnectionError as error:
            name = plain_text(method.name, 100)
            raise SourceError(
                f"the connection ended when {name!r} was called (--exclude leaves it out): "
                f"{one_line(error)}"
            ) from None
        except (CodegenError, UnknownMethodError) as error:
            probed.failed[method.name] = one_line(error)
            continue
        probed.called.append(method.name)
        for output in outputs:
            probed.findings += _findings(method, output.value, description.definitions)
    return probed


def corrections_of(findings: Iterable[Finding]) -> list[Correction]:
    """Return the corrections by which a description would allow all that was found."""
    merged: dict[tuple[str, str], tuple[dict[str, Any], list[str]]] = {}
    for one in findings:
        found = one.contradiction
        [(kind, said)] = found.change.items()
        # Lists of one place become one list; each schema is a correction of its own.
        key = (found.at, kind if is_list(said) else repr((kind, said)))
        change, why = merged.setdefault(key, ({kind: [] if is_list(said) else said}, []))
        if is_list(said):
            known = set(map(json_key, change[kind]))
            change[kind] += [item for item in said if json_key(item) not in known]
        why.append(f"{one.method} {found.place}: expected {found.expected}, got {found.got}")
    return [
        Correction(at, change, "; ".join(dict.fromkeys(why[:_MOST_REASONS])))
        for (at, _), (change, why) in sorted(merged.items(), key=_inner_first)
    ]


def _inner_first(
    item: tuple[tuple[str, str], tuple[dict[str, Any], list[str]]],
) -> Any:  # noqa: ANN401
    """Return the key to sort by: what `also` changes has another way to what is inside of it."""
    (at, _), (change, _) = item
    return -at.count("/"), at, "also" in change, repr(change)


def _findings(
    method: MethodDescription, value: object, definitions: Mapping[str, Any]
) -> list[Finding]:
    if method.result is None and value == {}:  # nothing, as some protocols write it
        return []
    schema = _NOTHING if method.result is None else method.result
    at = f"#/methods/{escaped_step(method.name)}/result"
    alike: dict[tuple[str, str, str, str], list[Contradiction]] = {}
    for one in find_contradictions(schema, value, at, definitions):
        key = (one.at, _INDEX.sub("[]", one.place), one.expected, one.got)
        alike.setdefault(key, []).append(one)
    return [Finding(method.name, several[0], len(several)) for several in alike.values()]
