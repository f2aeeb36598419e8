"""What the pages tell to type works, for somebody who has the wheel and an empty folder."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from overlay.pictures import difference
from support.documents import DOCS, SERVE, Page
from support.installation import install, installed, livebind_wheel
from support.pages import Reader
from support.recorded_server import serve_recorded
from support.recordings import recorded

if TYPE_CHECKING:
    from pathlib import Path

README, INSTALL, TUTORIAL = (
    Page(DOCS.parent / "README.md"),
    Page(DOCS / "install.md"),
    Page(DOCS / "tutorial.md"),
)
HOW_TOS = [Page(path) for path in sorted((DOCS / "how-to").glob("*.md"))]
PAGES = [README, INSTALL, TUTORIAL, *HOW_TOS]
RUNNABLE = [page for page in PAGES if {one.language for one in page.blocks} & {"console", "python"}]
(MISTAKE,) = (one for one in TUTORIAL.blocks if one.title == "mistake.py")
DRAWN = {README: {"sunflower.png": "sunflower.png"}, TUTORIAL: {"knot.png": "picture.png"}}
"""Pictures that pages show, and the files that their readers get."""

RUN_BY = re.compile(r": not run: (tests/\S+) does it\Z")
"""How a block says which test runs it, with the backend that it needs."""

# Each page generates, renders and checks in processes of its own.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def bindings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the package `brayns` that most how-tos take for granted."""
    folder = tmp_path_factory.mktemp("bindings")
    page = folder / "page.md"
    generate = "livebind generate localhost:5000 --package brayns --output ."
    page.write_text(f"```console\n$ {SERVE} &\n$ {generate}\n```\n")
    with Reader(installed("backend", "codegen"), folder) as reader:
        reader.follow(Page(page))
    return folder / "brayns"


@pytest.mark.parametrize("page", [one for one in RUNNABLE if one.installs_the_wheel], ids=str)
def test_page_works_from_nothing_but_the_wheel(page: Page, tmp_path: Path) -> None:
    installation = install(tmp_path / "venv", page.extras, ["pip", *page.other_packages])
    folder = tmp_path / "folder"
    (folder / "dist").mkdir(parents=True)
    shutil.copy(livebind_wheel(), folder / "dist")
    with Reader(installation, folder) as reader:
        reader.follow(page)
    for picture, drawn in DRAWN.get(page, {}).items():
        # Two pictures that differ in nothing but their noise are about 2 apart.
        assert difference(folder / drawn, DOCS / "images" / picture) < 4


@pytest.mark.parametrize("page", [one for one in RUNNABLE if not one.installs_the_wheel], ids=str)
def test_page_works_with_the_extras_that_it_names(
    page: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if page.installs:
        also = ["pip", *page.other_packages]
        installation = install(tmp_path / "venv", page.extras, also)
    else:
        installation = installed(*sorted(page.extras))
    folder = tmp_path / "folder"
    folder.mkdir()
    with Reader(installation, folder) as reader:
        if "brayns" in page.text and not page.generates:
            shutil.copytree(request.getfixturevalue("bindings"), folder / "brayns")
        if "localhost:5000" in page.text and not page.starts_a_backend:
            reader.serve(SERVE)
        reader.follow(page)


def test_programs_fit_a_real_brayns(tmp_path: Path) -> None:
    """This machine cannot run one: the bindings of one are generated, and the programs checked."""
    installation = install(tmp_path / "venv", ["codegen"], ["mypy"])
    folder = tmp_path / "folder"
    folder.mkdir()
    with serve_recorded(recorded("brayns3")) as uri:
        generate = ["livebind", "generate", uri, "--package", "brayns", "--output", "."]
        generated = installation.run(*generate, cwd=folder)
    assert generated.returncode == 0, generated.stderr
    for page in (README, TUTORIAL):
        code = [one.text for one in page.blocks if one.language == "python" and one is not MISTAKE]
        (folder / f"{page.path.stem}.py").write_text("\n".join(code))
    for example in (DOCS.parent / "examples").glob("*.py"):
        shutil.copy(example, folder)
    programs = sorted(path.name for path in folder.glob("*.py"))
    checked = installation.run("mypy", "--strict", *programs, cwd=folder)
    assert checked.returncode == 0, checked.stdout


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    marked = [f"{page}: {one.mark}" for page in PAGES for one in page.blocks if one.mark]
    tests = [found[1] for mark in marked if (found := RUN_BY.search(mark))]
    assert all((DOCS.parent / test).is_file() for test in tests)
    assert len(marked) - len(tests) <= 10, marked
    assert all(": not run: " in mark or ": needs: " in mark for mark in marked)


def test_pictures_are_made_by_the_code_beside_them() -> None:
    shown = {picture for page in PAGES for picture in page.pictures}
    # `make bench` draws the one, `tests/explore/test_pictures.py` the other.
    assert shown - {"benchmark.png", "explore.png"} == {
        name for drawn in DRAWN.values() for name in drawn
    }


def test_knot_of_the_tutorial_is_that_of_the_examples() -> None:
    (block,) = (one for one in TUTORIAL.blocks if one.title == "knot.py")
    assert block.text == (DOCS.parent / "examples" / "knot.py").read_text(encoding="utf-8")


def test_no_page_takes_livebind_from_an_index() -> None:
    pages = [Page(path) for path in DOCS.rglob("*.md")] + [README]
    named = {
        (str(page), asked)
        for page in pages
        for asked in re.findall(r"pip install '?(livebind\b[^-\n]*)", page.text)
        if " @ " not in asked
    }
    assert named == set()
