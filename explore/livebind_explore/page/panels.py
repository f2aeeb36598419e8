"""The tabs that a kind of backend has beside those of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_explore.brayns.brayns3 import has_pictures
from livebind_explore.brayns.panel import picture_panel

if TYPE_CHECKING:
    from livebind_explore.page.layout import Panel
    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import Server

__all__ = ["panels_of"]


def panels_of(session: Session, server: Server) -> list[Panel]:
    """Return the tabs of the kind of backend that a session has; most have none."""
    return [picture_panel(session, server)] if has_pictures(session) else []
