"""Everything that the generator raises. Each error ends a command with an exit code of its own.

CodegenError
+-- UsageProblem            a wrong option or setting
+-- SourceError             the source cannot be reached or read
|   +-- NotABackendError    it answers, but describes no backend that we know
|   +-- DiscoveryError      some methods could not be described (named)
+-- SchemaError             a schema that cannot be honoured
|   +-- NameConflictError   two things would get one name (both named)
+-- OutputError             the output cannot be written
+-- TypeCheckError          what was generated does not type-check
+-- UnsafeCodeError         the emitted code is not what the generator may emit
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar, Self

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
    "reason_of",
]


class ExitCode(IntEnum):
    """How a command ends: the one table of exit codes, which the help shows."""

    meaning: str
    """What it says, in words."""

    def __new__(cls, number: int, meaning: str) -> Self:
        """Make the code `number`."""
        code = int.__new__(cls, number)
        code._value_ = number
        code.meaning = meaning
        return code

    OK = 0, "done"
    FAILED = 1, "the request of a call failed, or nobody reads the output"
    USAGE = 2, "a wrong option, argument or setting"
    SOURCE = 3, "the source cannot be reached or read"
    NOT_A_BACKEND = 4, "the source is no backend that is known"
    DISCOVERY = 5, "the backend does not describe one of its methods"
    SCHEMA = 6, "a schema that cannot be honoured"
    NAME_CONFLICT = 7, "two things would get one name"
    OUTPUT = 8, "the output cannot be written"
    TYPE_CHECK = 9, "the generated code does not type-check"
    UNSAFE_CODE = 10, "the generated code holds what may not be emitted"
    FOLDER_DIFFERS = 20, "check: the folder is not what its description gives"
    BACKEND_DIFFERS = 21, "check: the backend is not what was described"
    BOTH_DIFFER = 22, "check: both"
    BREAKING = 23, "diff: a breaking change, with --fail-on breaking"
    CONTRADICTED = 24, "probe: the backend contradicts its description"
    INTERRUPTED = 130, "interrupted"


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


def reason_of(error: OSError) -> str:
    """Return what the system says of an error, in the middle of a sentence."""
    return (error.strerror or str(error)).lower()
