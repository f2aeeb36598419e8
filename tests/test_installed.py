"""What somebody has who installs the wheel: no clone on any path, an empty folder, a backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.backends import serving
from support.installation import installed

ROOT = Path(__file__).resolve().parents[1]

USE = """
import sys
sys.path.insert(0, "generated")
import brayns
for name in brayns.__all__:
    getattr(brayns, name)
print(brayns.MeshLoader(), brayns.Snapshot().resolution)
"""
WHERE = "import livebind, sys; print(livebind.__file__, *sys.path, sep='\\n')"


@pytest.mark.parametrize("extras", [(), ("codegen",)])
def test_the_clone_is_on_no_path(extras: tuple[str, ...], tmp_path: Path) -> None:
    site = installed(*extras)
    done = site.run("python", "-c", WHERE, cwd=tmp_path)
    assert done.stderr == ""
    lines = done.stdout.split()
    assert Path(lines[0]).is_relative_to(site.folder)
    assert not [line for line in lines if Path(line).is_relative_to(ROOT)]


@pytest.mark.timeout(180)
def test_all_of_brayns_is_generated_in_an_empty_folder(tmp_path: Path) -> None:
    with serving() as address:
        done = installed("codegen").run(
            "livebind", "generate", address, "--package", "brayns", cwd=tmp_path
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "overlay brayns3" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["generated"]
    # Programs need the base alone.
    used = installed().run("python", "-W", "error", "-c", USE, cwd=tmp_path)
    assert used.stderr == ""
    assert used.stdout.startswith("MeshLoader() Resolution(1920, 1080)")


def test_without_an_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    done = installed().run("livebind", "generate", "localhost:5000", cwd=tmp_path)
    assert done.returncode == 2
    assert "install 'livebind[codegen]'" in done.stderr


def test_without_the_backend_serve_says_what_to_install(tmp_path: Path) -> None:
    done = installed("codegen").run("livebind", "serve", cwd=tmp_path)
    assert done.returncode == 2
    assert "install 'livebind[backend]'" in done.stderr
