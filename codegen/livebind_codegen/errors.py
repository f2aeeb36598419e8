"""Everything that the generator raises, and the exit code that each error ends a command with.

    CodegenError                            1
    +-- UsageProblem                        2   a wrong option or setting
    +-- SourceError                         3   the source cannot be reached or read
    |   +-- NotABackendError                4   it answers, but describes no backend that we know
    |   +-- DiscoveryError                  5   some methods could not be described (named)
    +-- SchemaError                         6   a schema that cannot be honoured
    |   +-- NameConflictError               7   two things would get one name (both named)
    +-- OutputError                         8   the output cannot be written
    +-- TypeCheckError                      9   what was generated does not type-check
    +-- UnsafeCodeError                    10   the emitted code is not what the generator may emit

`livebind check` and `livebind diff` add 20 (generated folder differs from its description), 21 (the
live backend differs from the description), 22 (both) and 23 (a breaking change). 130 is an
interrupted command.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

__all__ = [
    "CodegenError",
    "DiscoveryError",
    "ExitCode",
    "NameConflictError",
    "NotABackendError",
    "OutputError",
    "SchemaError",
    "SourceError",
    "TypeCheckError",
    "UnsafeCodeError",
    "UsageProblem",
]


class ExitCode(IntEnum):
    """How a command ends."""

    OK = 0
    FAILED = 1
    USAGE = 2
    SOURCE = 3
    NOT_A_BACKEND = 4
    DISCOVERY = 5
    SCHEMA = 6
    NAME_CONFLICT = 7
    OUTPUT = 8
    TYPE_CHECK = 9
    UNSAFE_CODE = 10
    FOLDER_DIFFERS = 20
    BACKEND_DIFFERS = 21
    BOTH_DIFFER = 22
    BREAKING = 23
    INTERRUPTED = 130


class CodegenError(Exception):
    """Base of the generator's errors: one line that says what happened, to what, and what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED


class UsageProblem(CodegenError):  # noqa: N818 - `UsageError` is the runtime's, for programs
    """An option, an argument or a setting that cannot be used."""

    exit_code = ExitCode.USAGE


class SourceError(CodegenError):
    """A source that cannot be reached or read."""

    exit_code = ExitCode.SOURCE


class NotABackendError(SourceError):
    """A source that answers, but is no backend that we know how to ask."""

    exit_code = ExitCode.NOT_A_BACKEND


class DiscoveryError(SourceError):
    """Methods that the backend lists but does not describe."""

    exit_code = ExitCode.DISCOVERY

    def __init__(self, message: str, failures: dict[str, str]) -> None:
        super().__init__(message)
        self.failures = failures
        """Reason of the failure by name of the method."""


class SchemaError(CodegenError):
    """A schema that cannot be turned into types without being wrong about them."""

    exit_code = ExitCode.SCHEMA


class NameConflictError(SchemaError):
    """Two things that would get one name."""

    exit_code = ExitCode.NAME_CONFLICT


class OutputError(CodegenError):
    """Output that cannot be written."""

    exit_code = ExitCode.OUTPUT


class TypeCheckError(CodegenError):
    """Generated code that a type checker refuses."""

    exit_code = ExitCode.TYPE_CHECK


class UnsafeCodeError(CodegenError):
    """Emitted code that holds something the generator never emits: nothing was written."""

    exit_code = ExitCode.UNSAFE_CODE
