"""The page's document: trame's own, with what keeps the token when the page is loaded again."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Final

from livebind_explore.web.toolkit import PAGE_FOLDER

__all__ = ["document", "refusal", "script_sources"]

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Trame takes the token out of the address; the storage is this tab's and this port's alone.
_KEEP: Final = (
    "<script>sessionStorage.secret = "
    'new URLSearchParams(location.search).get("secret");</script>'
)
_TRY_KEPT: Final = (
    "<script>const secret = sessionStorage.secret; delete sessionStorage.secret;"
    'if (secret) location.replace("/?secret=" + encodeURIComponent(secret));</script>'
)


def document() -> str:
    """Return the text of the page."""
    text = (PAGE_FOLDER / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<title>.*?</title>", "<title>livebind</title>", text, flags=re.DOTALL)
    return text.replace("<head>", f"<head>{_KEEP}", 1)


def refusal(problem: str) -> str:
    """Return the text of the page that is shown without the token."""
    return (
        f'<!doctype html><meta charset="utf-8"><title>livebind</title>{_TRY_KEPT}'
        f"<p>{html.escape(problem)}</p>\n"
    )


def script_sources(text: str) -> list[str]:
    """Return the sources (CSP) that allow the scripts within a page."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(text))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
