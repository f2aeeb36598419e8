"""Strict JSON in, compact JSON out."""

import contextlib
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_backend.errors import InternalError, InvalidJsonError
from livebind_backend.json_text import dump_json, parse_json, to_float32
from livebind_backend.json_values import JsonValue


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        '{"a":1,}',
        "{'a':1}",
        '{"a":1} x',
        '{"a":1}{"a":2}',
        '{"a":/*c*/1}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '"text"',
        "3",
        "null",
        '{"a":"\\ud800"}',
        "[" * 500 + "]" * 500,
        "[" * 200000,
        "\ufeff{}",
    ],
)
def test_what_is_not_strict_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidJsonError):
        parse_json(text)


@pytest.mark.parametrize(
    "text", ['{"a":1e400}', '{"a":18446744073709551616}', "[" + "9" * 6000 + "]"]
)
def test_numbers_beyond_64_bits_are_a_syntax_error(text: str) -> None:
    with pytest.raises(InternalError, match="Syntax error"):
        parse_json(text)


def test_the_last_of_equal_keys_counts() -> None:
    assert parse_json('{"a":1,"a":2}') == {"a": 2}


def test_space_around_is_allowed() -> None:
    assert parse_json(' \n\t{"a": 1}\r\n') == {"a": 1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (to_float32(0.1), "0.1"),
        (to_float32(0.30000001), "0.3"),
        (to_float32(1e30), "1e+30"),
        (to_float32(1e-7), "1e-07"),
        (3.4028234663852886e38, "3.4028235e+38"),
        (float("nan"), "0"),
        (float("inf"), "3.4028235e+38"),
        ("é😀", '"é😀"'),
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
    ],
)
def test_replies_are_compact_and_sorted_with_short_numbers(value: JsonValue, text: str) -> None:
    assert dump_json(value) == text


def test_a_number_beyond_32_bits_is_out_of_range() -> None:
    with pytest.raises(InternalError, match="Out of range"):
        to_float32(1e39)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_survives_the_way_through_its_text(value: float) -> None:
    again = float(json.loads(dump_json(value)))
    assert struct.pack("<f", again) == struct.pack("<f", value + 0.0)


@given(st.text())
def test_any_text_is_parsed_or_refused_with_a_documented_error(text: str) -> None:
    with contextlib.suppress(InvalidJsonError, InternalError):
        assert isinstance(parse_json(text), dict | list)
