"""The commands that every conplyent server 0.2.17 has: signatures and documentation, as data.

The server itself tells names only. Types are those that its functions take and send.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["DEFAULT_COMMANDS", "NO_DEFAULT", "Command", "CommandParameter"]


class _NoDefault:
    """The type of `NO_DEFAULT`."""


NO_DEFAULT: Final = _NoDefault()
"""A parameter that must be given."""


@dataclass(frozen=True)
class CommandParameter:
    """One parameter of a command."""

    name: str
    annotation: str = "Any"
    """Its type, as Python."""
    default: object = NO_DEFAULT
    """A JSON value, `NO_DEFAULT`, or `...` if there is one that is not known."""
    kind: str = ""
    """`*` or `**` for the rest of the positional or keyword arguments, `keyword` if it can be given
    by its name alone."""
    description: str = ""


@dataclass(frozen=True)
class Command:
    """One command of a server."""

    name: str
    description: str = ""
    outputs: str = "Any"
    """Type of each output, as Python."""
    parameters: tuple[CommandParameter, ...] = ()
    ends_server: bool = False


def _path(what: str) -> CommandParameter:
    return CommandParameter("path", "str", description=what)


_JOB: Final = CommandParameter(
    "job_num", "int", description="The number of the job, `listener.id`."
)

DEFAULT_COMMANDS: Final = (
    Command(
        "cd",
        "Change the working directory of the server and output the new one. It is that of all "
        "commands after it.",
        "str",
        (CommandParameter("dest", "str", description="A directory, absolute or relative."),),
    ),
    Command(
        "ls",
        "Output what is in a directory, as one text: a heading, then a line for each entry, which "
        "begins with d, f or l.",
        "str",
        (CommandParameter("src", "str", ".", description="The directory."),),
    ),
    Command("cwd", "Output the working directory of the server.", "str"),
    Command(
        "mkdir",
        "Make a directory, whose parent must be there.",
        "str",
        (
            _path("The new directory."),
            CommandParameter("mode", "int | None", None, description="Its permissions."),
        ),
    ),
    Command(
        "mkdirs",
        "Make a directory, and those on the way to it.",
        "str",
        (
            _path("The new directory."),
            CommandParameter(
                "exist_ok", "bool", default=False, description="No error if it is there."
            ),
        ),
    ),
    Command(
        "rm",
        "Remove a file, a link or a directory.",
        "str",
        (
            _path("What to remove."),
            CommandParameter(
                "recursive",
                "bool",
                default=False,
                description="Also a directory that is not empty, with all that is in it.",
            ),
        ),
    ),
    Command(
        "rdfile",
        "Output a heading, then the contents of a file, piece by piece.",
        "str | bytes",
        (
            _path("The file."),
            CommandParameter("limit", "int", 1024, description="Bytes in one piece."),
        ),
    ),
    Command(
        "wrfile",
        "Write bytes to a file and output that it was done. `transfer` sends whole files.",
        "str",
        (
            _path("The file; one that is there is replaced."),
            CommandParameter("data", "bytes", description="What to write."),
            CommandParameter(
                "append", "bool", default=False, description="Write behind what is there instead."
            ),
        ),
    ),
    Command(
        "touch",
        "Make an empty file, or set the time of one that is there.",
        "str",
        (_path("The file."),),
    ),
    Command("jobs", "Output which commands run in the background, as text.", "str"),
    Command(
        "exec",
        "Run a program in the background and output its lines, errors too, as they come. The exit "
        "code is the program's; negative if a signal ended it.",
        "str",
        (
            CommandParameter(
                "cmd",
                "str | list[str]",
                description="Program and arguments. There is no shell: on POSIX systems a string "
                "is the name of a program alone.",
            ),
        ),
    ),
    Command(
        "send_input",
        "Give a job a line of input.",
        "str",
        (_JOB, CommandParameter("value", "str", description="The line.")),
    ),
    Command("is_alive", "Output whether a job still runs.", "bool", (_JOB,)),
    Command("kill", "End the program of a job.", "str", (_JOB,)),
    Command(
        "close_server",
        "End all jobs, output which, and stop the server.",
        "str",
        ends_server=True,
    ),
    Command("os_info", "Output the kind of the operating system: linux, windows or mac.", "str"),
    Command("get_time", "Output the time by the server's clock, without a time zone.", "datetime"),
    Command("user_name", "Output the name of the user who is logged in.", "str"),
    Command(
        "reboot",
        "Restart the machine. It may be gone before it answers.",
        "str",
        ends_server=True,
    ),
    Command(
        "shutdown",
        "Switch the machine off. It may be gone before it answers.",
        "str",
        ends_server=True,
    ),
    Command("sleep", "Put the machine to sleep.", "str", ends_server=True),
)
"""In the order in which a server lists them."""
