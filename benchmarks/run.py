"""Compare the speed of livebind with other clients, in rounds.

    python benchmarks/run.py [--rounds N]

Ratios are what to read: absolute times tell more of the machine than of a client. It needs Linux,
which knows the peak memory of a process, and a machine that does nothing else.
"""

from __future__ import annotations

import argparse

from figures import Figures, Round, save
from machine import this_machine
from measure import measure_round


def main() -> None:
    """Measure, and keep the figures for `report.py`."""
    parser = argparse.ArgumentParser(description="Compare the speed with other clients.")
    parser.add_argument("--rounds", type=int, default=5)
    count = parser.parse_args().rounds
    rounds: list[Round] = []
    for number in range(1, count + 1):
        print(f"Round {number} of {count}", flush=True)
        rounds.append(measure_round())
    save(Figures(this_machine(), rounds))


if __name__ == "__main__":
    main()
