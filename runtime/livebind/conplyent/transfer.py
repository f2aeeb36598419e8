"""Sending a file: in large chunks, several on their way at once, checked by size and digest."""

from __future__ import annotations

import hashlib
import ntpath
import posixpath
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from livebind.conplyent.listener import CommandListener, raise_failure
from livebind.conplyent.showing import bounded_text
from livebind.conplyent.task import CommandTask
from livebind.errors import RequestError

if TYPE_CHECKING:
    import os

    from livebind.conplyent.request import CommandRequest
    from livebind.conplyent.session import Session
    from livebind.timeouts import Deadline

__all__ = ["TransferError", "Transferred", "transfer_file"]

_CHUNK_SIZE: Final = 4 * 2**20
_MAX_UNDER_WAY: Final = 4


class TransferError(RequestError):
    """What the server has is not what was sent to it."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """A file that the server has."""

    path: str
    """Where it is on the server, as an absolute path."""
    size: int
    """Its size in bytes."""
    digest: str
    """SHA-256 of what was sent, in hexadecimal."""
    verified: bool
    """Whether the server's own digest of the file is the same; False if it cannot compute one."""


def transfer_file(
    session: Session, src: str | os.PathLike[str], dest: str, deadline: Deadline
) -> Transferred:
    """Send the file `src` and return what the server has; see `CommandConnection.transfer`."""
    with Path(src).open("rb") as file:
        path = _absolute(session, dest, deadline)
        folder = (ntpath if path[1:2] == ":" else posixpath).dirname(path)
        if "mkdirs" in session.names:
            _run(session, "mkdirs", [folder], {"exist_ok": True}, deadline)
        size, digest = _send(session, file, path, deadline)
    found = _digest(session, path, deadline)
    if found not in {None, digest}:
        raise TransferError(
            f"{path!r} was sent, but is another file on the server: SHA-256 {found} instead of "
            f"{digest}"
        )
    return Transferred(path, size, digest, verified=found is not None)


def _absolute(session: Session, dest: str, deadline: Deadline) -> str:
    """Return the whole path of `dest`, so that a `cd` in between moves nothing."""
    outputs, _ = _run(session, "cwd", [], {}, deadline)
    folder = bounded_text(outputs[0])
    rules = posixpath if folder.startswith("/") else ntpath
    path: str = rules.join(folder, dest)
    return path


def _send(session: Session, file: BinaryIO, path: str, deadline: Deadline) -> tuple[int, str]:
    """Send the contents of a file and return their size and digest."""
    digest = hashlib.sha256()
    size = 0
    under_way: deque[CommandRequest] = deque()
    try:
        while True:
            chunk = file.read(_CHUNK_SIZE)
            if not chunk and size:
                break
            digest.update(chunk)
            # As a memoryview: the server repeats the text of each argument, which for bytes is
            # several times as long as they are.
            arguments = [path, memoryview(chunk)]
            task = session.start("wrfile", arguments, {"append": size > 0}, deadline)
            under_way.append(task)
            size += len(chunk)
            if not chunk:  # the file is empty
                break
            if len(under_way) == _MAX_UNDER_WAY:
                _finish(under_way[0], deadline)
                under_way.popleft()
        while under_way:
            _finish(under_way[0], deadline)
            under_way.popleft()
    finally:
        for task in under_way:
            session.abandon(task)
    return size, digest.hexdigest()


def _finish(task: CommandRequest, deadline: Deadline) -> None:
    exit_code = task.result_by(deadline)
    raise_failure(task.method, exit_code, task.last_output)


def _digest(session: Session, path: str, deadline: Deadline) -> str | None:
    """Return the server's digest of a file, None if it has no program for that."""
    if "exec" not in session.names or not path.startswith("/"):
        return None
    try:
        outputs, exit_code = _run(session, "exec", [["sha256sum", "--", path]], {}, deadline)
    except FileNotFoundError:
        return None
    # A path with special characters is escaped, which a backslash in front tells.
    return (
        bounded_text(outputs[0]).lstrip("\\").split(" ")[0] if exit_code == 0 and outputs else None
    )


def _run(
    session: Session,
    command: str,
    arguments: list[Any],
    keywords: dict[str, Any],
    deadline: Deadline,
) -> tuple[list[Any], Any]:
    """Return the outputs and the exit code of a command; raise if it failed."""
    task = session.start(command, arguments, keywords, deadline)
    try:
        listener: CommandListener[Any] = CommandListener(
            CommandTask(task), timeout=deadline.remaining(), raise_error=True
        )
        return list(listener), listener.exit_code
    finally:
        if not task.done:
            session.abandon(task)
