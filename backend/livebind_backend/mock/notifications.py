"""Makes up the notifications of a captured instance."""

from typing import Final

from livebind_backend.jsonrpc import notification_text
from livebind_backend.mock.document import DescribedInstance
from livebind_backend.mock.values import make_named_value

__all__ = ["make_notifications"]

_MOST_CHARACTERS: Final = 2**24
"""Size of all notifications together, which are kept while the mock runs."""


def make_notifications(instance: DescribedInstance, seed: int) -> list[str]:
    """Make one message of each kind of notification, as JSON-RPC.

    Args:
        instance: What was captured.
        seed: The same seed gives the same messages.

    Raises:
        ValueError: There are none, or larger ones than anybody wants to receive.
    """
    if not instance.notifications:
        raise ValueError("the description has no notifications")
    texts: list[str] = []
    for kind in instance.notifications:
        what = f"the notification {kind.name!r}"
        params = None if kind.params is None else make_named_value(kind.params, seed, what)
        texts.append(notification_text(kind.name, params))
        if sum(map(len, texts)) > _MOST_CHARACTERS:
            raise ValueError(f"the notifications have more than {_MOST_CHARACTERS} characters")
    return texts
