"""The files that clients may name: which ones, and how much of them is read.

What a client names can be anything: a device without end, a pipe that nobody writes to, a link
somewhere else. Only regular files are read and written, each as large as it is when it is opened.
"""

import contextlib
import os
import stat
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from livebind_backend.errors import InternalError

__all__ = ["MAX_FILE_BYTES", "Files"]

MAX_FILE_BYTES: Final = 2**30
"""Size of the largest file that is read."""

_FLAGS: Final = os.O_NONBLOCK | os.O_NOFOLLOW
"""What stands at a path can change after it was looked at: a pipe must not wait for its other end,
and a link not lead elsewhere."""


class Files:
    """Reads and writes for clients.

    Args:
        folders: Where clients may read and write, with all that is below; everywhere by default.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = [folder.resolve() for folder in folders]

    def read(self, path: str) -> bytes:
        """Read a whole file.

        Raises:
            InternalError: It does not exist, is no regular file, too large, or not allowed.
        """
        with self._open(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_FILE_BYTES:
                raise InternalError(f"File {path} has {size} bytes, more than {MAX_FILE_BYTES}")
            return file.read(size)

    def read_part(self, path: str, start: int, size: int) -> bytes:
        """Read some bytes of a file, which may be larger than those that are read as a whole.

        Raises:
            InternalError: They are not there; or the file does not exist, is no regular file, or
                not allowed.
        """
        with self._open(path) as file:
            if start < 0 or not 0 <= size <= os.fstat(file.fileno()).st_size - start:
                raise InternalError(f"File {path} ends before byte {start + size}")
            file.seek(start)
            return file.read(size)

    @contextlib.contextmanager
    def _open(self, path: str) -> Generator[BinaryIO]:
        target = self._resolve(path)
        try:
            _check_regular(target.stat(), path)
            with os.fdopen(os.open(target, os.O_RDONLY | _FLAGS), "rb") as file:
                _check_regular(os.fstat(file.fileno()), path)
                yield file
        except FileNotFoundError:
            raise InternalError(f"File {path} does not exist") from None
        except OSError as error:
            raise InternalError(f"Cannot read {path}: {error.strerror}") from None

    def check_readable(self, path: str) -> str:
        """Return where a file is that a library reads by itself.

        Raises:
            InternalError: It does not exist, is no regular file, or not allowed.
        """
        target = self._resolve(path)
        try:
            _check_regular(target.stat(), path)
        except OSError as error:
            raise InternalError(f"Cannot read {path}: {error.strerror}") from None
        return str(target)

    def check_writable(self, path: str) -> None:
        """Refuse to write a file before the work for it is done.

        Raises:
            InternalError: It is there, but no regular file, or not allowed.
        """
        target = self._resolve(path)
        try:
            _check_regular(target.stat(), path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise InternalError(f"Cannot write {path}: {error.strerror}") from None

    def write(self, path: str, content: bytes) -> None:
        """Write a whole file.

        Raises:
            InternalError: It cannot be written, is no regular file, or not allowed.
        """
        self.check_writable(path)
        flags = os.O_WRONLY | os.O_CREAT | _FLAGS
        try:
            with os.fdopen(os.open(self._resolve(path), flags, 0o666), "wb") as file:
                _check_regular(os.fstat(file.fileno()), path)
                file.truncate()
                file.write(content)
        except OSError as error:
            raise InternalError(f"Cannot write {path}: {error.strerror}") from None

    def _resolve(self, path: str) -> Path:
        """Follow all links of a path, and check that it leads to where clients may be."""
        try:
            target = Path(path).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise InternalError(f"Cannot find {path!r}: {error}") from None
        if self._folders and not any(target.is_relative_to(folder) for folder in self._folders):
            allowed = ", ".join(str(folder) for folder in self._folders)
            raise InternalError(f"{path} is not in a folder that clients may use: {allowed}")
        return target


def _check_regular(found: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a device, a pipe or the like"
        raise InternalError(f"{path} is {kind}: only regular files are read and written")
