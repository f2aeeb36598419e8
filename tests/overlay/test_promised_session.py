"""The code that users were promised runs as it is written.

The blocks are read from the document beside the repository. Names of hosts are replaced by the
address of a backend on this machine; a loader of circuits, which the reference backend does not
have, is there under the name of the real one and shows a mesh.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import brayns
from overlay.models import box_obj
from overlay.shared_files import REPOSITORY, shared_file
from support.backends import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOST = re.compile(r"(?<=['\"])[\w.-]+:5000(?=['\"])")


def promised_blocks() -> list[str]:
    """Return each block of Python in a section about brayns."""
    text = shared_file("seeds.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    about_brayns = [section for section in sections if section.startswith("brayns")]
    return [block for section in about_brayns for block in BLOCK.findall(section)]


@pytest.fixture
def circuit_uri() -> Iterator[str]:
    """Return the address of a backend that has a loader of circuits."""
    with listening([sys.executable, str(Path(__file__).with_name("circuit_backend.py"))]) as (
        uri,
        _,
    ):
        yield uri.removeprefix("ws://")


def test_there_is_a_session() -> None:
    assert any("Snapshot" in block for block in promised_blocks())


def test_blocks_run_as_written(
    circuit_uri: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    circuit = tmp_path / "BlueConfig"
    circuit.write_text(box_obj((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)))
    with brayns.connect(circuit_uri) as instance:
        for block in promised_blocks():
            names: dict[str, object] = {"brayns": brayns, "path": str(circuit)}
            for statement in ast.parse(HOST.sub(circuit_uri, block)).body:
                # A block that ends its own connection goes on as if it had not.
                names["instance"] = instance
                program = compile(ast.Module([statement], []), "seeds.md", "exec")
                exec(program, names)  # noqa: S102 - a document of ours
    printed = capsys.readouterr().out
    assert "get-version" in printed
    assert printed.splitlines()[-1] == "0"
    with Image.open("snapshot.png") as image:
        assert image.size == (1920, 1080)
        box = image.getchannel("A").getbbox()
    assert box is not None
    left, upper, right, lower = box
    assert min(left, upper, 1920 - right, 1080 - lower) >= 1
    assert lower - upper > 0.9 * 1080


def test_blocks_are_typed(tmp_path: Path) -> None:
    program = tmp_path / "session.py"
    declared = "import brayns\n\ninstance: brayns.Instance\npath: str\n"
    program.write_text(declared + "\n".join(promised_blocks()))
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(program)]
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
