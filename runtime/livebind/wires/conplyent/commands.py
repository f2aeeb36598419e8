"""conplyent without I/O: commands to messages, messages to events.

There is no socket, thread or clock here. What makes answers find their command:

- The server acknowledges commands in the order in which they came, and an acknowledgement names
  only its job. So each command keeps its place in the line until it is acknowledged, also if
  nobody waits for it any more.
- Jobs are numbered by the server. It uses a number again if it gave up a command without a word,
  as it does with commands that it does not have: then nothing more will come of the first.
- The first details of a job repeat the command. They must name the command that was sent, as a
  safeguard, and are no output of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from livebind.common.message import BinaryMessage, Message, TextMessage
from livebind.wires.conplyent.messages import (
    Acknowledged,
    Completed,
    Details,
    Heartbeat,
    ServerMessage,
    Sync,
    Unreadable,
    read_message,
)
from livebind.wires.events import (
    BrokenReply,
    Event,
    InvalidMessage,
    LateReply,
    RequestId,
    SuccessReply,
    TaskUpdate,
    UnexpectedReply,
)
from livebind.wires.wire import PlainWire

if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = ["HEARTBEAT", "SYNC", "CommandWire", "JobStarted", "Output"]

HEARTBEAT: Final = "(heartbeat)"
"""Method name of a request for a sign of life; no command has one like it."""
SYNC: Final = "(sync)"
"""Method name of a request for the names of the commands."""


@dataclass(frozen=True, slots=True)
class JobStarted:
    """Content of a `TaskUpdate`: the server has begun, and this is the number it knows."""

    job: int


@dataclass(frozen=True, slots=True)
class Output:
    """Content of a `TaskUpdate`: something that the command said."""

    value: object


@dataclass(slots=True)
class _Job:
    id: RequestId
    command: str
    echoed: bool = False


_Line: TypeAlias = "deque[tuple[RequestId, str]]"


class CommandWire(PlainWire):
    """The state of one connection (`livebind.wires.wire.Wire`).

    `encode` must be called in the order in which the messages are sent; everything else may be
    called from any thread at any time.
    """

    def __init__(self) -> None:
        self.cancellation = None
        """A command is ended by another command."""
        self.layout = None
        """Messages are not divided."""
        self._ids = count(1)
        self._lines: dict[str, _Line] = {HEARTBEAT: deque(), SYNC: deque()}
        self._commands: _Line = deque()
        self._newest: _Line = self._commands
        self._jobs: dict[int, _Job] = {}
        self._waiting: set[RequestId] = set()

    def new_request(self) -> RequestId:
        """Return the id of a new request, which is waiting for its answer from now on."""
        request_id = next(self._ids)
        self._waiting.add(request_id)
        return request_id

    def encode(
        self, request_id: RequestId | None, method: str, _params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a request, which `binary` is, and put it into its line."""
        if request_id is not None:
            self._newest = self._lines.get(method, self._commands)
            self._newest.append((request_id, method))
        return BinaryMessage(binary)

    def withdraw(self) -> None:
        """Take the newest message out of its line again: it was not sent."""
        self._newest.pop()

    def abandon(self, request_id: RequestId) -> None:
        """Stop waiting: what comes later is dropped quietly. The place in the line remains."""
        self._waiting.discard(request_id)

    def loggable(self, message: Message) -> bytes:
        """Return the pickle that a message is."""
        return message.text if isinstance(message, TextMessage) else message.head + message.binary

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        data = self.loggable(message)
        return self._interpret(read_message(data), data)

    def _interpret(self, message: ServerMessage, data: bytes) -> list[Event]:
        match message:
            case Acknowledged(job):
                return self._acknowledge(job)
            case Details(job, value):
                return self._details(job, value)
            case Completed(job, exit_code):
                event = self._complete(job, exit_code)
            case Heartbeat(is_request=True):
                event = InvalidMessage("a request for a heartbeat, as no server makes", data)
            case Heartbeat():
                event = self._answer(HEARTBEAT, None)
            case Sync(names):
                event = self._answer(SYNC, names)
            case Unreadable(problem, job):
                event = self._unreadable(problem, job, data)
        return [event]

    def _acknowledge(self, number: int) -> list[Event]:
        if not self._commands:
            return [UnexpectedReply(number, "no command is waiting to be acknowledged")]
        request_id, command = self._commands.popleft()
        events: list[Event] = []
        earlier = self._jobs.get(number)
        if earlier is not None and earlier.id in self._waiting:
            events.append(self._break(earlier.id, "the server gave it up without a word"))
        self._jobs[number] = _Job(request_id, command)
        if request_id in self._waiting:
            events.append(TaskUpdate(request_id, JobStarted(number)))
        return events

    def _details(self, number: int, value: object) -> list[Event]:
        job = self._jobs.get(number)
        if job is None:
            return [LateReply(number)]  # of an earlier connection
        if job.id not in self._waiting:
            return [LateReply(job.id)]
        if job.echoed:
            return [TaskUpdate(job.id, Output(value))]
        job.echoed = True
        if isinstance(value, str) and value.startswith(f"{job.command} "):
            return []
        return [self._break(job.id, "the server answers with the job of another command")]

    def _complete(self, number: int, exit_code: object) -> Event:
        job = self._jobs.pop(number, None)
        if job is None or job.id not in self._waiting:
            return LateReply(number if job is None else job.id)
        self._waiting.discard(job.id)
        return SuccessReply(job.id, exit_code)

    def _answer(self, kind: str, result: object) -> Event:
        line = self._lines[kind]
        if not line:
            return UnexpectedReply(None, f"nobody is waiting for a {kind}")
        request_id, _ = line.popleft()
        if request_id not in self._waiting:
            return LateReply(request_id)
        self._waiting.discard(request_id)
        return SuccessReply(request_id, result)

    def _unreadable(self, problem: str, number: int | None, data: bytes) -> Event:
        job = None if number is None else self._jobs.get(number)
        if job is None or job.id not in self._waiting:
            return InvalidMessage(problem, data)
        return self._break(job.id, problem, data)

    def _break(self, request_id: RequestId, problem: str, data: bytes = b"") -> Event:
        self._waiting.discard(request_id)
        return BrokenReply(request_id, problem, data)
