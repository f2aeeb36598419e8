"""What a request must be to be answered: from this machine's browser, for this page.

The server listens on loopback, which other users of the machine and every page in the browser can
reach too. So each request names the server as its host (a name that an attacker lets point to
127.0.0.1 is another one), comes from no other page, and the page itself is given to who has the
token alone. The WebSocket asks for the token again, as trame's own first message.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from livebind_explore.web.document import document, refusal, script_sources

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["Guard"]

_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
_PAGES: Final = frozenset({"/", "/index.html"})
_SESSION: Final = "ws://use_host/ws"
"""Where trame's page finds the WebSocket: at its own host."""
_REMEDY: Final = "open the address that livebind explore printed"


@dataclass(frozen=True)
class Guard:
    """Refuses what does not come from the page, and tells the browser what the page may do."""

    token: str = field(repr=False)
    """What the address of the page holds."""
    frame_ancestors: str = "'none'"
    """Pages (CSP) that may show this one within them."""

    @cached_property
    def policy(self) -> str:
        """The content security policy.

        Vue makes its templates functions where it runs, hence `unsafe-eval`: templates are ours,
        and no text of a backend gets into one. Vuetify writes its theme into a style element.
        """
        scripts = [*script_sources(document()), *script_sources(refusal(""))]
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src 'self' 'unsafe-eval' {' '.join(scripts)}",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                "connect-src 'self'",
                "base-uri 'self'",
                "form-action 'none'",
                f"frame-ancestors {self.frame_ancestors}",
            ]
        )

    @property
    def middleware(
        self,
    ) -> Callable[
        [web.Request, Callable[[web.Request], Awaitable[web.StreamResponse]]],
        Awaitable[web.StreamResponse],
    ]:
        """The same for each request of an application of aiohttp."""

        @web.middleware
        async def check(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            response: web.StreamResponse
            if problem := self.problem(request):
                response = web.Response(status=403, text=f"{problem}\n")
            elif request.path in _PAGES:
                response = self._page(request)
            else:
                try:
                    response = await handler(request)
                except web.HTTPException as answer:
                    response = answer
            if not response.prepared:
                self._add_headers(response)
            return response

        return check

    def problem(self, request: web.Request) -> str:
        """Return why a request is refused, empty if it is not."""
        port = self._port(request)
        if request.host not in {f"{name}:{port}" for name in _NAMES}:
            return f"this server answers under its own address alone: {_REMEDY}"
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            return f"this server answers no other page: {_REMEDY}"
        return ""

    def _page(self, request: web.Request) -> web.Response:
        if not self._has_token(request):
            problem = f"the address lacks the token: {_REMEDY}"
            return web.Response(status=403, text=refusal(problem), content_type="text/html")
        if request.query.get("sessionURL") != _SESSION:
            query = urlencode({"secret": self.token, "sessionURL": _SESSION})
            return web.Response(status=302, headers={"Location": f"/index.html?{query}"})
        return web.Response(text=document(), content_type="text/html")

    def _has_token(self, request: web.Request) -> bool:
        given = request.query.get("secret", "")
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _port(self, request: web.Request) -> int:
        transport = request.transport
        address = None if transport is None else transport.get_extra_info("sockname")
        return address[1] if address else urlsplit(f"//{request.host}").port or 0

    def _add_headers(self, response: web.StreamResponse) -> None:
        response.headers.update(
            {
                "Content-Security-Policy": self.policy,
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
                "Cross-Origin-Resource-Policy": "same-origin",
            }
        )
