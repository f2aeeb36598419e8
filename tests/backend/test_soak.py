"""Many clients at once, hostile ones among them: a short version of `make soak`."""

import pytest

from backend.soak import CLIENTS, HOSTILE, soak


@pytest.mark.timeout(240)
def test_nothing_is_lost_and_the_memory_stays() -> None:
    outcome = soak(5)
    assert outcome.failures == []
    assert outcome.models_left == 0
    assert len(outcome.rounds) == CLIENTS + len(HOSTILE)
    assert outcome.requests >= CLIENTS * 17
    assert outcome.growth < 2**26
