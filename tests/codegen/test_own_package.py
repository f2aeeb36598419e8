"""The package of the reference backend keeps the contract that it gives to its users."""

from __future__ import annotations

from pathlib import Path

import pytest

from livebind_codegen.contract import Case, check_round_trip, read_cases

CASES = read_cases(Path(__file__).parents[2] / "generated" / "brayns", "brayns")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_that_its_schemas_allow_come_back_as_they_were(case: Case) -> None:
    check_round_trip(case)
