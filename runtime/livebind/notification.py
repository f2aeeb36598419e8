"""What a backend tells without being asked, as classes."""

from __future__ import annotations

from typing import ClassVar

from livebind.model import Model

__all__ = ["Notification"]


class Notification(Model):
    """Base of the classes that a generated package has for a backend's notifications.

    What came with a notification are the attributes of its class. `Instance.listen` gives them.
    """

    __notification__: ClassVar[str] = ""
    """Name of the notification on the wire."""
