"""Reads of exact sizes, whatever pieces the bytes arrive in."""

from __future__ import annotations

import socket
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError
from livebind.timeouts import Deadline
from livebind.transports.read_buffer import CAPACITY, ReadBuffer
from livebind.transports.stream import Stream
from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Generator

SHORT = 0.05


@contextmanager
def buffered() -> Generator[tuple[ReadBuffer, socket.socket]]:
    """Give a buffer and the other end of its connection."""
    ours, peer = socket.socketpair()
    with ours, peer:
        yield ReadBuffer(Stream(ours)), peer


def read(buffer: ReadBuffer, size: int) -> bytes:
    return buffer.read_by(size, Deadline(DEADLINE))


def test_reads_are_cut_out_of_what_arrived() -> None:
    with buffered() as (buffer, peer):
        peer.sendall(b"abcdef")
        assert read(buffer, 2) == b"ab"
        assert not buffer.idle
        assert read(buffer, 0) == b""
        assert read(buffer, 4) == b"cdef"
        assert buffer.idle


def test_what_has_not_arrived_can_be_asked_for_again() -> None:
    with buffered() as (buffer, peer):
        peer.sendall(b"ab")
        assert buffer.wait(DEADLINE)
        for _ in range(2):
            with pytest.raises(BlockingIOError):
                buffer.read(4)
        peer.sendall(b"cd")
        assert buffer.wait(DEADLINE)
        assert buffer.read(4) == b"abcd"


def test_numbers_are_read_without_a_copy() -> None:
    with buffered() as (buffer, peer):
        peer.sendall(b"\x01\x02\x03\x04rest")
        assert buffer.wait(DEADLINE)
        assert buffer.unpack(struct.Struct("!BB")) == (1, 2)
        assert buffer.unpack(struct.Struct("!H")) == (0x0304,)
        assert buffer.read(4) == b"rest"
        with pytest.raises(BlockingIOError):
            buffer.unpack(struct.Struct("!H"))


@pytest.mark.parametrize("size", [CAPACITY - 1, CAPACITY, CAPACITY + 1, 5 * CAPACITY + 3])
def test_large_reads_begin_with_what_is_there_already(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    with buffered() as (buffer, peer):
        peer.settimeout(0)
        received = bytearray()
        sent = peer.send(b"x" + content[:size] + b"y")
        assert read(buffer, 1) == b"x"
        while True:
            try:
                received += buffer.read(size)
                break
            except BlockingIOError:
                rest = (b"x" + content[:size] + b"y")[sent:]
                sent += peer.send(rest) if rest else 0
                assert buffer.wait(DEADLINE)
        assert received == content[:size]
        rest = (b"x" + content[:size] + b"y")[sent:]
        peer.sendall(rest)
        assert read(buffer, 1) == b"y"


def test_a_wait_ends_with_its_time() -> None:
    with buffered() as (buffer, _):
        assert not buffer.wait(SHORT)
        with pytest.raises(TimeoutError):
            buffer.read_by(1, Deadline(SHORT))


def test_the_end_is_told_after_what_came_before_it() -> None:
    with buffered() as (buffer, peer):
        peer.sendall(b"last")
        peer.close()
        assert read(buffer, 4) == b"last"
        with pytest.raises(ConnectionClosedError):
            read(buffer, 1)
