"""The page of an instance in a cell of a notebook, served by a thread of its own."""

from __future__ import annotations

import asyncio
import html
import threading
from typing import TYPE_CHECKING, Final

import livebind
from livebind_codegen.api.build import build_api
from livebind_codegen.dialects.asking import described
from livebind_codegen.dialects.dialect import LiveOptions, Source
from livebind_codegen.dialects.jsonrpc.dialect import InstanceLink, JsonRpcDialect
from livebind_codegen.dialects.registry import known_dialects
from livebind_codegen.errors import CodegenError
from livebind_explore.command import make_page
from livebind_explore.session import Session
from livebind_explore.web.server import PageServer

if TYPE_CHECKING:
    from livebind.wires.wire import Wire
    from livebind_codegen.description.model import Description

__all__ = ["Exploration", "show"]

_HEIGHT: Final = 760
_TIMEOUT: Final = 60.0
"""Seconds for what the instance says about itself."""
_LONGEST_END: Final = 10.0
"""Seconds that the end of the page may take."""
_NOTEBOOKS: Final = "http://127.0.0.1:* http://localhost:* vscode-webview:"
"""Pages that show notebooks on this machine (CSP)."""


class Exploration:
    """A page that runs until `close`, or the end of the program."""

    def __init__(self, session: Session) -> None:
        """Serve the page of a session; raises OSError if that cannot be."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: PageServer | None = None
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, args=(session,), name="livebind explore", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise self._problem

    @property
    def url(self) -> str:
        """The address of the page, with its token, for a browser on this machine."""
        assert self._server is not None  # noqa: S101 - it runs
        return self._server.url

    def close(self) -> None:
        """End the page; the connection of the instance stays. Raises nothing, also again."""
        server, loop = self._server, self._loop
        if server is not None and loop is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(server.stop(), loop)
            self._thread.join(_LONGEST_END)

    def _repr_html_(self) -> str:
        address = html.escape(self.url, quote=True)
        return (
            f'<iframe src="{address}" style="width: 100%; height: {_HEIGHT}px; border: 0"></iframe>'
        )

    def _run(self, session: Session) -> None:
        try:
            asyncio.run(self._serve(session))
        except BaseException as error:  # noqa: BLE001 - raised where the page was asked for
            self._problem = error
        finally:
            self._ready.set()

    async def _serve(self, session: Session) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = server = PageServer(frame_ancestors=_NOTEBOOKS)
        page = make_page(session, server)
        watching = self._loop.create_task(page.watch())
        try:
            await server.run(self._ready.set)
        finally:
            watching.cancel()


def show(
    instance: livebind.Instance, address: str, wire: type[Wire], *, is_read_only: bool
) -> Exploration:
    """Show the page of an instance.

    Args:
        instance: the connection that the page calls by.
        address: where it leads.
        wire: what it speaks.
        is_read_only: offer no call that may change something.

    Raises:
        UsageError: the instance does not describe itself over its connection.
    """
    description = _description(instance, address, wire)

    def connect(_: livebind.Hooks) -> livebind.Instance:
        return instance

    session = Session(
        address,
        description,
        build_api(description),
        connect,
        is_read_only=is_read_only,
        can_reconnect=False,
    )
    return Exploration(session)


def _description(instance: livebind.Instance, address: str, wire: type[Wire]) -> Description:
    known = known_dialects()
    speaking = [
        one for one in known if one.client.wire is not None and issubclass(wire, one.client.wire)
    ]
    # Connections without a wire of a dialect's own speak JSON-RPC.
    plain = [one for one in known if one.client.wire is None and isinstance(one, JsonRpcDialect)]
    source, options = Source(address), LiveOptions(timeout=_TIMEOUT, keep_going=True)
    try:
        found = described(InstanceLink(instance, _TIMEOUT), speaking or plain, source, options)
    except CodegenError as error:
        raise livebind.UsageError(str(error)) from None
    if found is None:
        raise livebind.UsageError(
            f"{address} does not describe itself, so there is nothing to show: give an instance "
            "that does, or show a captured file with livebind explore"
        )
    return found.description
