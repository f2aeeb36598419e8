"""What every conplyent server 0.2.17 can do, in the order in which it lists its commands.

The server itself tells names only. Types are those that its functions take and send.
"""

from collections.abc import Iterator
from datetime import datetime

def cd(dest: str) -> Iterator[str]:
    """Change the working directory of the server and output the new one. It is that of all
    commands after it.

    Args:
        dest: A directory, absolute or relative.
    """

def ls(src: str = ".") -> Iterator[str]:
    """Output what is in a directory, as one text: a heading, then a line for each entry,
    which begins with d, f or l.

    Args:
        src: The directory.
    """

def cwd() -> Iterator[str]:
    """Output the working directory of the server."""

def mkdir(path: str, mode: int | None = None) -> Iterator[str]:
    """Make a directory, whose parent must be there.

    Args:
        path: The new directory.
        mode: Its permissions.
    """

def mkdirs(path: str, exist_ok: bool = False) -> Iterator[str]:
    """Make a directory, and those on the way to it.

    Args:
        path: The new directory.
        exist_ok: No error if it is there.
    """

def rm(path: str, recursive: bool = False) -> Iterator[str]:
    """Remove a file, a link or a directory.

    Args:
        path: What to remove.
        recursive: Also a directory that is not empty, with all that is in it.
    """

def rdfile(path: str, limit: int = 1024) -> Iterator[str | bytes]:
    """Output a heading, then the contents of a file, piece by piece.

    Args:
        path: The file.
        limit: Bytes in one piece.
    """

def wrfile(path: str, data: bytes, append: bool = False) -> Iterator[str]:
    """Write bytes to a file and output that it was done. `transfer` sends whole files.

    Args:
        path: The file; one that is there is replaced.
        data: What to write.
        append: Write behind what is there instead.
    """

def touch(path: str) -> Iterator[str]:
    """Make an empty file, or set the time of one that is there.

    Args:
        path: The file.
    """

def jobs() -> Iterator[str]:
    """Output which commands run in the background, as text."""

def exec(cmd: str | list[str]) -> Iterator[str]:
    """Run a program in the background and output its lines, errors too, as they come. The
    exit code is the program's; negative if a signal ended it.

    Args:
        cmd: Program and arguments. There is no shell: on POSIX systems a string is the name
            of a program alone.
    """

def send_input(job_num: int, value: str) -> Iterator[str]:
    """Give a job a line of input.

    Args:
        job_num: The number of the job, `listener.id`.
        value: The line.
    """

def is_alive(job_num: int) -> Iterator[bool]:
    """Output whether a job still runs.

    Args:
        job_num: The number of the job, `listener.id`.
    """

def kill(job_num: int) -> Iterator[str]:
    """End the program of a job.

    Args:
        job_num: The number of the job, `listener.id`.
    """

def close_server() -> Iterator[str]:
    """End all jobs, output which, and stop the server."""

def os_info() -> Iterator[str]:
    """Output the kind of the operating system: linux, windows or mac."""

def get_time() -> Iterator[datetime]:
    """Output the time by the server's clock, without a time zone."""

def user_name() -> Iterator[str]:
    """Output the name of the user who is logged in."""

def reboot() -> Iterator[str]:
    """Restart the machine. It may be gone before it answers."""

def shutdown() -> Iterator[str]:
    """Switch the machine off. It may be gone before it answers."""

def sleep() -> Iterator[str]:
    """Put the machine to sleep."""
