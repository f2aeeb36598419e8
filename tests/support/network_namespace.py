"""A network of this test run's own, with nothing in it but the loopback interface.

For servers that bind to all interfaces and offer no choice: within the namespace nobody else can
reach them. Threads and child processes inherit the namespace of the thread that makes them.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["private_network", "why_no_private_network"]

_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_OWN_NAMESPACE = Path("/proc/thread-self/ns/net")


def why_no_private_network() -> str | None:
    """Return why this machine gives no namespace, None if it does."""
    if not _OWN_NAMESPACE.exists():
        return "network namespaces are a thing of Linux"
    try:
        with private_network():
            return None
    except OSError as error:
        return (
            f"no network namespace can be made ({error.strerror}): run the tests as root, or by "
            "'unshare --map-root-user --net'"
        )


@contextmanager
def private_network() -> Generator[None]:
    """Move the calling thread into a new namespace, and back at the end."""
    libc = ctypes.CDLL(None, use_errno=True)
    outside = os.open(_OWN_NAMESPACE, os.O_RDONLY)
    try:
        _check(libc.unshare(_CLONE_NEWNET))
        try:
            _bring_loopback_up()
            yield
        finally:
            _check(libc.setns(outside, _CLONE_NEWNET))
    finally:
        os.close(outside)


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
