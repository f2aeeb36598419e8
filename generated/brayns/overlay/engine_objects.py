"""Cameras and renderers as the backend takes them, for pictures and for the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from livebind import UNSET, Method, UsageError

if TYPE_CHECKING:
    from livebind import Instance, Task

    from .. import EngineObjectData

# Nothing for users of the package: the modules beside this one use it.
__all__ = []


class EngineObject(Protocol):
    """A camera or a renderer."""

    def engine_object(self) -> EngineObjectData:
        """Return it as the backend takes it."""
        ...


def set_engine_object_task(
    instance: Instance, kind: Literal["camera", "renderer"], chosen: EngineObject
) -> Task[None]:
    """Start to make the instance use a camera or a renderer: there is a method for each.

    Raises:
        UsageError: it has no name.
    """
    data = chosen.engine_object()
    if not isinstance(data.name, str):
        raise UsageError(f"a {kind} needs the name that the backend gives it")
    method: Method[None] = Method(f"set-{kind}-{data.name}", params=Any, cancellation=None)
    return instance.start(method, {} if data.params is UNSET else data.params)
