"""The figures of a benchmark as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clients import PEERS
from comparison import COLUMNS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from comparison import Ratio
    from figures import Figures, Machine, Round

__all__ = ["END", "START", "MissingMarkersError", "report", "with_report"]

START = "<!-- benchmark:start -->"
END = "<!-- benchmark:end -->"


class MissingMarkersError(Exception):
    """A document does not say where its figures belong."""


def with_report(document: str, content: str) -> str:
    """Return a document with a report in place of what it has between the markers.

    Raises:
        MissingMarkersError: The document has not one marker of each kind, in order.
    """
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end) or START in rest or END in after:
        raise MissingMarkersError(
            f"The document does not have one {START} followed by one {END}: "
            "add them where the figures belong."
        )
    return f"{before}{START}\n\n{content}\n\n{END}{after}"


def report(figures: Figures) -> str:
    """Return both tables, and where and how their figures were measured."""
    count = len(figures.rounds)
    return f"""\
Median and range (least to most) of {count} rounds, on {_described(figures.machine)}.

{_table(("what", "median", "range", "at least", "aim", "reached"), _claims(figures.rounds))}

Against its peers: times of a request as multiples of raw TCP, speeds as parts of a raw socket's (of
websocket-client's with 1000 in flight), memory as multiples of the message.

{_table(("client", *(column.what for column in COLUMNS)), _peers(figures.rounds))}"""


def _described(machine: Machine) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
    processors = "1 processor" if machine.processors == 1 else f"{machine.processors} processors"
    return f"{processors} ({machine.system}) with {machine.python}, {packages}"


def _claims(rounds: list[Round]) -> Iterable[list[str]]:
    for row in ROWS:
        ratio = row.over(rounds)
        sign = ">=" if row.higher_is_better else "<="
        yield [
            row.what,
            f"{ratio.median:.2f}x",
            _range(ratio),
            f"{sign} {row.at_least}",
            f"{sign} {row.aim}",
            row.verdict(ratio.median),
        ]


def _peers(rounds: list[Round]) -> Iterable[list[str]]:
    for peer in PEERS:
        ratios = (column.over(rounds, peer) for column in COLUMNS)
        yield [peer, *(f"{ratio.median:.2f}x ({_range(ratio)})" for ratio in ratios)]


def _range(ratio: Ratio) -> str:
    return f"{ratio.least:.2f} to {ratio.most:.2f}"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
