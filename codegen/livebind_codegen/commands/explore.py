"""`livebind explore`: hands over to the page, which another part of livebind brings."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from livebind_codegen.dialects.dialect import LiveOptions

__all__ = ["ENTRY_POINT_GROUP", "explore"]

ENTRY_POINT_GROUP: Final = "livebind.commands"
"""Parts of livebind that this one does not know register their commands in this group."""
_NAME: Final = "explore"


def explore(
    source: str, live: LiveOptions, *, port: int, opens_browser: bool, is_read_only: bool
) -> None:
    """Show an instance in the browser, until Ctrl-C.

    Raises:
        UsageProblem: what it needs is not installed.
        CodegenError: the instance cannot be reached or described.
    """
    found = list(entry_points(group=ENTRY_POINT_GROUP, name=_NAME))
    try:
        run = found[0].load()
    except (IndexError, ImportError) as error:
        reason = f" ({error})" if isinstance(error, ImportError) else ""
        raise UsageProblem(
            f"the page needs its extra{reason}: pip install 'livebind[explore]'"
        ) from None
    run(source, live, port=port, opens_browser=opens_browser, is_read_only=is_read_only)
