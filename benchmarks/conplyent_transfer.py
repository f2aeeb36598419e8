"""Compare sending 100 MB to a conplyent server with what conplyent's own client needs.

    python benchmarks/conplyent_transfer.py

It installs conplyent into an environment of its own and runs its server in a network namespace, so
it needs Linux and root (or `unshare --map-root-user --net`). The old client sends 1 KiB at a time,
so it is given a part of the file and its time is scaled; its speed does not depend on the size.
Of both the best of three rounds is shown.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from livebind.conplyent.connection import CommandConnection
from support.conplyent_server import environment_python, running_server
from support.network_namespace import private_network

_MEGABYTES = 100
_OLD_MEGABYTES = 2
_ROUNDS = 3
_OLD_CLIENT = """
import sys, time
from conplyent import client
connection = client.add("localhost")
connection.connect(timeout=10)
start = time.perf_counter()
connection.transfer(sys.argv[1], sys.argv[2])
print(time.perf_counter() - start)
connection.close()
"""


def main() -> None:
    """Measure and print."""
    environment_python()
    with TemporaryDirectory() as name, private_network():
        folder = Path(name)
        megabyte = hashlib.shake_128(b"benchmark").digest(10**6)
        (folder / "large").write_bytes(megabyte * _MEGABYTES)
        (folder / "part").write_bytes(megabyte * _OLD_MEGABYTES)
        with running_server(folder):
            new = min(_new_client(folder) for _ in range(_ROUNDS))
            part = min(_old_client(folder) for _ in range(_ROUNDS))
            old = part * _MEGABYTES / _OLD_MEGABYTES
    print(f"livebind:  {new:7.2f} s for {_MEGABYTES} MB, with the digest compared")
    print(f"conplyent: {old:7.2f} s for {_MEGABYTES} MB, scaled from {_OLD_MEGABYTES} MB")
    print(f"factor:    {old / new:7.1f}")


def _new_client(folder: Path) -> float:
    with CommandConnection("localhost") as connection:
        start = time.perf_counter()
        connection.transfer(folder / "large", "copy")
        return time.perf_counter() - start


def _old_client(folder: Path) -> float:
    command = [str(environment_python()), "-c", _OLD_CLIENT]
    command += [str(folder / "part"), str(folder / "copy")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return float(done.stdout)


if __name__ == "__main__":
    main()
