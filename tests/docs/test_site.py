"""The site is built without a warning, and asks no other host for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

import brayns
import livebind
from support.documents import DOCS

if TYPE_CHECKING:
    from pathlib import Path

# It is built once, also on a machine that is busy.
pytestmark = pytest.mark.timeout(300)

LOADED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "link": "href"}
"""What a browser asks for by itself."""


@dataclass
class Document(HTMLParser):
    """What matters of a page of the site."""

    path: Path
    identifiers: set[str] = field(default_factory=set[str])
    links: set[str] = field(default_factory=set[str])
    loaded: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        super().__init__()
        self.text = self.path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag refers to."""
        values = {name: value for name, value in attrs if value is not None}
        self.identifiers |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if values.get("rel") != "canonical" and LOADED.get(tag, "") in values:
            self.loaded.add(values[LOADED[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir"]
    done = subprocess.run(  # noqa: S603 - ours
        [*command, str(folder)],
        cwd=DOCS.parent,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, Document]:
    """Return each page by its path on the site."""
    return {
        path.relative_to(site).as_posix(): Document(path) for path in sorted(site.rglob("*.html"))
    }


def test_nothing_comes_from_another_host(site: Path, documents: dict[str, Document]) -> None:
    foreign = {url for page in documents.values() for url in page.loaded if urlsplit(url).netloc}
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        found: list[str] = re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", text)
        foreign |= {url for url in found if urlsplit(url).netloc}
    assert foreign == set()
    assert not list(site.rglob("*.woff*"))


def test_links_lead_somewhere(site: Path, documents: dict[str, Document]) -> None:
    missing: list[tuple[str, str]] = []
    for name, page in documents.items():
        # The page for what is missing is shown at any address.
        links = page.links if name != "404.html" else set[str]()
        for link in map(urlsplit, links):
            if link.scheme or link.netloc:
                continue
            target = (page.path.parent / unquote(link.path)).resolve() if link.path else page.path
            target = target / "index.html" if target.is_dir() else target
            known = documents.get(target.relative_to(site.resolve()).as_posix())
            is_there = not link.fragment or not known or unquote(link.fragment) in known.identifiers
            if not (target.exists() and is_there):
                missing.append((name, link.geturl()))
    assert missing == []


def test_every_document_is_in_the_navigation(documents: dict[str, Document]) -> None:
    start = documents["index.html"]
    pages = {path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md")}
    wanted = {f"{page.as_posix()}/" for page in pages} - {"index/"}
    assert wanted - start.links == set()
    assert "conplyent/" in wanted


def test_code_is_highlighted_when_the_site_is_built(documents: dict[str, Document]) -> None:
    tutorial = documents["tutorial/index.html"].text
    assert '<span class="kn">import</span>' in tutorial
    assert '<span class="gp">$ </span>' in tutorial


def test_site_is_searched_and_has_a_dark_mode(site: Path, documents: dict[str, Document]) -> None:
    assert "get_camera_view" in (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert 'data-md-color-scheme="slate"' in documents["index.html"].text


def test_reference_has_every_public_name(documents: dict[str, Document]) -> None:
    reference = {name for page in documents.values() for name in page.identifiers}
    shown = {name.rpartition(".")[2] for name in reference}
    # Plain values, which the text explains.
    values = {"UNSET", "UnsetType", "Default"}
    names = set(brayns.__all__) | set(livebind.__all__)
    public = {name for name in names if not name.startswith("_")} - values
    assert public - shown == set()


def test_twins_are_folded_into_their_functions(documents: dict[str, Document]) -> None:
    page = documents["reference/brayns-methods/index.html"]
    headings = re.findall(r"<h3 id=\"([\w.]+)\"", page.text)
    assert "brayns.functions.camera.get_camera_view" in headings
    assert [one for one in headings if one.endswith("_task")] == []
    assert "brayns.functions.camera.get_camera_view_task" in page.identifiers


def test_reference_shows_no_inner_workings(documents: dict[str, Document]) -> None:
    pages = [page for name, page in documents.items() if name.startswith("reference/")]
    text = re.sub(r"<[^>]+>", "", "".join(page.text for page in pages))
    assert "__init__" not in text
    assert "loader = loader" not in text
    assert "not by applications" not in text
    assert "UnsetType" not in text


def test_types_are_linked(documents: dict[str, Document]) -> None:
    page = documents["reference/brayns-methods/index.html"]
    assert any(
        link.endswith("brayns-types/#brayns.models.core.ImageSettings") for link in page.links
    )
    assert any(link.endswith("livebind/#livebind.Task") for link in page.links)
