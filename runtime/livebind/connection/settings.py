"""What a connection was told when it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livebind.hooks import BinaryHandler, Hooks, RequestHandler

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping

    from livebind.connection.leniency import Leniency

__all__ = ["GOODBYE_SECONDS", "Settings"]

GOODBYE_SECONDS = 1.0
"""How long the end of a connection may take to say."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Its name, limits, and whom it tells what; see `livebind.Connector`."""

    name: str
    """Where it leads to, without what may be secret."""
    request_timeout: float | None
    """Seconds that `DEFAULT` stands for."""
    logger: logging.Logger
    hooks: Hooks = field(default_factory=Hooks)
    binary_handler: BinaryHandler | None = None
    handlers: Mapping[str, RequestHandler] = field(default_factory=dict[str, RequestHandler])
    """What answers requests of the peer, by their method."""
    leniency: Leniency | None = None
    """Who reads what contradicts its type; None refuses it."""

    def call(self, function: Callable[..., object] | None, *arguments: object) -> None:
        """Call a function of the application, if there is one; what it raises is logged."""
        if function is not None:
            try:
                function(*arguments)
            except KeyboardInterrupt:
                raise
            except BaseException:  # `sys.exit`, or the result of what asyncio cancelled
                self.logger.exception("a hook or callback of the application failed")
