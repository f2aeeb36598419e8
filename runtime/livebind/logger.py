"""A logger that prints to standard output, for scripts that do not configure logging."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["LOGGER", "Logger"]

LOGGER = logging.getLogger("livebind")
"""The logger of a connector that was given none: silent until the application sets up logging."""
LOGGER.addHandler(logging.NullHandler())


class _StandardOutput(logging.StreamHandler["TextIO"]):
    """Writes to what standard output is at that time, also where it was redirected since."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property in place of an attribute
        return sys.stdout


class Logger(logging.Logger):
    """Prints what the connection does: problems, with INFO also each message, with DEBUG contents.

    INFO shows method, id, size and duration. DEBUG adds contents, shortened and without values
    whose key says that they are secret.
    """

    def __init__(self, level: int | str = logging.WARNING, name: str = "livebind") -> None:
        super().__init__(name, level)
        handler = _StandardOutput()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        self.addHandler(handler)

    def __reduce__(self) -> tuple[Any, ...]:
        # A plain logger is pickled by its name, but this one is not in the tree of loggers.
        return type(self), (self.level, self.name)
