"""Makes errors of what backends answer, of the class that says most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from livebind.codec.json_type import decode_hook
from livebind.errors import STANDARD_ERRORS, RemoteError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["remote_error"]


def remote_error(
    message: str, code: int, data: object, declared: Sequence[type[RemoteError]] = ()
) -> RemoteError:
    """Return the error that a backend answered with.

    Its class is the declared one of its code, of several the one whose message was sent; else that
    of JSON-RPC 2.0 for the code, else `RemoteError`.
    """
    kinds = [kind for kind in declared if kind.declared_code == code]
    if len(kinds) > 1:
        kinds = [kind for kind in kinds if kind.declared_message == message]
    kind = kinds[0] if kinds else STANDARD_ERRORS.get(code, RemoteError)
    error = kind(message, code=code, data=data)
    if kind.data_type is not None:
        error.data = _converted(data, kind.data_type)
    return error


def _converted(data: object, data_type: object) -> Any:  # noqa: ANN401 - of that type
    """Return what came with an error as the type that is declared, None if it is none of it."""
    try:
        return msgspec.convert(data, data_type, dec_hook=decode_hook)
    except msgspec.ValidationError:
        # An error must not fail for another reason than its own: its text tells what came.
        return None
