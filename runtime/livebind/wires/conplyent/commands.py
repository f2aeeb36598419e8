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


_MISSING: Final = "some of what the command said is missing"


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
    next_number: int | None = None
    """The number of what it says next, once it has said something. The server goes on counting
    where it uses the number of a job again."""


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
            case Details():
                return self._details(message)
            case Completed():
                event = self._complete(message)
            case Heartbeat(is_request=True):
                event = InvalidMessage("a request for a heartbeat, as no server makes", data)
            case Heartbeat():
                event = self._answer(HEARTBEAT, None)
            case Sync(names):
                event = self._answer(SYNC, names)
            case Unreadable():
                event = self._unreadable(message, data)
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

    def _details(self, details: Details) -> list[Event]:
        job = self._jobs.get(details.job)
        if job is None:
            return [LateReply(details.job)]  # of an earlier connection
        if job.id not in self._waiting:
            return [LateReply(job.id)]
        if not _is_next(job, details.number):
            return [self._break(job.id, _MISSING)]
        job.next_number = None if details.number is None else details.number + 1
        value = details.value
        if job.echoed:
            return [TaskUpdate(job.id, Output(value))]
        job.echoed = True
        if isinstance(value, str) and value.startswith(f"{job.command} "):
            return []
        return [self._break(job.id, "the server answers with the job of another command")]

    def _complete(self, completed: Completed) -> Event:
        job = self._jobs.pop(completed.job, None)
        if job is None or job.id not in self._waiting:
            return LateReply(completed.job if job is None else job.id)
        if not _is_next(job, completed.number):
            return self._break(job.id, _MISSING)
        self._waiting.discard(job.id)
        return SuccessReply(job.id, completed.exit_code)

    def _answer(self, kind: str, result: object) -> Event:
        line = self._lines[kind]
        if not line:
            return UnexpectedReply(None, f"nobody is waiting for a {kind}")
        request_id, _ = line.popleft()
        if request_id not in self._waiting:
            return LateReply(request_id)
        self._waiting.discard(request_id)
        return SuccessReply(request_id, result)

    def _unreadable(self, message: Unreadable, data: bytes) -> Event:
        number = message.job
        job = None if number is None else self._jobs.get(number)
        if job is not None and job.id in self._waiting:
            return self._break(job.id, message.problem, data)
        # Before the first command, what is about no job at all can only be meant for this.
        is_first = number is None and not self._jobs and not self._commands
        names = self._lines[SYNC]
        if names and (message.is_sync or is_first):
            request_id, _ = names.popleft()
            if request_id in self._waiting:
                return self._break(request_id, message.problem, data)
        return InvalidMessage(message.problem, data)

    def _break(self, request_id: RequestId, problem: str, data: bytes = b"") -> Event:
        self._waiting.discard(request_id)
        return BrokenReply(request_id, problem, data)


def _is_next(job: _Job, number: int | None) -> bool:
    """Whether nothing is missing before what has this number, as far as the numbers tell."""
    return None in {job.next_number, number} or job.next_number == number
