"""Headers of the command line and of the environment."""

from __future__ import annotations

import pytest

from livebind_codegen.commands.headers import headers_of
from livebind_codegen.errors import UsageProblem


def test_those_of_options_go_before_those_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIVEBIND_HEADERS", "X-Key: hidden\n\n  X-Place : far: away \n")
    assert dict(headers_of(None)) == {"X-Key": "hidden", "X-Place": "far: away"}
    assert dict(headers_of(["X-Key:other"])) == {"X-Key": "other", "X-Place": "far: away"}


def test_there_may_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEBIND_HEADERS", raising=False)
    assert dict(headers_of(None)) == {}
    assert dict(headers_of([" "])) == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("hidden", "'NAME: VALUE'.*no colon"),
        ("Host: hidden", "'Host' is decided by the connection"),
        ("X Key: hidden", "'X Key' is no name"),
        ("X-Key: hidd\x00en", "'X-Key' cannot be sent"),
    ],
)
def test_what_is_no_header_is_refused_and_not_shown(line: str, problem: str) -> None:
    with pytest.raises(UsageProblem, match=problem) as raised:
        headers_of([line])
    assert "hidden" not in str(raised.value)
