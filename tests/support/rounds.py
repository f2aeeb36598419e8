"""Rounds of a benchmark that nobody measured."""

from __future__ import annotations

from clients import PEERS
from figures import LARGE_MESSAGE, Figures, Machine, Round

__all__ = ["figures_of", "round_of"]


def round_of(request: float) -> Round:
    """Return a round in which a request of livebind takes `request` times that of raw TCP."""
    same = {peer: [1.0] for peer in PEERS}
    memory = dict.fromkeys(PEERS, 2.0 * LARGE_MESSAGE)
    return Round(
        request=same | {"livebind": [request, request]},
        pipeline=same,
        threads={"1": [3.0], "32": [2.0]},
        receive=same,
        receive_memory=memory,
        send=same,
        send_memory=memory,
        send_without_numpy=same,
        send_without_numpy_memory=memory,
        decode={"livebind": [1.0], "json": [4.0]},
        fragments={"1": [1.0], "4096": [2.0]},
        imports={"nothing": [1.0], "websocket": [3.0], "livebind": [2.0]},
    )


def figures_of(*rounds: Round) -> Figures:
    """Return them as measured on a small machine."""
    return Figures(Machine(2, "Linux x86_64", "CPython 3.11.7", {"msgspec": "0.20.0"}), [*rounds])
