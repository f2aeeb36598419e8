"""The messages of conplyent 0.2.17: what they say, and their bytes.

Each is one ZeroMQ frame that holds the pickle of an object with a kind, a flag that tells requests
from answers, and a dict of contents. A command is acknowledged with the number of its job, then
has details (the first is an echo of the command) and ends with its exit code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from livebind.common.escaping import escape
from livebind.wires.conplyent.pickle_reader import UnreadablePickleError, read_pickle
from livebind.wires.conplyent.pickle_writer import (
    write_call,
    write_object,
    write_pickle,
    write_value,
)
from livebind.wires.conplyent.plain_names import MESSAGE, MESSAGE_KIND, MessageKind, RawMessage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Acknowledged",
    "Completed",
    "Details",
    "Heartbeat",
    "ServerMessage",
    "Sync",
    "Unreadable",
    "read_message",
    "write_command",
    "write_heartbeat",
    "write_sync",
]

_ACKNOWLEDGE: Final = 0
_HEARTBEAT: Final = 1
_COMMAND: Final = 2
_DETAILS: Final = 3
_COMPLETE: Final = 4
_SYNC: Final = 5


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server has begun with the oldest command that it has not acknowledged yet."""

    job: int


@dataclass(frozen=True, slots=True)
class Details:
    """Something that a job said."""

    job: int
    value: Any
    number: int | None = None
    """How many the job said before; None if the server does not tell."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A job is through."""

    job: int
    exit_code: Any
    """What the command's function returned: any plain value."""
    number: int | None = None
    """How much the job said; None if the server does not tell."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life, or the request for one."""

    is_request: bool


@dataclass(frozen=True, slots=True)
class Sync:
    """The names of the server's commands, in its order."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that holds what it may not, or is none at all."""

    problem: str
    job: int | None = None
    """The job that it is about, if that can be told."""
    is_sync: bool = False
    """Whether it would be the names of the commands."""


ServerMessage: TypeAlias = Acknowledged | Details | Completed | Heartbeat | Sync | Unreadable


def read_message(data: bytes) -> ServerMessage:
    """Return what a message of a server says. Never raises, whatever it holds."""
    try:
        value, foreign = read_pickle(data)
    except UnreadablePickleError as error:
        return Unreadable(f"no message of conplyent ({error})", error.job)
    if not isinstance(value, RawMessage):
        return Unreadable("a pickle that is no message of conplyent")
    contents: object = value.state.get("_kwargs")
    if not isinstance(contents, dict):
        return Unreadable("a message without contents")
    fields = cast("dict[Any, Any]", contents)  # type: ignore[redundant-cast]  # not to pyright
    kind = value.state.get("_type")
    number = kind.number if isinstance(kind, MessageKind) else None
    if foreign:
        job = fields.get("request_id")
        return Unreadable(
            f"it holds {escape(', '.join(foreign))}: neither a plain value nor a builtin exception",
            job if type(job) is int else None,
            is_sync=number == _SYNC,
        )
    return _read_contents(number, fields, is_request=value.state.get("_request") is True)


def _read_contents(
    number: int | None, fields: dict[Any, Any], *, is_request: bool
) -> ServerMessage:
    match number, fields:
        case 0, {"request_id": int(job)}:
            return Acknowledged(job)
        case 3, {"request_id": int(job), "details": details}:
            return Details(job, details, _count(fields))
        case 4, {"request_id": int(job), "exit_code": exit_code}:
            return Completed(job, exit_code, _count(fields))
        case 1, _:
            return Heartbeat(is_request)
        case 5, {"args": (names,)}:
            return _read_names(names)
        case _:
            problem = "a message whose contents do not fit its kind"
            return Unreadable(problem, is_sync=number == _SYNC)


def _count(fields: dict[Any, Any]) -> int | None:
    number = fields.get("msg_num")
    return number if type(number) is int else None


def _read_names(names: object) -> ServerMessage:
    items = cast("list[object]", names) if isinstance(names, list) else [None]
    texts = tuple(name for name in items if isinstance(name, str))
    return Sync(texts) if len(texts) == len(items) else Unreadable("no list of names", is_sync=True)


def write_command(name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> bytes:
    """Return the message that asks for a command.

    Raises:
        InvalidRequestError: an argument cannot be sent.
    """
    contents = {"cmd_id": name, "args": tuple(arguments), "keywargs": dict(keywords)}
    return _write(_COMMAND, contents)


def write_heartbeat() -> bytes:
    """Return the message that asks for a sign of life."""
    return _write(_HEARTBEAT, {})


def write_sync() -> bytes:
    """Return the message that asks for the names of the commands."""
    return _write(_SYNC, {})


def _write(kind: int, contents: dict[str, Any]) -> bytes:
    # The values of the kinds are tuples of one number, only SYNC's is the number alone.
    value: Any = kind if kind == _SYNC else (kind,)
    return write_pickle(
        write_object(
            *MESSAGE,
            {
                "_type": write_call(*MESSAGE_KIND, (value,)),
                "_request": write_value(value=True),
                "_kwargs": write_value(contents, "$"),
            },
        )
    )
