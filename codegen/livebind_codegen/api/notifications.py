"""Notifications as classes: each is one of its own, also where two hold the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.members import attributes_of, member_names
from livebind_codegen.api.model import NamedType
from livebind_codegen.errors import NameConflictError, SchemaError
from livebind_codegen.schema import shapes
from livebind_codegen.text.identifiers import class_name, is_class_name
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.words import lower_words, pascal_case, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.model import NotificationDescription

__all__ = ["notification_names", "notification_type"]


def notification_names(
    notifications: Sequence[NotificationDescription], renames: Mapping[str, str]
) -> dict[str, str]:
    """Return the name of the class of each notification, by the notification's name.

    Raises:
        NameConflictError: if two would have one name, or one is renamed to no name of a class.
    """
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    for notification in notifications:
        words = split_words(notification.name)
        if notification.name.isupper():  # a constant: no acronyms, but words
            words = lower_words(words)
        name = class_name(pascal_case(words))
        if not is_class_name(name):
            name = f"{name}Notification"
        name = renames.get(notification.name, renames.get(name, name))
        other = owners.setdefault(name, notification.name)
        if not is_class_name(name) or other != notification.name:
            shown = " and ".join(plain_text(one, 80) for one in {other, notification.name})
            raise NameConflictError(
                f"notification {shown} cannot be called {plain_text(name, 80)!r}: not the name of "
                "a class, or one that is taken: rename it in [tool.livebind.rename]"
            )
        names[notification.name] = name
    return names


def notification_type(
    notification: NotificationDescription,
    name: str,
    module: str,
    params: shapes.Shape,
    renames: Mapping[str, str],
) -> NamedType:
    """Return the class of a notification; `params` is the shape of what comes with it, no edge.

    Raises:
        SchemaError: if that is no object.
    """
    shown = plain_text(notification.name, 80)
    if not isinstance(params, shapes.Object):
        raise SchemaError(f"notification {shown!r}: its parameters are no object")
    return NamedType(
        name,
        module,
        params,
        plain_text(notification.description) or f"Notification `{shown}`",
        attributes=attributes_of(params, name, None, renames, member_names(params, None)),
        notification=notification.name,
    )
