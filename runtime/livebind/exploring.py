"""Shows an instance in a cell of a notebook, by what the extra `explore` brings."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from livebind.errors import UsageError

if TYPE_CHECKING:
    from livebind.instance import Instance

__all__ = ["explore"]


def explore(instance: Instance, *, read_only: bool = False) -> Any:  # noqa: ANN401 - see below
    """Show what an instance can do, with forms to call it, in a cell of a notebook.

    The page calls by the connection of `instance`, and ends with it, or with `close()` of what is
    returned, which also has the `url` of the page, for a browser on the same machine.

    Args:
        instance: a connection to any backend that describes itself.
        read_only: offer no call that may change something.

    Raises:
        UsageError: the extra `explore` is not installed, or the instance does not describe itself.
    """
    found = list(entry_points(group="livebind.notebook", name="explore"))
    try:
        show = found[0].load()
    except (IndexError, ImportError) as error:
        raise UsageError(
            "the page of an instance needs its extra: pip install 'livebind[explore]'"
        ) from error
    connection = instance._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - ours
    return show(instance, connection.settings.name, type(connection.wire), is_read_only=read_only)
