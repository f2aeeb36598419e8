"""Every example runs, and does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import trustme
from PIL import Image

import brayns
from overlay.models import box_obj
from overlay.pictures import difference, extent
from support.backends import serving
from support.repository import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES, IMAGES = REPOSITORY / "examples", REPOSITORY / "docs" / "images"


def run(name: str, *arguments: object, code: int = 0, folder: Path | None = None) -> str:
    """Run an example, perhaps in a folder, and return what it prints."""
    command = [sys.executable, str(EXAMPLES / name), *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - ours
        command, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == code, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def clean_uri(uri: str) -> str:
    """Return the address of a backend that holds nothing."""
    with brayns.connect(uri) as instance:
        brayns.clear_models(instance)
    return uri


def test_demo_prints_lines_where_there_is_no_terminal(tmp_path: Path) -> None:
    printed = run("run_demo.py", folder=tmp_path)
    assert printed == "connected to Brayns 3.10.1\nmodel 0: mesh\nsaved snapshot.png\n"
    with Image.open(tmp_path / "snapshot.png") as image:
        assert image.size == (1280, 720)


def test_session(clean_uri: str, tmp_path: Path) -> None:
    run("knot.py", tmp_path / "knot.obj")
    picture = tmp_path / "picture.png"
    printed = run("session.py", clean_uri, tmp_path / "knot.obj", picture)
    assert printed == f"model 0: mesh\nsaved {picture}\n"
    assert difference(picture, IMAGES / "knot.png") < 4


def test_still_life(clean_uri: str, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    assert run("still_life.py", clean_uri, picture, 1) == f"saved {picture}\n"
    # One sample is noise of which the mean is right.
    with Image.open(picture) as taken, Image.open(IMAGES / "still_life.png") as shown:
        assert taken.size == shown.size
        smaller = [image.convert("RGB").resize((16, 9)) for image in (taken, shown)]
    apart = [abs(a - b) for a, b in zip(*(image.tobytes() for image in smaller), strict=True)]
    assert sum(apart) / len(apart) < 12


def test_movie(box_path: Path, clean_uri: str, tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    with serving() as second:
        assert "24 of 24" in run("movie.py", clean_uri, second, box_path, frames)
        assert "0 of 24" in run("movie.py", clean_uri, second, box_path, frames)
    pictures = sorted(frames.glob("*.png"))
    assert len(pictures) == 24
    assert pictures[0].read_bytes() != pictures[3].read_bytes()


def test_asyncio_session(box_path: Path, clean_uri: str, tmp_path: Path) -> None:
    second = tmp_path / "second.obj"
    second.write_text(box_obj((5.0, 0.0, 0.0), (6.0, 1.0, 1.0)))
    picture = tmp_path / "picture.png"
    printed = run("asyncio_session.py", clean_uri, box_path, second, picture)
    assert printed.endswith(f"saved {picture}\n")
    assert extent(picture.read_bytes()).width > 0.8


def test_secure_connection(tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    server = authority.issue_cert("localhost", "127.0.0.1")
    server.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    server.private_key_pem.write_to_path(tmp_path / "key.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    options = ["--certificate-file", f"{tmp_path}/certificate.pem"]
    options += ["--private-key-file", f"{tmp_path}/key.pem"]
    with serving("--secure", *options) as uri:
        printed = run("secure_connection.py", uri, tmp_path / "ca.pem")
        assert "get-version" in printed
        assert printed.endswith("connected to Brayns 3.10.1\n")
        refused = run("secure_connection.py", uri, tmp_path / "stranger.pem", code=2)
        assert refused.startswith("not trusted: ")


def test_pipeline(box_path: Path, clean_uri: str, tmp_path: Path) -> None:
    run("pipeline.py", clean_uri, box_path, tmp_path)
    with Image.open(tmp_path / "box.png") as image:
        assert image.size == (160, 160)


def test_mistake_in_the_pipeline_is_found_by_mypy(tmp_path: Path) -> None:
    text = (EXAMPLES / "pipeline.py").read_text()
    mistake = tmp_path / "mistake.py"
    mistake.write_text(text.replace("thumbnail(models, size)", "thumbnail(path, size)"))
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(mistake)]
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    (found,) = re.findall(r"error: .*", done.stdout)
    # The example shows it in two lines.
    assert " ".join(found.split()) in " ".join(text.split())


PROGRAMS = sorted(path.name for path in EXAMPLES.glob("*.py") if path.name != "run_demo.py")


@pytest.mark.parametrize("name", PROGRAMS)
def test_usage_is_printed_without_arguments(name: str) -> None:
    command = [sys.executable, str(EXAMPLES / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 2
    assert done.stderr.startswith(f"usage: {name} ")
    assert "Traceback" not in done.stderr


WITHOUT_MODEL = {"knot.py", "secure_connection.py", "still_life.py"}


@pytest.mark.parametrize("name", sorted(set(PROGRAMS) - WITHOUT_MODEL))
def test_arguments_come_in_one_order(name: str) -> None:
    command = [sys.executable, str(EXAMPLES / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    (usage,) = re.findall(r"\[-h\] (.*)", done.stderr)
    places = [usage.index(name) for name in ("HOST:PORT", "MODEL", "PICTURE")]
    assert places == sorted(places)


def test_knot_is_made_of_triangles(tmp_path: Path) -> None:
    model = tmp_path / "knot.obj"
    run("knot.py", model)
    faces = [line for line in model.read_text().splitlines() if line.startswith("f ")]
    # Real loaders refuse anything else.
    assert {len(face.split()) for face in faces} == {4}


def test_snapshot_with_generated_functions_alone(clean_uri: str, tmp_path: Path) -> None:
    run("knot.py", tmp_path / "knot.obj")
    picture = tmp_path / "picture.png"
    printed = run("snapshot.py", clean_uri, tmp_path / "knot.obj", picture)
    assert printed.endswith(f"saved {picture}\n")
    assert "\r" not in printed
    with Image.open(picture) as image:
        shades = np.asarray(image.convert("L"))
    # Something is lit in the middle, and nothing is in the corner.
    assert shades[200:520, 480:800].max() > 150
    assert len(np.unique(shades[:20, :20])) == 1
