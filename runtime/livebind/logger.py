"""Where problems are printed to: standard output, in programs that do not configure logging."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["LOGGER", "Logger"]


class _StandardOutput(logging.StreamHandler["TextIO"]):
    """Writes to what standard output is at that time, also where it was redirected since."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        logging.Handler.__init__(self, level)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property in place of an attribute
        return sys.stdout

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, unless there is no standard output (any more)."""
        stream: TextIO | None = sys.stdout
        if stream is not None and not stream.closed:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of `logging`
        """Say nothing where nobody reads standard output, such as `head` that has seen enough."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


class _Fallback(_StandardOutput):
    """Writes what no handler of the application gets."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, unless the application has a handler for it by now."""
        if not self._has_others(record.name):
            super().emit(record)

    def _has_others(self, name: str) -> bool:
        logger: logging.Logger | None = logging.getLogger(name)
        while logger is not None:
            if any(handler is not self for handler in logger.handlers):
                return True
            logger = logger.parent if logger.propagate else None
        return False


LOGGER = logging.getLogger("livebind")
"""The logger of a connector that was given none. Warnings and worse are printed to standard output
for as long as neither it nor the root logger has a handler of the application."""
LOGGER.addHandler(_Fallback(logging.WARNING))


class Logger(logging.Logger):
    """Prints what the connection does: problems, with INFO also each message, with DEBUG contents.

    It prints to standard output, whatever else the application does with `logging`. INFO shows
    method, id, size and duration. DEBUG adds contents, shortened and without values whose key says
    that they are secret.
    """

    def __init__(self, level: int | str = logging.WARNING, name: str = "livebind") -> None:
        super().__init__(name, level)
        self.addHandler(_StandardOutput())

    def __reduce__(self) -> tuple[Any, ...]:
        # A plain logger is pickled by its name, but this one is not in the tree of loggers.
        return type(self), (self.level, self.name)
