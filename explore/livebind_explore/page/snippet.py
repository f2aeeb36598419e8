"""The code to copy: the call that is filled in, written anew when it changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.connecting import one_line
from livebind_codegen.errors import CodegenError
from livebind_explore.writing.call import as_command, as_python
from livebind_explore.writing.message import as_message

if TYPE_CHECKING:
    from livebind_explore.page.form_view import FormView
    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import State

__all__ = ["Snippet"]

_PAUSE: Final = 0.3
"""Seconds without typing after which the code is written anew."""


class Snippet:
    """Shows the call of a form as code, of the kind that is chosen."""

    def __init__(self, session: Session, state: State, form: FormView, source: str) -> None:
        """Show nothing yet in `state`, which is trame's; `source` is the address in the code."""
        self._session = session
        self._state = state
        self._form = form
        self._source = source
        self._writing: asyncio.Task[None] | None = None
        state.update({"snippet": "", "snippet_kind": "python"})
        state.change("snippet_kind")(self._kind_changed)
        form.on_change = self.write_soon

    async def text(self) -> str:
        """Return the code, or why there is none. Raises nothing."""
        method, (value, problems) = self._form.method, self._form.value()
        if method is None:
            return ""
        if problems:
            return "The form is not complete: fill in what it marks."
        match self._state.snippet_kind:
            case "command":
                data = method.takes_data, method.returns_data
                return as_command(method.name, value, self._source, data=data)
            case "json":
                return as_message(self._session.description, method.name, value)
            case _:
                api, root = self._session.api, self._form.root
                try:
                    return await asyncio.to_thread(as_python, api, method, root, self._source)
                except CodegenError as error:
                    return one_line(error)

    def write_soon(self) -> None:
        """Show the code after a pause without another change."""
        if self._writing is not None:
            self._writing.cancel()
        try:
            self._writing = asyncio.get_running_loop().create_task(self._write())
        except RuntimeError:
            self._writing = None  # before the page runs

    async def _write(self) -> None:
        await asyncio.sleep(_PAUSE)
        with self._state:
            self._state.snippet = await self.text()

    def _kind_changed(self, **_: Any) -> None:  # noqa: ANN401 - trame's
        self.write_soon()
