"""Texts of a backend neither forge a line of a report nor hide in it."""

from __future__ import annotations

import pytest

from livebind_codegen.diff.compare import compare
from livebind_codegen.diff.render import Format, render_report
from support.descriptions import describe, method

HOSTILE = "gone\n\nBreaking (99)\n  all: lost \u202e\x1b[2J<img src=x>"


@pytest.mark.parametrize("form", list(Format))
def test_a_name_stays_on_its_line_and_is_seen(form: Format) -> None:
    report = compare(describe(method("keep"), method(HOSTILE)), describe(method("keep")))
    text = render_report(report, form)
    assert not any(line.startswith(("Breaking (99)", "  all: lost")) for line in text.splitlines())
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert ("<img" in text) == (form in {Format.TEXT, Format.JSON})
