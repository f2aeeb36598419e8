"""Backends that list the names of their methods, and describe each on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.connecting import one_line
from livebind_codegen.dialects.dialect import UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.replies import expect_names
from livebind_codegen.schema.limits import MAX_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livebind_codegen.description.model import MethodDescription
    from livebind_codegen.dialects.dialect import Answer, Ask, Request

__all__ = ["describe_each", "list_names"]


def list_names(ask: Ask, request: Request) -> list[str] | None:
    """Return the names in the answer to `request`, sorted; None if the backend does not know it.

    Raises:
        UnreadableReplyError: it answers with something else.
    """
    (answer,) = ask(request)
    if answer.problem:
        return None
    names = expect_names(answer.value)
    if len(names) > MAX_METHODS:
        raise UnreadableReplyError(f"it lists {len(names)} methods, more than we accept")
    return sorted(names)


def describe_each(
    ask: Ask,
    names: Sequence[str],
    request: Callable[[str], Request],
    read: Callable[[str, object], MethodDescription],
    *extras: Request,
) -> tuple[tuple[MethodDescription, ...], list[Answer]]:
    """Ask for each method, and for `extras`, all at once; return the methods and those answers.

    A method that cannot be described, or `read`, is left out.
    """
    answers = ask(*map(request, names), *extras)
    methods: list[MethodDescription] = []
    for name, answer in zip(names, answers, strict=False):
        try:
            methods.append(read(name, answer.result))
        except UnreadableReplyError as error:
            ask.leave_out(name, one_line(error))
    return tuple(methods), answers[len(names) :]
