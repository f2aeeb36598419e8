"""Asks a live backend about itself: all questions at once, one failure not losing the rest."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind_codegen.connecting import one_line
from livebind_codegen.dialects.dialect import Answer, Ask, Told, UnreadableReplyError
from livebind_codegen.dialects.registry import dialect_named, known_dialects, known_schemes
from livebind_codegen.errors import NotABackendError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import (
        Channel,
        Dialect,
        LiveOptions,
        Pending,
        Request,
        Source,
    )

__all__ = ["Discovery", "OnProgress", "describe_source", "described", "dialects_for", "no_progress"]

OnProgress = Callable[[int, int], None]
"""Called with the number of answers so far, and of all."""
_PROBE_TIMEOUT: Final = 10.0
"""Seconds for the first answer: a server that echoes or ignores us never gives one."""


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Discovery:
    """A description, and the methods that are missing from it."""

    description: Description
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """Why a method could not be described, by its name."""

    @property
    def names(self) -> list[str]:
        """The names of all methods."""
        return sorted({*self.failures, *(one.name for one in self.description.methods)})


def describe_source(source: Source, options: LiveOptions, on_progress: OnProgress) -> Discovery:
    """Return what a live backend, or a file that some dialect knows, says about itself.

    Raises:
        SourceError: it cannot be reached, or stops answering.
        NotABackendError: it is of no kind that is known.
        CodegenError: a dialect refuses it otherwise.
    """
    claimants = _claimants(source, options)
    problems: list[SourceError] = []
    for dialects in _by_link(claimants):
        try:
            with _channel(source, dialects, options) as channel:
                found = described(channel, dialects, source, options, on_progress)
        except SourceError as error:
            # Some backends hang up on what they do not understand.
            problems.append(error)
        else:
            if found is not None:
                return found
    if problems:
        raise problems[0]
    known = ", ".join(one.name for one in claimants)
    raise NotABackendError(
        f"{source.text} speaks no protocol that we know ({known}): if it has an OpenRPC document, "
        "give its file or URL as the source"
    )


def dialects_for(source: Source, options: LiveOptions) -> list[Dialect]:
    """Return the dialects that share the first connection to be tried to `source`.

    Raises:
        SourceError: no dialect claims it.
    """
    return next(_by_link(_claimants(source, options)))


def described(
    channel: Channel,
    dialects: Iterable[Dialect],
    source: Source,
    options: LiveOptions,
    on_progress: OnProgress = no_progress,
) -> Discovery | None:
    """Return what the backend says in the first of the dialects that it speaks, None if in none.

    Raises:
        NotABackendError: it answers with something else.
    """
    ask = _Conversation(source, options, channel, on_progress)
    for dialect in dialects:
        try:
            description = dialect.describe(ask)
        except UnreadableReplyError as error:
            reason = one_line(error)
            raise NotABackendError(f"{source.text} is no {dialect.name}: {reason}") from None
        if description is not None:
            wire = dialect.client.wire
            name = "" if wire is None else f"{wire.__module__}.{wire.__qualname__}"
            return Discovery(replace(description, wire=name), ask.failures)
    return None


def _claimants(source: Source, options: LiveOptions) -> list[Dialect]:
    asked = [dialect_named(options.protocol)] if options.protocol else known_dialects()
    claimants = [one for one in asked if one.claims(source)]
    if not claimants and options.protocol:
        raise SourceError(f"{source.text} is no address of a backend of {options.protocol}")
    if not claimants:
        addresses = ", ".join(f"{scheme}://" for scheme in known_schemes())
        raise SourceError(
            f"{source.text} is no source that we know: give a captured file, host:port, or a URL "
            f"({addresses})"
        )
    return claimants


def _by_link(dialects: Sequence[Dialect]) -> Iterator[list[Dialect]]:
    """Yield the dialects that share a connection."""
    for _, group in groupby(dialects, key=lambda one: (type(one).open, one.client.wire)):
        yield list(group)


def _channel(
    source: Source, dialects: Sequence[Dialect], options: LiveOptions
) -> AbstractContextManager[Channel]:
    if source.document is not None:
        return nullcontext(_Captured(source.document))
    return dialects[0].open(source, options)


@dataclass
class _Conversation(Ask):
    source: Source
    options: LiveOptions
    channel: Channel
    on_progress: OnProgress
    failures: dict[str, str] = field(default_factory=dict[str, str])
    has_answered: bool = False

    def __call__(self, *requests: Request) -> list[Answer]:
        answers: list[Answer] = []
        for pending in [self.channel.start(request) for request in requests]:
            answers.append(self._answer(pending))
            if len(requests) > 1:
                self.on_progress(len(answers), len(requests))
        return answers

    def leave_out(self, method: str, problem: str) -> None:
        self.failures[method] = problem

    def _answer(self, pending: Pending) -> Answer:
        limit = self.options.timeout
        try:
            value = pending.result(limit if self.has_answered else min(_PROBE_TIMEOUT, limit))
        except (livebind.RemoteError, livebind.InvalidReplyError, livebind.HttpError) as error:
            answer = Answer(problem=one_line(error))
        except (livebind.RequestTimeoutError, livebind.ProtocolError) as error:
            if self.has_answered:
                raise
            raise NotABackendError(
                f"{self.source.text} is no backend that we know: it does not answer as one "
                f"({one_line(error)})"
            ) from None
        else:
            answer = Answer(value)
        self.has_answered = True
        return answer


@dataclass(frozen=True)
class _Captured:
    """A file in place of a backend."""

    document: Any

    def start(self, request: Request) -> Pending:
        del request
        return Told(self.document)
