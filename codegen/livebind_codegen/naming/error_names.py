"""Gives each declared error the name of its class.

declared by name        the key in the document: `NoSuchTelescope` is `NoSuchTelescopeError`
message                 its words: "below the horizon" is `BelowTheHorizonError`
one method's            the method's words before them: `PointTelescopeBelowTheHorizonError`
its code                which the document itself gives it: `BusyCode404Error`
last resort             letters for all that it says, as a number of ours tells nothing
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.errors import NameConflictError
from livebind_codegen.text.identifiers import class_name, is_class_name
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.words import letters_for, merge_words, pascal_case, split_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from livebind_codegen.api.errors import DeclaredError

__all__ = ["error_names"]

_LONGEST: Final = 6
"""Words of a message that a name has at most: it is a sentence."""


def error_names(
    errors: Sequence[DeclaredError], renames: Mapping[str, str], reserved: Collection[str] = ()
) -> dict[DeclaredError, str]:
    """Return the name of the class of each error, whatever their order; none is in `reserved`.

    Raises:
        NameConflictError: if a name that `renames` gives is none for a class, or given twice.
    """
    waiting = {error: _candidates(error) for error in errors}
    names: dict[DeclaredError, str] = {}
    while waiting:
        proposals: dict[str, list[DeclaredError]] = {}
        for error, ladder in waiting.items():
            proposals.setdefault(ladder[0], []).append(error)
        for name, proposed in proposals.items():
            is_free = name not in {*names.values(), *reserved} and is_class_name(name)
            for error in proposed:
                if (is_free and len(proposed) == 1) or len(waiting[error]) == 1:
                    names[error] = name
                    del waiting[error]
                else:
                    waiting[error].pop(0)
    return _renamed(names, renames)


def _candidates(error: DeclaredError) -> list[str]:
    words = split_words(error.name) or split_words(error.message)[:_LONGEST]
    owners = [split_words(method) for method in error.methods]
    code = ("Code", str(abs(error.code)))
    ladder = [words, *(merge_words(owner, words) for owner in owners[:1] if len(owners) == 1)]
    ladder = [one for one in ladder if one] or [("Error", *code)]
    ladder += [(*ladder[-1], *code), (*owners[0], *ladder[0], *code)]
    return [_class_name(one) for one in (*ladder, (*ladder[0], letters_for(repr(error))))]


def _class_name(words: tuple[str, ...]) -> str:
    plain = words[:-1] if words[-1].lower() == "error" and len(words) > 1 else words
    return class_name(f"{pascal_case(plain)}Error")


def _renamed(
    names: Mapping[DeclaredError, str], renames: Mapping[str, str]
) -> dict[DeclaredError, str]:
    found: dict[DeclaredError, str] = {}
    for error, name in names.items():
        new = renames.get(name, name)
        if not is_class_name(new) or new in found.values():
            raise NameConflictError(
                f"error {name} cannot be called {plain_text(new, 80)!r}: not the name of a class, "
                "or one that the package has already: rename it in [tool.livebind.rename]"
            )
        found[error] = new
    return found
