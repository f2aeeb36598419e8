"""Words: how names of schemas are taken apart and put together again.

Everything here yields ASCII letters and digits only, whatever it is given: a schema is untrusted,
and a name that merely looks like another one (full-width letters, say) must not pass.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

__all__ = [
    "letters_for",
    "lower_words",
    "merge_words",
    "pascal_case",
    "singular",
    "snake_case",
    "split_words",
]

Words = tuple[str, ...]

_MAX_NAME_LENGTH: Final = 80
_LETTERS: Final = 6
_MAX_CHARACTERS: Final = 3
"""Characters of a name without letters that are called by their own names."""
_BOUNDARY = re.compile(
    r"[^A-Za-z0-9]+"  # a separator
    r"|(?<=[a-z])(?=[A-Z])"  # camelCase
    r"|(?<=[0-9])(?=[A-Z][a-z])"  # Texture2DFormat stays Texture2D, Format
    r"|(?<=[A-Z0-9][A-Z])(?=[A-Z][a-z])"  # the end of an acronym: BBPLoader
)
_DIMENSION = re.compile(r"(\d)d$")
_IRREGULAR: Final = {
    "axes": "axis",
    "bounds": "bounds",
    "indices": "index",
    "matrices": "matrix",
    "series": "series",
    "vertices": "vertex",
}
_SHORTEST_PLURAL: Final = 3


def split_words(text: str) -> Words:
    """Return the words of a name in any convention, in ASCII, in their own case.

    >>> split_words("set-camera-view"), split_words("fovY"), split_words("BBPLoader2D")
    (('set', 'camera', 'view'), ('fov', 'Y'), ('BBP', 'Loader2D'))
    """
    plain = text[: _MAX_NAME_LENGTH * 2]
    if not plain.isascii():
        plain = _transliterated(plain)
    words = tuple(word for word in _BOUNDARY.split(plain[:_MAX_NAME_LENGTH]) if word)
    return words or _character_names(text)


def _transliterated(text: str) -> str:
    """Return text of any script in Latin letters; what has no sound parts words."""
    from anyascii import anyascii  # noqa: PLC0415 - few names need it

    return "".join(
        character if character.isascii() else _sounding(anyascii(character))
        for character in unicodedata.normalize("NFKC", text)
    )


def _sounding(latin: str) -> str:
    return latin if latin.isascii() and latin.isalnum() else "_"


def _character_names(text: str) -> Words:
    """Return the words of what its characters are called: `+` is a plus sign."""
    names = [unicodedata.name(character, "") for character in text[:_MAX_CHARACTERS].strip()]
    words = [word for name in names for word in re.split("[^A-Za-z0-9]+", name.lower()) if word]
    return tuple(words)


def letters_for(text: str) -> str:
    """Return a word of letters that stands for `text`, where a number would tell nothing.

    >>> letters_for("open.params") == letters_for("open.params") != letters_for("close.params")
    True
    """
    digest = hashlib.sha256(text.encode()).digest()[:_LETTERS]
    return "".join(chr(ord("a") + byte % 26) for byte in digest).capitalize()


def lower_words(words: Words) -> Words:
    """Return the words in lower case, as they are compared."""
    return tuple(word.lower() for word in words)


def snake_case(words: Words) -> str:
    """Return the words as in a function's name, which may be empty or start with a digit."""
    return "_".join(lower_words(words))


def pascal_case(words: Words) -> str:
    """Return the words as in a class's name, which may be empty or start with a digit."""
    return "".join(_DIMENSION.sub(r"\1D", word[:1].upper() + word[1:]) for word in words)


def singular(word: str) -> str:
    """Return the word for one item of a list that is called `word`."""
    lower = word.lower()
    if lower in _IRREGULAR:
        return word[:1] + _IRREGULAR[lower][1:]
    for plural, ending in (("ies", "y"), ("xes", "x"), ("sses", "ss"), ("ches", "ch")):
        if lower.endswith(plural) and len(word) > len(plural) + 1:
            return word[: -len(plural)] + ending
    if len(word) > _SHORTEST_PLURAL and lower.endswith("s") and lower[-2] not in "sui":
        return word[:-1]
    return word


def merge_words(owner: Words, name: Words) -> Words:
    """Return the words of `owner`, then those of `name` that the owner does not say already.

    >>> merge_words(("Quad", "Light"), ("light", "intensity"))
    ('Quad', 'Light', 'intensity')
    """
    said = {singular(word).lower() for word in owner}
    return (*owner, *(word for word in name if singular(word).lower() not in said))
