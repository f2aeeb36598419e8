"""References and JSON pointers as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.description.pointers import (
    is_unresolved,
    key_of,
    reference_to,
    slots_along,
    split_fragment,
    unresolved,
    why_missing,
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_reference_names_any_key(key: str) -> None:
    assert key_of(reference_to(key)) == key
    assert " " not in reference_to(key)


@pytest.mark.parametrize(
    ("fragment", "steps"),
    [
        ("", ()),
        ("/a/b", ("a", "b")),
        ("/a~1b/~0c", ("a/b", "~c")),
        ("/%C3%A4", ("ä",)),
        ("/", ("",)),
        ("anchor", None),
    ],
)
def test_a_fragment_is_a_pointer_or_an_anchor(fragment: str, steps: tuple[str, ...] | None) -> None:
    assert split_fragment(fragment) == steps


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((), []),
        (("a",), ["a"]),
        (("a", "1"), ["a", 1]),
        (("a", "2"), None),
        (("a", "01"), None),
        (("a", "-1"), None),
        (("a", "9" * 5000), None),
        (("b",), None),
    ],
)
def test_a_pointer_is_followed_step_by_step(
    steps: tuple[str, ...], found: list[str | int] | None
) -> None:
    slots = slots_along({"a": [1, {"c": 2}]}, steps)
    assert (slots if slots is None else [slot for _, slot in slots]) == found


def test_what_is_missing_is_told_as_it_was_written() -> None:
    assert is_unresolved(unresolved("#/nowhere"))
    assert not is_unresolved(reference_to("Pet"))
    assert "'#/nowhere' leads nowhere" in why_missing(unresolved("#/nowhere"))
    assert "'a.json' leads to another document" in why_missing("a.json")
