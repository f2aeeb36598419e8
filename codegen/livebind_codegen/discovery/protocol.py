"""What a protocol module gives: how to ask a backend about itself, and how to read the answers.

A protocol is pure: it says which requests to send and turns replies into a description. Sending
is done by `discovery.discover`, all schema requests at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.model import Description, MethodDescription

__all__ = ["Protocol", "Request", "UnreadableReplyError"]


@dataclass(frozen=True)
class Request:
    """A request of the introspection."""

    method: str
    params: Any = None


class UnreadableReplyError(Exception):
    """A reply that is not what the protocol says."""


class Protocol(ABC):
    """How one kind of backend describes itself.

    Third parties add one through the entry point group `livebind.protocols`: a class of this kind
    without constructor arguments.
    """

    name: ClassVar[str]
    """Name for `--protocol` and for the description."""

    @abstractmethod
    def list_request(self) -> Request:
        """Return the request for the names of all methods; a backend without it is another kind."""

    @abstractmethod
    def read_names(self, reply: object) -> list[str]:
        """Return the names in the reply to `list_request`.

        Raises:
            UnreadableReplyError: if it is something else.
        """

    @abstractmethod
    def schema_request(self, method: str) -> Request:
        """Return the request for the schema of one method."""

    @abstractmethod
    def read_method(self, name: str, reply: object) -> MethodDescription:
        """Return the description of method `name` from the reply to its `schema_request`.

        Raises:
            UnreadableReplyError: if it is something else.
        """

    @abstractmethod
    def extra_requests(self, names: Sequence[str]) -> Mapping[str, Request]:
        """Return what else to ask a backend with these methods (its version, ...), by a key."""

    @abstractmethod
    def describe(
        self, methods: Sequence[MethodDescription], extras: Mapping[str, object]
    ) -> Description:
        """Put the description together from the methods and the replies to `extra_requests`.

        Raises:
            UnreadableReplyError: if an extra reply cannot be read.
        """


def expect_names(reply: object) -> list[str]:
    """Return `reply` if it is a list of different strings.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    if not is_list(reply) or not all(isinstance(name, str) and name for name in reply):
        raise UnreadableReplyError("the list of methods is no list of names")
    if len(set(reply)) != len(reply):
        raise UnreadableReplyError("a method is listed twice")
    return reply


def expect_object(reply: object, what: str) -> dict[str, Any]:
    """Return `reply` if it is an object.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    if not is_object(reply):
        raise UnreadableReplyError(f"{what} is no object")
    return reply


def expect_schema(owner: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Return the schema under `key`, None if there is none or if it allows null alone.

    Raises:
        UnreadableReplyError: if it is no schema.
    """
    schema = owner.get(key)
    if schema is None:
        return None
    if not is_object(schema):
        raise UnreadableReplyError(f"{key!r} is no schema")
    return None if schema.get("type") == "null" else schema


def expect_text(owner: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`, empty if there is none.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    text = owner.get(key, "")
    if not isinstance(text, str):
        raise UnreadableReplyError(f"{key!r} is no text")
    return text
