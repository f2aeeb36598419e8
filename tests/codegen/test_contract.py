"""What contract tests of a package are about: all that goes in or comes out, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from livebind_codegen.contract import check_round_trip, read_cases

GOLDEN = Path(__file__).parent / "golden" / "generated"


@pytest.mark.parametrize(
    ("package", "requests", "others"),
    [
        (
            "golden_errors",
            {"switch-off parameters", "switch-on parameters"},
            # Others declare that nothing comes with them.
            {"NoSuchLampError", "SwitchOnTooHotError", "WrongError"},
        ),
        (
            "golden_notifications",
            {"Lamp.switch parameters"},
            {"Lamp.off", "Lamp.on", "get-lamp result", "grown"},
        ),
    ],
)
def test_each_type_of_requests_results_errors_and_notifications_is_a_case(
    package: str, requests: set[str], others: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(GOLDEN), *sys.path])
    cases = read_cases(GOLDEN / package, package)
    assert {case.name for case in cases if case.is_request} == requests
    assert {case.name for case in cases if not case.is_request} == others
    for case in cases:
        check_round_trip(case)
