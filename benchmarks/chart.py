"""The chart of a benchmark."""

# pyright: reportUnknownMemberType=false
# matplotlib's own annotations are partial.

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from clients import PEERS
from comparison import REQUEST_TIME

mpl.use("agg")

from matplotlib import pyplot as plt

if TYPE_CHECKING:
    from pathlib import Path

    from figures import Round

__all__ = ["draw"]


def draw(rounds: list[Round], file: Path) -> None:
    """Write a chart of the request times of all peers against raw TCP, with their ranges."""
    by_peer = {peer: REQUEST_TIME.over(rounds, peer) for peer in PEERS}
    names = sorted(PEERS, key=lambda peer: by_peer[peer].median, reverse=True)
    ratios = [by_peer[name] for name in names]
    figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
    bars = axes.barh(
        names,
        [ratio.median for ratio in ratios],
        xerr=[
            [ratio.median - ratio.least for ratio in ratios],
            [ratio.most - ratio.median for ratio in ratios],
        ],
        color=["#1f6f8b" if name == "livebind" else "#b8c4cc" for name in names],
        ecolor="#55606a",
    )
    axes.bar_label(bars, fmt="%.1f x", padding=4)
    axes.set_title("One request and its reply (p50), raw TCP = 1", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    figure.savefig(file, dpi=120)
