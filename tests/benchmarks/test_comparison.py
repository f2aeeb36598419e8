"""Ratios over several rounds."""

from __future__ import annotations

import pytest
from comparison import REQUEST_TIME, ROWS, Ratio, Row

from support.rounds import round_of

ROUNDS = [round_of(request) for request in (2.0, 9.0, 3.0)]


def test_a_column_has_the_median_and_the_range_of_all_rounds() -> None:
    assert REQUEST_TIME.over(ROUNDS, "livebind") == Ratio(median=3, least=2, most=9)
    assert REQUEST_TIME.over(ROUNDS, "raw socket") == Ratio(median=1, least=1, most=1)


@pytest.mark.parametrize(
    ("what", "ratio"),
    [
        ("typed request, p50 / raw TCP", 3),
        ("32 threads, speed / one thread", 1.5),
        ("its peak memory / its size", 2),
        ("100 kB reply to objects / json.loads", 0.25),
        ("4096 fragments / one frame", 2),
        ("import livebind / import websocket", 0.5),
    ],
)
def test_a_row_has_the_median_of_all_rounds(what: str, ratio: float) -> None:
    row, *_ = (row for row in ROWS if row.what == what)

    assert row.over(ROUNDS).median == ratio


@pytest.mark.parametrize(("median", "verdict"), [(1, "aim"), (1.5, "at least"), (2.1, "missed")])
def test_a_low_ratio_reaches_its_marks_from_above(median: float, verdict: str) -> None:
    row = Row("time", lambda _: 0, at_least=2, aim=1)

    assert row.verdict(median) == verdict


@pytest.mark.parametrize(("median", "verdict"), [(2, "aim"), (1.5, "at least"), (0.9, "missed")])
def test_a_high_ratio_reaches_its_marks_from_below(median: float, verdict: str) -> None:
    row = Row("speed", lambda _: 0, at_least=1, aim=2, higher_is_better=True)

    assert row.verdict(median) == verdict
