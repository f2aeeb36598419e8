"""Dialects asked without a backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livebind_codegen.dialects.dialect import Answer, Ask, LiveOptions, Request, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import Dialect
    from support.descriptions import Json

__all__ = ["Replies", "described_by"]


@dataclass
class Replies(Ask):
    """Answers each request with what a function returns; a `KeyError` is a refusal."""

    answer: Callable[[str, Json], Json]
    source: Source = field(default_factory=lambda: Source("localhost:5000"))
    options: LiveOptions = field(default_factory=LiveOptions)
    failures: dict[str, str] = field(default_factory=dict[str, str])

    def __call__(self, *requests: Request) -> list[Answer]:
        return [self._answered(request) for request in requests]

    def leave_out(self, method: str, problem: str) -> None:
        self.failures[method] = problem

    def _answered(self, request: Request) -> Answer:
        try:
            return Answer(self.answer(request.method, request.params))
        except KeyError as error:
            return Answer(problem=f"refused: {error}")


def described_by(dialect: Dialect, answer: Callable[[str, Json], Json]) -> Description:
    """Return the description of a backend that speaks the dialect, with nothing left out."""
    ask = Replies(answer)
    description = dialect.describe(ask)
    assert description is not None
    assert ask.failures == {}
    return description
