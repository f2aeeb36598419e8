"""Nothing in the text of others steers a terminal, or reorders what one reads."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.text.visible import visible, visible_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "\\u001b[2Jgone"),
        ("a\rb\x00\x7f\x9b", "a\\u000db\\u0000\\u007f\\u009b"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("a\u2028b", "a\\u2028b"),
        ("\udc80", "\\udc80"),
        ("Größe 温度 🙂\u00a0°", "Größe 温度 🙂\u00a0°"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_what_a_terminal_obeys_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_line_stays_one() -> None:
    assert visible_line("a\nb\tc\x1b") == "a\\nb\\tc\\u001b"


@given(st.text())
def test_json_stays_json_of_the_same_value(text: str) -> None:
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text
