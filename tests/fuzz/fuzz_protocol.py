"""Fuzz the protocol with atheris, by hand: `python tests/fuzz/fuzz_protocol.py`.

It needs atheris (`pip install atheris`) and runs until it finds something or is stopped.
"""

from __future__ import annotations

import importlib
import sys

from livebind.frames import split_packet
from livebind.protocol import Protocol
from livebind.transport import TextMessage


def receive(data: bytes) -> None:
    """Give `data` to the protocol, as text and as a binary message."""
    for message in (TextMessage(data), split_packet(data)):
        protocol = Protocol()
        for _ in range(3):
            protocol.new_request()
        assert protocol.receive(message)


def main() -> None:
    """Run the fuzzer with the arguments of libFuzzer."""
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    atheris.Setup(sys.argv, receive)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
