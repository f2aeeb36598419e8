"""Hand-written modules become part of the package."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.errors import UsageProblem
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.verification import folder_changes
from support.descriptions import small_description

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''"""Views."""

from ..models.core import View

__all__ = ["zoomed"]


def zoomed(view: View) -> View:
    """Return a view with half the angle."""
    return View(position=view.position, id=view.id, fov_y=1)
'''


def overlay_with(folder: Path, text: str = MODULE, name: str = "views.py") -> PackageOptions:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return PackageOptions("overlaid", overlay=folder)


def test_its_names_are_those_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = overlay_with(tmp_path / "overlay")
    generate(small_description(), tmp_path, options)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    package = importlib.import_module("overlaid")
    assert "zoomed" in package.__all__
    assert package.zoomed(package.View(position=(0, 0, 0), id=1)).fov_y == 1
    assert not generate(small_description(), tmp_path, options).changes


def test_a_change_of_it_is_carried_over_and_an_edited_copy_is_found(tmp_path: Path) -> None:
    options = overlay_with(tmp_path / "overlay")
    generate(small_description(), tmp_path, options)
    changed = overlay_with(tmp_path / "overlay", MODULE.replace("half", "a part of"))
    assert "overlay/views.py" in generate(small_description(), tmp_path, changed).changes.changed
    folder = tmp_path / "overlaid"
    assert not folder_changes(folder)
    assert not folder_changes(folder, options)
    copy = folder / "overlay" / "views.py"
    copy.write_text(f"{MODULE}\n# edited\n", encoding="utf-8")
    assert folder_changes(folder).changed == ("overlay/views.py",)
    assert folder_changes(folder, options).changed == ("overlay/views.py",)


def test_what_is_said_of_it_is_compared_with_what_the_package_has(tmp_path: Path) -> None:
    options = overlay_with(tmp_path / "overlay")
    generate(small_description(), tmp_path, options)
    folder = tmp_path / "overlaid"
    overlay_with(tmp_path / "overlay", MODULE.replace("half", "a part of"))
    assert not folder_changes(folder)
    assert "overlay/views.py" in folder_changes(folder, options).changed
    unwanted = PackageOptions(without_overlay=True)
    assert "overlay/views.py" in folder_changes(folder, unwanted).removed


@pytest.mark.parametrize(
    ("text", "name"), [("x = 1\n", "a.py"), ("x = \n", "a.py"), (MODULE, "a-b.py")]
)
def test_a_module_without_public_names_is_refused(text: str, name: str, tmp_path: Path) -> None:
    options = overlay_with(tmp_path / "overlay", text, name)
    with pytest.raises(UsageProblem, match="overlay module"):
        generate(small_description(), tmp_path, options)


@pytest.mark.parametrize(
    "needed",
    [
        "from .. import View, models, functions",
        "from ..models import core",
        "from ..functions.core import _RENDER, render_task",
        "from .views import zoomed",
    ],
)
def test_it_may_need_what_the_package_has(needed: str, tmp_path: Path) -> None:
    overlay_with(tmp_path / "overlay")
    text = f"{needed}\n\n__all__ = []\n"
    done = generate(small_description(), tmp_path, overlay_with(tmp_path / "overlay", text, "a.py"))
    assert "overlay/a.py" in done.changes.added


@pytest.mark.parametrize(
    ("needed", "missing"),
    [
        ("from .. import View, Nothing", "Nothing"),
        ("from .. import nothing", "nothing"),
        ("from ..models.core import Nothing", "Nothing"),
        ("from ..models.nothing import View", "View"),
        ("from ..models import nothing", "nothing"),
        ("from ..functions.nothing import _RENDER", "_RENDER"),
    ],
)
def test_what_it_needs_and_the_package_lacks_is_told(
    needed: str, missing: str, tmp_path: Path
) -> None:
    options = overlay_with(tmp_path / "overlay", f"{needed}\n\n__all__ = []\n")
    with pytest.raises(UsageProblem, match=f"the overlay needs {missing}, which"):
        generate(small_description(), tmp_path, options)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    options = PackageOptions("overlaid", overlay=tmp_path / "missing")
    with pytest.raises(UsageProblem, match="no folder"):
        generate(small_description(), tmp_path, options)
