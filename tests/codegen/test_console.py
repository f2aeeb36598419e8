"""What the commands print never steers the terminal that it is printed on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from livebind_codegen.console import complain, say

if TYPE_CHECKING:
    import pytest

HOSTILE = "a\x1b]0;title\x07\u202eb\r"


def test_a_result_shows_what_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"one\n{HOSTILE}")
    assert capsys.readouterr().out == "one\na\\u001b]0;title\\u0007\\u202eb\\u000d\n"


def test_a_problem_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain(f"one\n{HOSTILE}")
    assert capsys.readouterr().err == "livebind: one\\na\\u001b]0;title\\u0007\\u202eb\\u000d\n"


def test_json_that_is_printed_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"text": f"{HOSTILE}\n\u00e9"}
    say(json.dumps(value, ensure_ascii=False))
    assert json.loads(capsys.readouterr().out) == value
