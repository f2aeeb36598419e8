"""What the site does to the documents, which are written to be read in the repository, too."""

# ruff: noqa: INP001 - no package: mkdocs loads it by its path

from __future__ import annotations

import posixpath
import re
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:  # noqa: ANN401 - of mkdocs
    """Turn links to files of the repository that are not on the site into plain text."""
    folder = posixpath.dirname(page.file.src_uri)

    def replaced(link: re.Match[str]) -> str:
        is_outside = posixpath.normpath(posixpath.join(folder, link[2])).startswith("..")
        return link[1] if is_outside else link[0]

    return _LINK.sub(replaced, markdown)
