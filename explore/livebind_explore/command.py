"""`livebind explore`: a page for an instance, from its description to Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING

from livebind_codegen.api.build import build_api
from livebind_codegen.console import note, progress, say
from livebind_codegen.errors import UsageProblem
from livebind_codegen.sources import is_file_source, read_source
from livebind_explore.page.explorer import Explorer
from livebind_explore.page.panels import panels_of
from livebind_explore.page.results import file_type
from livebind_explore.session import open_session
from livebind_explore.stand_in import stand_in
from livebind_explore.web.server import HOST, PageServer

if TYPE_CHECKING:
    from livebind_codegen.dialects.dialect import LiveOptions
    from livebind_explore.session import Session

__all__ = ["explore", "make_page"]


def explore(
    source: str, live: LiveOptions, *, port: int, opens_browser: bool, is_read_only: bool
) -> None:
    """Show the instance at `source`, or what stands in for a captured one, until Ctrl-C.

    Args:
        source: the instance, or a captured file.
        live: how to talk to it.
        port: where the page listens; 0 takes a free port.
        opens_browser: open the page in the browser of the user.
        is_read_only: offer no call that may change something.

    Raises:
        CodegenError: it cannot be reached or described, or the port is taken.
    """
    with progress("Asking for schemas") as on_progress:
        description, failures = read_source(source, replace(live, keep_going=True), on_progress)
    for name, reason in sorted(failures.items()):
        note(f"{name} is left out: {reason}")
    api = build_api(description)
    with contextlib.ExitStack() as stack:
        is_captured = is_file_source(source)
        address = stack.enter_context(stand_in(description)) if is_captured else source
        session = open_session(
            address, description, api, live, is_read_only=is_read_only, is_stand_in=is_captured
        )
        stack.callback(session.close)
        asyncio.run(_serve(session, port, opens_browser=opens_browser))


def make_page(session: Session, server: PageServer) -> Explorer:
    """Make the page of a session, which `server` serves then."""

    def find(key: str) -> tuple[bytes, str] | None:
        entry = session.history.find(key)
        return None if entry is None or not entry.data else (entry.data, file_type(entry.data)[0])

    server.add_files(find)
    return Explorer(session, server.server, panels_of(session, server.server))


async def _serve(session: Session, port: int, *, opens_browser: bool) -> None:
    server = PageServer(port)
    page = make_page(session, server)
    loop = asyncio.get_running_loop()

    def announce() -> None:
        say(f"the page is at {server.url} until Ctrl-C")
        if opens_browser:
            loop.run_in_executor(None, webbrowser.open, server.url)

    serving = loop.create_task(server.run(announce))
    watching = loop.create_task(page.watch())

    ending: list[asyncio.Task[None]] = []

    def stop() -> None:
        if not ending:
            ending.append(loop.create_task(server.stop()))

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
    try:
        await serving
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageProblem(f"cannot listen at {HOST}:{port}: {reason}") from None
    finally:
        watching.cancel()
        # Threads that wait for the backend would hold the end of the loop up.
        session.close()
