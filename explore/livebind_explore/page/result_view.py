"""What came of a call, as the page shows and folds it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from livebind_codegen.text.visible import visible
from livebind_explore.page.results import NOTHING, result_state
from livebind_explore.tree import MAX_LINES, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.api.model import Api
    from livebind_explore.history import Entry
    from livebind_explore.web.toolkit import State

__all__ = ["ResultView"]


class ResultView:
    """Shows one call of the history, its result as a tree."""

    def __init__(self, api: Api, state: State) -> None:
        """Show nothing yet in `state`, which is trame's."""
        self._api = api
        self._state = state
        self._shapes = {one.name: one.result for one in api.methods}
        self._entry: Entry | None = None
        self._closed: set[str] = set()
        self._limit = MAX_LINES
        self.clear()

    def triggers(self) -> list[Callable[..., object]]:
        """Return what the page calls by name."""
        return [self.fold, self.more]

    def clear(self) -> None:
        """Show nothing."""
        self._entry = None
        self._state.result = NOTHING
        self._show_tree()

    def show(self, entry: Entry) -> None:
        """Show what came of a call."""
        self._entry, self._closed, self._limit = entry, set(), MAX_LINES
        self._state.result = result_state(entry)
        self._show_tree()

    def fold(self, path: str) -> None:
        """Hide or show what is within a part of the result."""
        self._closed ^= {path}
        self._show_tree()

    def more(self) -> None:
        """Show more lines of the result."""
        self._limit += MAX_LINES
        self._show_tree()

    def _show_tree(self) -> None:
        entry = self._entry
        if entry is None or entry.error:
            self._state.lines, self._state.has_more_lines = [], False
            return
        shape = self._shapes.get(entry.method)
        lines, more = tree(entry.result, shape, self._api, self._closed, self._limit)
        self._state.lines = [{**asdict(one), "text": visible(one.text)} for one in lines]
        self._state.has_more_lines = more
