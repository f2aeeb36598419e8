"""A conplyent server that may be malicious: what it answers is up to the test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import zmq

from livebind.wires.conplyent.pickle_reader import read_pickle
from livebind.wires.conplyent.pickle_writer import (
    write_call,
    write_object,
    write_pickle,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["PairPeer", "message", "pair_server"]

_DEADLINE_MILLISECONDS = 20_000
_HEARTBEAT, _COMMAND, _SYNC = 1, 2, 5


def message(kind: int, contents: list[Any] | None = None, **fields: object) -> bytes:
    """Return a message of a server; `contents` are opcodes in place of the fields."""
    parts = {
        "_type": write_call("conplyent._msg", "MSGType", (kind if kind == _SYNC else (kind,),)),
        "_request": write_value(value=False),
        "_kwargs": write_value(fields) if contents is None else contents,
    }
    return write_pickle(write_object("conplyent._msg", "MSG", parts))


class PairPeer:
    """The server's end of the connection."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        self._socket = socket
        self._said: dict[int, int] = {}

    def next_command(self) -> str | None:
        """Answer what is no command; return the name of the next one, None when told to stop."""
        while self._socket.poll(_DEADLINE_MILLISECONDS):
            data = self._socket.recv()
            if data == b"stop":
                return None
            state = read_pickle(data)[0].state
            kind = state["_type"].number
            if kind == _COMMAND:
                return cast("str", state["_kwargs"]["cmd_id"])
            names = ["cwd", "ls", "jobs"]
            self.send(message(kind, args=(names,)) if kind == _SYNC else message(kind))
        return None

    def answer_with(self, data: bytes) -> None:
        """Answer signs of life, and the question for the names of commands with any bytes."""
        kind = None
        while kind != _SYNC and self._socket.poll(_DEADLINE_MILLISECONDS):
            kind = read_pickle(self._socket.recv())[0].state["_type"].number
            self.send(data if kind == _SYNC else message(kind))

    def send(self, data: bytes) -> None:
        """Send any bytes as a message; they are lost if the client has left."""
        with suppress(zmq.Again):  # nobody is connected: waiting would be for another client
            self._socket.send(data, zmq.DONTWAIT)

    def begin(self, command: str, job: int) -> None:
        """Acknowledge a command and echo it."""
        self.send(message(0, request_id=job))
        self._said[job] = 0
        self.say(job, f"{command} () {{}}")

    def say(self, job: int, *outputs: object) -> None:
        """Send outputs of a job."""
        for output in outputs:
            self.send(message(3, request_id=job, details=output, msg_num=self._said[job]))
            self._said[job] += 1

    def complete(self, job: int, *outputs: object, exit_code: object = 0) -> None:
        """Send the outputs of a job and end it."""
        self.say(job, *outputs)
        number = self._said[job]
        self.send(message(4, request_id=job, exit_code=exit_code, msg_num=number))


@contextmanager
def pair_server(script: Callable[[PairPeer], object]) -> Generator[int]:
    """Run `script` with the server's end of one connection; give its port on this machine.

    An error of the script, such as a failed assertion, is raised at the end.
    """
    context = zmq.Context[zmq.Socket[bytes]]()
    socket = context.socket(zmq.PAIR)
    socket.setsockopt(zmq.LINGER, 0)
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(script, PairPeer(socket))
        try:
            yield port
        finally:
            # The socket is the thread's until then: closed beneath a script, it would fail that.
            wait([running])
            socket.close()
            context.term()
        running.result()
