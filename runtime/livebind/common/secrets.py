"""What of a value may be shown: all but what its name, or its place, says to be a secret.

A name is taken apart into words, so that `passes`, `author`, `keyframe` and `monkey` are none, and
`dbPass`, `x-api-key` and `SESSION_ID` are. Rather too much is hidden than too little.
"""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

__all__ = [
    "PROGRAM",
    "is_secret",
    "without_secret_text",
    "without_secret_values",
    "without_secrets",
]

PROGRAM = re.compile(r"\s*(?:[a-z][a-z0-9.-]*[+])?stdio:(.*)", re.IGNORECASE | re.DOTALL)
"""The address of a program: its scheme, and its command."""
_HIDDEN = "<redacted>"
_MAX_DEPTH = 20
_LONGEST_NAME = 200
_BOUNDARY = re.compile(
    r"[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=\d)|(?<=\d)(?=[a-zA-Z])"
)
_ANYWHERE = re.compile(
    r"passw|passphrase|passcode|passkey|secret(?!ar)|token(?!i[sz])|credential|bearer|cookie|oauth",
    re.IGNORECASE,
)
"""What a name holds nowhere by chance."""
_WORD = re.compile(
    r"pass|(db|user|my|root|admin|ftp|smtp)pass|\w*pwd|auth(?!or(s|ed|ing|ship|ity|ities)?$|entic$)\w*"
    r"|session\w*|private|jwt|csrf|xsrf|otp|apikeys?|(access|auth|private|ssh|master|sign|signing"
    r"|license|encryption|account|client|shared|service|storage)keys?"
)
"""Whole words that say it."""
_KEY = re.compile(r"keys?")
_NAMING = frozenset({"name", "key", "header", "field", "k", "parameter", "variable"})
_HOLDING = frozenset({"value", "values", "v", "val", "content", "data"})
"""Keys of objects that are pairs of a name and a value."""
_METHOD, _PARAMS = "method", frozenset({"params", "arguments"})
# Runs of letters are tried from their first one on, and once: a text may be large, and hostile.
_URL = re.compile(r"(?<![\w+.-])[\w+.-]++://[^\s\"'<>]+")
_USER = re.compile(r"\A([\w+.-]*://)?([^/?#]*|[^/?#:@]*:(?!\d*([/?#]|\Z)).*)@", re.DOTALL)
"""User and password, which may hold what ends an authority."""
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_SCHEME = re.compile(
    r"\b((?i:Bearer)\s+|(?i:Basic|Digest|Token)\s+(?=[^\s\"',;]{4})(?=[^\s\"',;]*[\dA-Z=+/]))"
    r"[^\s\"',;]+"
)
"""Credentials behind their scheme, unless they are words, as in "unexpected token in line"."""
_NAME = re.compile(
    r"(?<![\w.-])(?P<name>[\w.-]{2,}+)"
    r"(?:\\?[\"']?\s*(?:[:=]+>?|->)\s*(?!//)|>|(?P<space>\s+)(?!-))"
)
"""What is before a value in a text: `password=x`, `Authorization: x`, `"token": "x"`, `--pwd x`."""
_PAIR = re.compile(r"\\?[\"']?(?P<name>[\w.-]{2,}+)")
"""The name in a text in which a name and a value have names themselves: `name=token, value=x`."""
_VALUE = re.compile(r"\\?b?\"(?:[^\"\\]|\\.)*\"?|b?'(?:[^'\\]|\\.)*'?|[^\s,;&}\])<]+", re.DOTALL)
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|(?P<opening>[\[{])|(?P<closing>[\]}])", re.DOTALL)
_HEADERS = re.compile(r"(proxy-)?authorization|(set-)?cookie", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*")


def is_secret(name: object) -> bool:
    """Whether a name, of a property, a header or a method, says that its value is a secret."""
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return False
    if _ANYWHERE.search(name):
        return True
    words = [word.lower() for word in _BOUNDARY.split(name) if word]
    # A key that stands alone is one of many things, behind another word it opens something.
    is_key = any(_KEY.fullmatch(word) for word in words[1:]) or words == ["key"]
    return is_key or any(_WORD.fullmatch(word) for word in words)


def without_secret_values(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON in and out
    """Return a JSON value in which the values of secrets are hidden.

    They are known by the name before them: of a property, in an object of a name and a value, in
    a list, or within a text, which may be JSON itself, or hold a URL.
    """
    if depth > _MAX_DEPTH:
        return "..."
    if isinstance(value, dict):
        return _object(cast("dict[str, Any]", value), depth)
    if isinstance(value, list):
        return _list(cast("list[Any]", value), depth)  # type: ignore[redundant-cast]  # not to pyright
    return without_secret_text(value, depth) if isinstance(value, str) else value


def without_secret_text(text: str, depth: int = 0) -> str:
    """Return a text in which the values of secrets are hidden."""
    if text.lstrip()[:1] in {"{", "[", '"'}:
        try:
            value = msgspec.json.decode(text)
            return msgspec.json.encode(without_secret_values(value, depth + 1)).decode()
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
    if "://" in text:
        text = _URL.sub(lambda found: without_secrets(found[0]), text)
    text = _SCHEME.sub(rf"\1{_HIDDEN}", text)
    return _without_values(text)


def _without_values(text: str) -> str:
    """Return a text without what stands behind the names of secrets in it."""
    parts: list[str] = []
    end = 0
    is_pair = False  # whether a value is next whose name is that of a secret
    for found in _NAME.finditer(text):
        name, begin = found["name"][-_LONGEST_NAME:], found.end()
        if found.start() < end or (found["space"] and not name.startswith("--")):
            continue
        if name.lower() in _NAMING and (pair := _PAIR.match(text, begin)):
            is_pair = is_secret(pair["name"])
        is_held = is_pair and name.lower() in _HOLDING
        if is_held or is_secret(name):
            value_end = _end_of_value(name, text, begin)
            if value_end > begin:
                parts += [text[end:begin], _HIDDEN]
                end = value_end
    return "".join([*parts, text[end:]])


def _end_of_value(name: str, text: str, begin: int) -> int:
    """Return where the value ends that begins there."""
    first = text[begin : begin + 1]
    if first in {"[", "{"}:
        return _end_of_brackets(text, begin)
    # Headers go on to the end of their line, whatever stands in them.
    is_header = bool(_HEADERS.fullmatch(name)) and first not in {'"', "'", "\\"}
    value = (_LINE if is_header else _VALUE).match(text, begin)
    return begin if value is None else value.end()


def _end_of_brackets(text: str, begin: int) -> int:
    """Return where brackets end that open there: at the end of a text in which they stay open."""
    depth = 0
    for found in _BRACKETS.finditer(text, begin):
        depth += bool(found["opening"]) - bool(found["closing"])
        if not depth:
            return found.end()
    return len(text)


def _object(mapping: dict[str, Any], depth: int) -> dict[str, Any]:
    lower = {key: key.lower() for key in mapping}
    holding = [key for key in mapping if lower[key] in _HOLDING]
    hidden: set[str] = set()
    names = [mapping[key] for key in mapping if lower[key] in _NAMING]
    if any(map(is_secret, names)):
        hidden.update(holding)
    if is_secret(mapping.get(_METHOD)):  # what a method that is about a secret takes
        hidden.update(_PARAMS)
    # In an object of a key and a value, `key` is a name.
    shown = {"key"} if holding else set[str]()
    return {
        key: (
            _HIDDEN
            if key in hidden or (is_secret(key) and lower[key] not in shown)
            else without_secret_values(item, depth + 1)
        )
        for key, item in mapping.items()
    }


def _list(items: list[Any], depth: int) -> list[Any]:
    """Return a list, in which what follows the name of a secret is hidden."""
    before = [None, *items]
    return [
        _HIDDEN if is_secret(name) else without_secret_values(item, depth + 1)
        for name, item in zip(before, items, strict=False)
    ]


def without_secrets(uri: str) -> str:
    """Return a URI to show: without user name, password, query, and arguments of a program."""
    program = PROGRAM.match(uri)
    if program:
        name, *arguments = program[1].split(maxsplit=1) or [""]
        return f"{uri[: program.start(1)].lstrip()}{name}{' ...' if arguments else ''}"
    return _QUERY.sub("?...", _USER.sub(r"\1...@", uri))
