"""What a notebook shows: pictures, bars, and results that are awaited at the top level."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CONNECT = "import brayns\ninstance = brayns.connect({uri!r})\ninstance"
SETTINGS = "brayns.ImageSettings(format={format!r}, size=(64, 64))"
PICTURE = f"brayns.snapshot(instance, image_settings={SETTINGS})"
BARS = """
snapshot = brayns.Snapshot(resolution=(64, 64))
brayns.show_progress(snapshot.download_task(instance), snapshot.download_task(instance))
"""
AWAIT = "len(await brayns.Snapshot(resolution=(64, 64)).download_task(instance))"
ITERATE = f"""
task = brayns.snapshot_task(instance, image_settings={SETTINGS.format(format="png")})
async for progress in task:
    assert 0 <= progress.amount <= 1
progress.number, task
"""
END = "instance.disconnect()\ninstance"


@pytest.mark.timeout(120)  # a kernel takes its time to start on a busy machine
def test_a_notebook_shows_pictures_and_progress_and_awaits(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    cells = [
        CONNECT.format(uri=uri),
        PICTURE.format(format="png"),
        PICTURE.format(format="jpg"),
        "brayns.get_version(instance)",
        BARS,
        AWAIT,
        ITERATE,
        END,
    ]
    connected, png, jpeg, version, bars, awaited, iterated, ended = run(cells, tmp_path)
    assert connected["text/plain"] == f"<Instance {uri}, open>"
    assert {"image/png", "text/plain"} == png.keys()
    assert "PNG image of" in png["text/plain"]
    assert {"image/jpeg", "text/plain"} == jpeg.keys()
    assert version.keys() == {"text/plain"}
    assert bars["text/html"].count('<progress max="1" value="1.000"') == 2
    assert bars["text/plain"] == "snapshot: 100%\nsnapshot: 100%"
    assert int(awaited["text/plain"]) > 0
    assert re.fullmatch(r"\(\d+, <Task 'snapshot' \(request \d+\), done>\)", iterated["text/plain"])
    assert ended["text/plain"] == f"<Instance {uri}, closed>"


def run(sources: list[str], folder: Path) -> list[dict[str, str]]:
    """Run a notebook and return what its cells show, each one thing, by MIME type."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": str(number),
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    path = folder / "notebook.ipynb"
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    )
    command = [
        sys.executable,
        "-c",
        "from nbclient.cli import main; main()",
        "--inplace",
        str(path),
    ]
    done = subprocess.run(  # noqa: S603 - ours
        command, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    shown: list[dict[str, str]] = []
    for cell in json.loads(path.read_text())["cells"]:
        (output,) = cell["outputs"]
        shown.append({kind: "".join(data) for kind, data in output["data"].items()})
    return shown
