"""The pickle reader and writer: plain values there and back, and nothing else at all."""

from __future__ import annotations

import builtins
import pickle
import pickletools
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind import InvalidRequestError
from livebind.wires.conplyent.messages import Unreadable, read_message
from livebind.wires.conplyent.pickle_reader import UnreadablePickleError, read_pickle
from livebind.wires.conplyent.pickle_writer import write_object, write_pickle, write_value

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
    | st.datetimes()
    | st.timedeltas()
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.sets(st.integers())
        | st.frozensets(st.text())
    ),
    max_leaves=10,
)
SENDABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=10,
)


@given(PLAIN, st.sampled_from(PROTOCOLS))
def test_plain_values_are_read_as_pickle_reads_them(value: object, protocol: int) -> None:
    if protocol == 2 and any(op.name == "GLOBAL" for op, _, _ in pickletools.genops(
        pickle.dumps(value, protocol)
    )):  # fmt: skip
        return  # bytes were calls of an encoder then
    read, foreign = read_pickle(pickle.dumps(value, protocol))
    assert read == value
    assert type(read) is type(value)
    assert not foreign


@given(SENDABLE)
def test_what_is_written_pickle_reads(value: object) -> None:
    data = write_pickle(write_value(value))
    assert pickle.loads(data) == value  # noqa: S301 - our own
    assert read_pickle(data) == (value, ())


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__name__ == name
    ],
)
def test_builtin_exceptions_are_read(name: str) -> None:
    kind: Any = getattr(builtins, name)
    arguments: tuple[Any, ...] = {
        "UnicodeDecodeError": ("utf-8", b"x", 0, 1, "why"),
        "UnicodeEncodeError": ("utf-8", "x", 0, 1, "why"),
        "UnicodeTranslateError": ("x", 0, 1, "why"),
        "ExceptionGroup": ("why", [ValueError("one")]),
    }.get(name, ("why",))
    read, foreign = read_pickle(pickle.dumps(kind(*arguments)))
    assert type(read) is kind
    assert not foreign


def test_what_does_not_fit_a_plain_value_is_named_and_not_made() -> None:
    value, foreign = read_pickle(pickle.dumps([1, Decimal(1), pytest.raises]))
    assert foreign == ("decimal.Decimal", "a class or function")
    assert value[0] == 1


def test_keys_may_not_be_such_that_hashing_crashes_or_never_ends() -> None:
    deep: object = 1
    for _ in range(100):
        deep = (deep,)
    wide: object = 1
    for _ in range(3):
        wide = (wide,) * 50
    for key in (deep, wide):
        with pytest.raises(UnreadablePickleError, match="ValueError"):
            read_pickle(pickle.dumps({key: 1}))


@pytest.mark.parametrize("name", ["bytearray", "set", "frozenset"])
def test_a_small_pickle_cannot_unfold_to_many_copies(name: str) -> None:
    content: object = b"x" * 1000 if name == "bytearray" else list(range(1000))
    head = write_pickle(write_value(content))[:-1] + b"\x940"  # kept for later, and off the stack
    call = b"\x8c\x08builtins" + b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93"
    with pytest.raises(UnreadablePickleError, match="unfolds"):
        read_pickle(head + b"](" + (call + b"h\x00\x85R") * 1000 + b"e.")


def test_a_message_within_a_message_is_no_plain_value() -> None:
    inner = write_object("conplyent._msg", "MSG", {"_kwargs": write_value({})})
    _, foreign = read_pickle(
        write_pickle(write_object("conplyent._msg", "MSG", {"_kwargs": inner}))
    )
    assert foreign == ("conplyent._msg.MSG",)


def test_numbers_allocate_nothing() -> None:
    call = b"\x80\x04\x8c\x08builtins\x8c\x09bytearray\x93J\xff\xff\xff\x7f\x85R."
    with pytest.raises(UnreadablePickleError):
        read_pickle(call)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_none(data: bytes) -> None:
    assert isinstance(read_message(b"\x80\x04" + data), Unreadable)


@given(PLAIN, st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5))
def test_broken_pickles_raise_one_error(value: object, changes: list[tuple[int, int]]) -> None:
    data = bytearray(pickle.dumps(value))
    for place, byte in changes:
        data[place % len(data)] = byte
    with suppress(UnreadablePickleError):
        read_pickle(bytes(data))


@pytest.mark.parametrize("value", [object(), print, ValueError("x"), [{1: object}], "\ud800"])
def test_what_the_server_could_not_take_is_not_written(value: object) -> None:
    with pytest.raises(InvalidRequestError):
        write_value(value)


def test_a_value_that_holds_itself_is_not_written() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(InvalidRequestError, match="holds itself"):
        write_value(value)
