"""Divides the methods into modules: by plugin, and within the main one by what they are about."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from livebind_codegen.api.domains import has_domains
from livebind_codegen.api.model import SCALARS_MODULE, SHARED_MODULE
from livebind_codegen.text.identifiers import function_name
from livebind_codegen.text.words import singular, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.description.model import MethodDescription, NotificationDescription

__all__ = ["LOADERS_MODULE", "method_modules", "notification_modules"]

LOADERS_MODULE: Final = "loaders"
_GENERAL: Final = "general"
_SMALLEST_GROUP: Final = 3
"""A word that fewer methods share gets no module of its own."""
_EMPTY_WORDS: Final = frozenset({"id", "info", "method", "name", "parameter", "type", "value"})
"""Words that say nothing about what a method is for, however many share them."""


def method_modules(methods: Sequence[MethodDescription]) -> Mapping[str, str]:
    """Return the module for each method, by the method's name."""
    if has_domains(methods):
        return {method.name: _module(method.group) for method in methods}
    groups = Counter(method.group for method in methods)
    main = min(groups, key=lambda group: (-groups[group], group)) if groups else ""
    nouns = {method.name: _noun_words(method.name) for method in methods if method.group == main}
    topics = _topics(nouns)
    sizes = Counter(topics.values())
    modules: dict[str, str] = {}
    for method in methods:
        topic = topics.get(method.name, method.group)
        if method.group == main and sizes[topic] < _SMALLEST_GROUP:
            topic = main
        modules[method.name] = _module(topic or _GENERAL)
    return modules


def notification_modules(
    notifications: Sequence[NotificationDescription],
    methods: Sequence[MethodDescription],
    modules: Mapping[str, str],
) -> Mapping[str, str]:
    """Return the module for each notification, by its name: that of its group, if it has one.

    `modules` are those of the methods.
    """
    groups: dict[str, set[str]] = {}
    for method in methods:
        groups.setdefault(method.group, set()).add(modules[method.name])
    found: dict[str, str] = {}
    for notification in notifications:
        home = groups.get(notification.group, set())
        found[notification.name] = (
            min(home) if len(home) == 1 else _module(notification.group or _GENERAL)
        )
    return found


def _noun_words(method: str) -> tuple[str, ...]:
    words = split_words(method)
    nouns = tuple(singular(word.lower()) for word in words[1:] or words)
    return tuple(word for word in nouns if word not in _EMPTY_WORDS) or nouns


def _topics(nouns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what each method is about: the word that it shares with most others.

    Words that never occur without each other (`linear transfer function`) count as one.
    """
    counts = Counter(word for words in nouns.values() for word in dict.fromkeys(words))
    together = Counter(pair for words in nouns.values() for pair in pairwise(words))
    topics: dict[str, str] = {}
    for method, words in nouns.items():
        first = max(range(len(words)), key=lambda index: counts[words[index]], default=0)
        topic = list(words[first : first + 1])
        for left, right in pairwise(words[first:]):
            if not counts[left] == counts[right] == together[left, right]:
                break
            topic.append(right)
        topics[method] = "_".join(topic)
    return topics


def _module(name: str) -> str:
    module = function_name(name)
    return f"{module}_" if module in {SHARED_MODULE, LOADERS_MODULE, SCALARS_MODULE} else module
