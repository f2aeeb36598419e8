"""Which methods may be called just to see what they return.

A method is safe to call by its name and its description alone, as nothing else is known of it: it
needs no parameters and no bytes, returns something, does not end the backend, and its name begins
with a word of asking, and has none of changing. What stands before `.`, `/`, `:` or, in front of a
name like `getBalance`, before `_` is no part of the name: `Player.GetProperties`, `eth_getBalance`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from livebind_codegen.schema.drafts import modern
from livebind_codegen.text.words import lower_words, split_words

if TYPE_CHECKING:
    from livebind_codegen.description.model import MethodDescription

__all__ = ["is_asking", "needs_nothing"]

_ASKING: Final = """
    count describe discover exists find get has info inspect introspect is list ping query read
    registry schema search show status version
"""
_CHANGING: Final = """
    abort accept acquire add allocate append apply attach cancel change claim clear close commit
    configure connect consume continue copy create delete destroy detach disable disconnect drop
    enable end erase execute exit flush forget free import increment init initialize insert install
    invoke kill launch load lock login logout make mark merge move next open pause play pop post
    press publish purge push put quit reboot receive record recv register release reload remove
    rename replace request reset restart restore resume revoke rotate run save send set shutdown
    sign spawn start stop store submit subscribe suspend swap take terminate toggle touch transfer
    trigger truncate uninstall unlock unregister unset unsubscribe update upgrade upload wait wake
    wipe write
"""
_ASKING_WORDS: Final = frozenset(_ASKING.split())
_CHANGING_WORDS: Final = frozenset(_CHANGING.split())
_NAMESPACE: Final = re.compile(r".*[./:]|[a-z0-9]+_(?=[a-z]+[A-Z])", re.DOTALL)


def is_asking(name: str) -> bool:
    """Whether the name of a method says that it asks for something, and changes nothing."""
    words = lower_words(split_words(_NAMESPACE.sub("", name, count=1)))
    return bool(words) and words[0] in _ASKING_WORDS and not _CHANGING_WORDS.intersection(words)


def needs_nothing(method: MethodDescription) -> bool:
    """Whether a method can be called as it is, and leaves the backend running."""
    params = {"type": "object"} if method.params is None else modern(method.params)
    is_satisfied = params.get("type") == "object" and not params.get("required")
    return is_satisfied and not (method.takes_data or method.ends_backend)
