"""The documents are right: their code is typed, links and pictures are there, names exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import brayns
from support.documents import DOCS, Page

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [Page(DOCS.parent / "README.md"), *map(Page, sorted(DOCS.rglob("*.md")))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")

DECLARATIONS = {
    "docs/runtime.md": (
        "import logging\nfrom typing import Any\nimport livebind\n"
        "from livebind import Instance, Pool, Reply, Task\n"
        "instance: Instance\ntask: Task[Reply[Any]]\ndata: bytes\nnodes: list[str]\n"
    ),
    "docs/reference/brayns.md": "import brayns\ninstance: brayns.Instance\n",
}
"""What the code of pages takes for granted that are no programs."""
UNTYPED = {
    "docs/conplyent.md": "its package is generated from a server of the reader's",
    "docs/how-to/chrome.md: page.py": "tests/peers/test_chrome.py makes its package",
    "docs/how-to/chrome.md: page_async.py": "as above",
    "docs/how-to/mcp.md: tools.py": "tests/peers/test_mcp.py makes its package",
    "docs/how-to/mcp.md: resources.py": "as above",
    "docs/how-to/openrpc.md": "tests/peers/test_openrpc.py makes its package",
    "docs/how-to/openrpc.md: observe.py": "as above",
    "docs/how-to/qemu.md: machine.py": "tests/peers/test_qemu.py makes its package",
    "docs/tutorial.md: mistake.py": "its mistake is what the page is about",
}


def programs() -> dict[str, str]:
    """Return the Python of all pages by where it is from.

    What readers write to a file is a program of its own; what they type in goes on in the next
    block.
    """
    found: dict[str, str] = {}
    for page in PAGES:
        for block in page.blocks:
            name = f"{page}: {block.title}" if block.title else str(page)
            if block.language == "python" and name not in UNTYPED:
                found[name] = found.get(name, DECLARATIONS.get(name, "")) + block.text
    return found


def test_code_is_typed(tmp_path: Path) -> None:
    for name, code in programs().items():
        # Modules that others import are called as readers are told to.
        module = "boxes_wire" if "boxes_wire" in name else name
        (tmp_path / f"{re.sub(r'[^a-z0-9]+', '_', module)}.py").write_text(code)
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml"]
    done = subprocess.run(  # noqa: S603 - ours
        # A page shows one way after the other, and they may use the same names.
        [*command, "--allow-redefinition", "--disable-error-code=no-redef", str(tmp_path)],
        cwd=DOCS.parent,
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Page) -> None:
    text = re.sub(r"^```.*?^```$", "", page.text, flags=re.MULTILINE | re.DOTALL)
    missing = [link for link in LINK.findall(text) if not (page.path.parent / link).exists()]
    assert missing == []


def test_names_to_migrate_to_exist() -> None:
    text = (DOCS / "how-to" / "migrate-from-brayns.md").read_text(encoding="utf-8")
    new = " ".join(re.findall(r"^\|.*\|(.*)\|$", text, re.MULTILINE))
    classes = re.findall(r"`([A-Z]\w+)", new)
    functions = re.findall(r"(?<![.\w])(\w+)\(instance", new)
    assert {name for name in classes + functions if not hasattr(brayns, name)} == set()
