"""Write the last benchmark's figures into the README, and draw its chart.

python benchmarks/report.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from chart import draw
from figures import FILE, load
from tables import MissingMarkersError, report, with_report

_PROJECT = Path(__file__).parents[1]
_README = _PROJECT / "README.md"
_CHART = _PROJECT / "docs" / "images" / "benchmark.png"


def main() -> None:
    """Print the tables, and write what documents show of them."""
    if not FILE.exists():
        sys.exit(f"{FILE} is missing: measure with 'make bench'.")
    figures = load()
    text = report(figures)
    print(text)
    try:
        readme = with_report(_README.read_text(encoding="utf-8"), text)
    except MissingMarkersError as error:
        sys.exit(f"{_README}: {error}")
    _README.write_text(readme, encoding="utf-8")
    draw(figures.rounds, _CHART)


if __name__ == "__main__":
    main()
