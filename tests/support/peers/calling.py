"""Calls every method of a generated package on the peer that it was generated from."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import livebind
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from livebind_codegen.api.model import Api, Method

__all__ = ["Meanings", "Outcomes", "call_all"]


class EndlessError(Exception):
    """A value would hold itself for ever."""


@dataclass
class Outcomes:
    """What came of the calls, each by the name of its method on the wire."""

    results: dict[str, Any] = field(default_factory=dict[str, Any])
    """What was answered, as the types of the package."""
    refusals: dict[str, livebind.RemoteError] = field(
        default_factory=dict[str, livebind.RemoteError]
    )
    """The peer's own errors."""
    contradictions: dict[str, str] = field(default_factory=dict[str, str])
    """Answers that are not what the peer itself says that they are."""
    silent: set[str] = field(default_factory=set[str])
    """Methods that were not answered in time."""

    def add(self, others: Outcomes) -> None:
        """Add what came of other calls."""
        self.results |= others.results
        self.refusals |= others.refusals
        self.contradictions |= others.contradictions
        self.silent |= others.silent


@dataclass(frozen=True)
class Meanings:
    """Values for parameters where the smallest valid one would mean nothing."""

    everywhere: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """By the name of the parameter, for each method that requires it."""
    optional: frozenset[str] = frozenset()
    """Those of them that are given also where they may be left out."""
    of_method: Mapping[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """By the method's name on the wire, all that it is given beside what it requires."""


def arguments_of(method: Method, api: Api, meanings: Meanings) -> dict[str, Any]:
    """Return what a function is called with, by keyword."""
    arguments: dict[str, Any] = {}
    for one in method.parameters:
        if one.name in meanings.everywhere and (one.required or one.name in meanings.optional):
            arguments[one.name] = meanings.everywhere[one.name]
        elif one.required:
            arguments[one.name] = smallest(one.shape, api)
    return {**arguments, **meanings.of_method.get(method.name, {})}


def call_all(
    methods: Iterable[Method],
    api: Api,
    call: Callable[[Method, dict[str, Any]], Any],
    meanings: Meanings,
) -> Outcomes:
    """Call methods one after the other.

    Args:
        methods: those to call.
        api: what the package was made of.
        call: calls one with keywords.
        meanings: of parameters.
    """
    outcomes = Outcomes()
    for method in methods:
        try:
            result = call(method, arguments_of(method, api, meanings))
            outcomes.results[method.name] = result
        except livebind.RemoteError as error:
            outcomes.refusals[method.name] = error
        except livebind.InvalidReplyError as error:
            outcomes.contradictions[method.name] = str(error)
        except livebind.RequestTimeoutError:
            outcomes.silent.add(method.name)
    return outcomes


def smallest(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    shape: shapes.Shape, api: Api, within: tuple[shapes.Reference, ...] = ()
) -> Any:  # noqa: ANN401 - any JSON
    """Return the smallest JSON value that a shape takes: what is optional is left out.

    Raises:
        EndlessError: none ends, as it holds itself (`within` are the types around it).
    """

    def inner(one: shapes.Shape) -> Any:  # noqa: ANN401 - any JSON
        return smallest(one, api, within)

    match shape:
        case shapes.Reference():
            if shape in within:
                raise EndlessError(shape.target)
            return smallest(api.graph.resolved(shape), api, (*within, shape))
        case shapes.Object(properties=properties):
            return {one.name: inner(one.shape) for one in properties if one.required}
        case shapes.Mapping():
            return {}
        case shapes.Array(items=items, min_items=low):
            return [inner(items) for _ in range(low or 0)]
        case shapes.Tuple(items=items) | shapes.OpenTuple(items=items):
            return [inner(item) for item in items]
        case shapes.Union(options=options):
            for option in options:
                with suppress(EndlessError):
                    return inner(option)
            raise EndlessError(shape.title)
        case shapes.Enumeration(members=members):
            return members[0].value
        case shapes.Values(texts=texts):
            return json.loads(texts[0])
        case shapes.Constant(value=value):
            return value
        case shapes.String(min_length=low):
            return "x" * (low or 1)
        case shapes.Boolean():
            return False
        case shapes.Integer(minimum=low) | shapes.Number(minimum=low):
            return max(low or 0, 0)
        case _:
            return None
