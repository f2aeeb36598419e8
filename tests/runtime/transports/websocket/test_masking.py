"""Masking: the same bytes come out whatever the size and whether or not numpy is there."""

from __future__ import annotations

import sys
from itertools import cycle
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind.transports.websocket.masking import KeySource, mask, masked_chunks

KEY = b"\x01\x80\xfe\x37"
LARGE = 1024 * 1024
SIZES = [
    *(size + more for size in (64 * 1024, LARGE, LARGE + 64 * 1024) for more in (-1, 0, 1)),
    2 * LARGE + 3,
]


def slowly_masked(data: bytes, key: bytes) -> bytes:
    """Return `data` masked as RFC 6455, 5.3, writes it down."""
    return bytes(one ^ other for one, other in zip(data, cycle(key), strict=False))


@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_each_byte_is_combined_with_its_byte_of_the_key(data: bytes, key: bytes) -> None:
    assert mask(data, key) == slowly_masked(data, key)
    assert b"".join(map(bytes, masked_chunks(data, key))) == slowly_masked(data, key)
    assert mask(mask(data, key), key) == data


@pytest.mark.parametrize("numpy", [True, False], ids=["numpy", "no numpy"])
@pytest.mark.parametrize("size", SIZES)
def test_large_payloads_are_masked_in_pieces(
    size: int, *, numpy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not numpy:
        monkeypatch.setitem(sys.modules, "numpy", None)
    data = bytes(range(251)) * (size // 251 + 1)
    pieces = [bytes(piece) for piece in masked_chunks(memoryview(data)[:size], KEY)]
    assert b"".join(pieces) == slowly_masked(data[:size], KEY)
    assert max(map(len, pieces)) <= LARGE


def test_no_piece_is_empty() -> None:
    assert list(masked_chunks(b"", KEY)) == []
    assert len(list(masked_chunks(bytes(2 * LARGE), KEY))) == 2


def test_no_key_is_given_twice_to_any_thread() -> None:
    source = KeySource()
    taken: list[bytes] = []

    def take() -> None:
        taken.extend([source.take() for _ in range(3000)])

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 12_000
    assert all(len(key) == 4 for key in taken)
    # Of so many random keys two are equal by chance, once in 60 runs; ten never are.
    assert len(set(taken)) > 11_990
