"""The overlay becomes part of any generated package of Brayns 3, unless names collide."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.errors import NameConflictError
from livebind_codegen.generation import PackageOptions, generate
from support.recordings import recorded
from support.repository import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

OVERLAY = REPOSITORY / "codegen" / "livebind_codegen" / "overlays" / "brayns3"

USE_ALL = """
import brayns
for name in brayns.__all__:
    getattr(brayns, name)
print(brayns.BbpLoader.loader_name, brayns.BBPLoaderParameters.__name__)
"""


def test_it_fits_a_package_generated_with_all_plugins(tmp_path: Path) -> None:
    generate(recorded("brayns3").description(), tmp_path, PackageOptions("brayns", overlay=OVERLAY))
    # The path is set in the program: the repository's own package is on it before PYTHONPATH.
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}){USE_ALL}"
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[:2] == ["BBP", "loader"]


@pytest.mark.parametrize(
    ("name", "place"), [("View", "models"), ("get_version", "functions"), ("Task", "livebind")]
)
def test_name_that_is_taken_is_refused(tmp_path: Path, name: str, place: str) -> None:
    folder = tmp_path / "overlay"
    folder.mkdir()
    (folder / "extra.py").write_text(f'__all__ = ["{name}"]\n{name} = 1\n')
    options = PackageOptions("brayns", overlay=folder)
    with pytest.raises(NameConflictError, match=f"extra has '{name}'.*{place}"):
        generate(recorded("brayns3-core").description(), tmp_path / "out", options)
    assert not (tmp_path / "out").exists()


def test_two_overlay_modules_cannot_share_a_name(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text('__all__ = ["thing"]\nthing = 1\n')
    options = PackageOptions("brayns", overlay=tmp_path)
    with pytest.raises(NameConflictError, match=r"\.overlay\.two.*\.overlay\.one"):
        generate(recorded("brayns3-core").description(), tmp_path / "out", options)
