"""Figures as text, and their place in a document."""

from __future__ import annotations

import pytest
from tables import END, START, MissingMarkersError, report, with_report

from support.rounds import figures_of, round_of

REPORT = report(figures_of(round_of(2.0), round_of(9.0), round_of(3.0)))


def test_a_row_shows_median_and_range_and_is_judged_by_the_median() -> None:
    expected = "| typed request, p50 / raw TCP | 3.00x | 2.00 to 9.00 | <= 5 | <= 3.4 | aim |"

    assert expected in REPORT.splitlines()


def test_the_peers_are_compared_with_median_and_range() -> None:
    (line,) = (line for line in REPORT.splitlines() if line.startswith("| livebind |"))

    assert line.startswith("| livebind | 3.00x (2.00 to 9.00) | 1.00x (1.00 to 1.00) |")


def test_the_machine_is_described() -> None:
    assert "3 rounds" in REPORT
    assert "2 processors (Linux x86_64) with CPython 3.11.7, msgspec 0.20.0" in REPORT


def test_a_report_replaces_what_is_between_the_markers_and_nothing_else() -> None:
    document = f"above\n\n{START}\nold\n{END}\n\nbelow\n"

    written = with_report(document, "new")

    assert written == f"above\n\n{START}\n\nnew\n\n{END}\n\nbelow\n"
    assert with_report(written, "new") == written


@pytest.mark.parametrize(
    "document",
    ["", START, END, END + START, START + END + END, START + START + END],
)
def test_a_document_without_one_pair_of_markers_is_left_alone(document: str) -> None:
    with pytest.raises(MissingMarkersError, match="benchmark:start"):
        with_report(document, "new")
