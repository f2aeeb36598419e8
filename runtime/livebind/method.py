"""What a generated function knows about its method."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import msgspec

from livebind.codec.json_type import decode_hook
from livebind.model import Model

if TYPE_CHECKING:
    from livebind.bindings import Bindings
    from livebind.errors import RemoteError

__all__ = ["CANCEL", "Cancellation", "Method", "Reply"]

T = TypeVar("T")


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_KINDS: Final = ((_PNG, "PNG image"), (_JPEG, "JPEG image"), (b"v/1\x01", "OpenEXR image"))
"""How files of a kind begin."""


class Reply(Model, Generic[T], kw_only=True):
    """The answer to a method that returns bytes beside its JSON result.

    A notebook shows the bytes if they are an image in PNG or JPEG.
    """

    result: T
    """The JSON result."""
    data: bytes
    """The bytes that came with it, empty if the backend sent none."""

    def __repr__(self) -> str:
        return f"Reply(result={self.result!r}, data={_Summary(self.data)!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # rich would show the bytes in full.
        return [("result", self.result), ("data", _Summary(self.data))]

    def _repr_png_(self) -> bytes | None:
        """Give a notebook the picture, if the bytes are one in PNG."""
        return self.data if self.data.startswith(_PNG) else None

    def _repr_jpeg_(self) -> bytes | None:
        """Give a notebook the picture, if the bytes are one in JPEG."""
        return self.data if self.data.startswith(_JPEG) else None


@dataclass(frozen=True, slots=True, repr=False)
class _Summary:
    """Stands for bytes where they would be shown."""

    data: bytes

    def __repr__(self) -> str:
        if not self.data:
            return "b''"
        kind = next((kind for start, kind in _KINDS if self.data.startswith(start)), "")
        return f"<{kind} of {len(self.data)} bytes>" if kind else f"<{len(self.data)} bytes>"


@dataclass(frozen=True)
class Cancellation:
    """How a backend is asked to cancel a request: a method that takes the request's id."""

    method: str
    """Name of the method that cancels."""
    parameter: str
    """Name of its parameter that takes the id of the request to cancel."""
    error_code: int | None
    """The error code with which the cancelled request is answered. None if a cancelled request is
    not answered: then the method is a notification, and the request ends here before it is sent."""


CANCEL = Cancellation(method="cancel", parameter="id", error_code=20)
"""How Brayns 3 cancels a request."""


@dataclass(frozen=True)
class Method(Generic[T]):
    """A method of a backend, with the types of what goes in and comes out.

    `T` is what a call returns: the type of the result, or `Reply` of it where `has_reply_data`.
    """

    name: str
    """The method's name on the wire."""
    params: Any = None
    """Type of the parameters; None if it takes none, Any if they are not checked."""
    result: Any = None
    """Type of the JSON result; None if the method returns nothing, Any if it is not checked."""
    has_reply_data: bool = False
    """Whether replies carry bytes, so that a call returns a `Reply`."""
    cancellation: Cancellation | None = None
    """How to cancel it; None if the backend cannot."""
    bindings: Bindings | None = None
    """What the package that it belongs to was generated from."""
    positions: tuple[str, ...] = ()
    """Wire names of the parameters in the order they are sent in, as a list; empty if by name."""
    errors: tuple[type[RemoteError], ...] = ()
    """The classes of the errors that its description declares."""

    @cached_property
    def params_decoder(self) -> msgspec.json.Decoder[Any]:
        """Reads parameters back, so that they are checked before they are sent."""
        return msgspec.json.Decoder(self.params, dec_hook=decode_hook)

    @cached_property
    def result_decoder(self) -> msgspec.json.Decoder[Any]:
        """Reads the JSON of a result into its type."""
        return msgspec.json.Decoder(self.result, dec_hook=decode_hook)
