"""Fuzz the protocol with atheris: `make fuzz`.

It takes the arguments of libFuzzer, and runs until it finds something or is stopped.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

from livebind.common.message import TextMessage
from livebind.wires.brayns import PACKETS
from support.unharmed import EXAMPLES, check_that_others_are_unharmed


def receive(data: bytes) -> None:
    """Give `data` to the protocol, as text and as a binary message."""
    check_that_others_are_unharmed(TextMessage(data))
    check_that_others_are_unharmed(PACKETS.divide(data))


def main() -> None:
    """Run the fuzzer, beginning with the examples."""
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as corpus:
        for number, example in enumerate(EXAMPLES):
            Path(corpus, str(number)).write_bytes(example)
        atheris.Setup([*sys.argv, corpus], receive)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
