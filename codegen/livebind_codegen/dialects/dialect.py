"""A dialect: how one kind of backend is reached, describes itself and is spoken to.

It says what is its own (`claims`), asks for a description (`describe`), and tells what generated
packages need (`client`). Everything after that is common to all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from livebind_codegen.dialects.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from livebind_codegen.description.model import Description

__all__ = [
    "Answer",
    "Ask",
    "Channel",
    "Dialect",
    "Link",
    "LiveOptions",
    "Output",
    "Pending",
    "Request",
    "Source",
    "Told",
    "UnknownMethodError",
    "UnreadableReplyError",
]


class UnreadableReplyError(Exception):
    """A reply that is not what the dialect says."""


class UnknownMethodError(Exception):
    """The backend has no method of the name that was called."""


@dataclass(frozen=True)
class LiveOptions:
    """How to talk to a live source."""

    protocol: str = ""
    """Name of the dialect, empty to find out by asking."""
    cafile: Path | None = None
    """Certificates to trust, in PEM."""
    timeout: float = 60.0
    """Seconds for the whole conversation."""
    keep_going: bool = False
    """Whether methods that cannot be described are left out, rather than an error."""
    stubs: Path | None = None
    """Signatures of methods that the backend cannot describe itself."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """HTTP headers to send, which may hold secrets."""


@dataclass(frozen=True)
class Source:
    """What is to be described: an address, or a file that is no OpenRPC document."""

    text: str
    """The address or the path, as the user gave it."""
    document: Any = None
    """The JSON in the file; None for an address."""

    @property
    def scheme(self) -> str:
        """What is before `://`, or before `:` if it has a plus; empty for `host:port`, a file."""
        before, _, after = self.text.partition(":")
        is_scheme = after.startswith("//") or "+" in before
        return before.lower() if is_scheme and self.document is None else ""


@dataclass(frozen=True)
class Request:
    """A question for a backend."""

    method: str
    params: Any = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    value: Any = None
    problem: str = ""
    """Why there is no value: the backend refused, or sent nonsense. Empty if there is one."""

    @property
    def result(self) -> Any:  # noqa: ANN401 - any JSON
        """The value.

        Raises:
            UnreadableReplyError: there is none.
        """
        if self.problem:
            raise UnreadableReplyError(self.problem)
        return self.value


class Ask(ABC):
    """Asks one backend; given to `Dialect.describe`."""

    source: Source
    options: LiveOptions

    @abstractmethod
    def __call__(self, *requests: Request) -> list[Answer]:
        """Send all requests at once, and return the answer to each.

        A captured file answers every request with all that is in it.

        Raises:
            CodegenError: the backend is gone, does not answer, or is none at all.
        """

    @abstractmethod
    def leave_out(self, method: str, problem: str) -> None:
        """Note that a method cannot be described: an error unless the user wants the others."""


@dataclass(frozen=True)
class Output:
    """One thing that a call gave."""

    value: Any = None
    data: bytes = b""
    """The bytes that came with it."""
    is_text: bool = False
    """Whether the value is shown as text, rather than as JSON."""


class Pending(Protocol):
    """An answer that is on its way."""

    def result(self, timeout: float | None) -> Any:  # noqa: ANN401 - any JSON
        """Wait for it; raises errors of `livebind.errors`."""
        ...


@dataclass(frozen=True)
class Told:
    """An answer that is there already (`Pending`)."""

    value: Any

    def result(self, timeout: float | None) -> Any:  # noqa: ANN401 - any JSON
        """Return it."""
        del timeout
        return self.value


class Channel(Protocol):
    """What answers questions: a connection, or a file."""

    def start(self, request: Request) -> Pending:
        """Send a request, and return at once."""
        ...


class Link(Channel, Protocol):
    """A connection to a live backend."""

    def call(self, request: Request, data: bytes) -> Iterator[Output]:
        """Yield what a call of one method gives, as it comes.

        Raises:
            UnknownMethodError: there is no such method.
            CodegenError: it fails.
        """
        ...


class Dialect(ABC):
    """How one kind of backend describes itself, and is spoken to.

    Third parties add one through the entry point group `livebind.dialects`: a class of this kind
    without constructor arguments.
    """

    name: ClassVar[str]
    """Name for `--protocol`, and for the description."""
    schemes: ClassVar[frozenset[str]] = frozenset()
    """Schemes of its addresses; an empty one for `host:port`."""
    client: ClassVar[Client] = Client()
    """What generated packages need."""
    carries_bytes: ClassVar[bool] = True
    """Whether bytes can go with a call, and come with what it gives."""

    def claims(self, source: Source) -> bool:
        """Whether the source may be of this kind: only asking it can tell for sure."""
        return source.document is None and source.scheme in self.schemes

    @abstractmethod
    def open(self, source: Source, options: LiveOptions) -> AbstractContextManager[Link]:
        """Connect to the backend at an address. Dialects that share this share the connection.

        Raises:
            CodegenError: it cannot be reached, or the connection fails.
        """

    def check_call(self, request: Request) -> None:  # noqa: B027 - most can send anything
        """Check that a call can be sent, before anything is connected.

        Raises:
            UsageProblem: its parameters can never be sent.
        """

    @abstractmethod
    def describe(self, ask: Ask) -> Description | None:
        """Return what the backend says about itself, None if it is of another kind.

        Raises:
            UnreadableReplyError: it is of this kind, but what it says cannot be read.
        """
