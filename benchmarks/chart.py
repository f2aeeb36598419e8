"""The chart of a benchmark."""

# pyright: reportUnknownMemberType=false
# matplotlib's own annotations are partial.

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import matplotlib as mpl

mpl.use("agg")

from matplotlib import pyplot as plt

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["draw"]


def draw(requests: dict[str, list[float]], file: Path) -> None:
    """Write a chart of the request times (seconds) of all peers, against that of raw TCP."""
    limit = statistics.median(requests["raw socket"])
    names = sorted(requests, key=lambda name: statistics.median(requests[name]), reverse=True)
    ratios = [statistics.median(requests[name]) / limit for name in names]
    figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
    colours = ["#1f6f8b" if name == "livebind" else "#b8c4cc" for name in names]
    bars = axes.barh(names, ratios, color=colours)
    axes.bar_label(bars, fmt="%.1f x", padding=4)
    axes.set_title("One request and its reply (p50), raw TCP = 1", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    figure.savefig(file, dpi=120)
