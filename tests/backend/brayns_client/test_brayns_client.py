"""The hand-written `brayns` 3.10.1 client, unchanged, against the backend.

It has the import name of the bindings that this project generates, so it lives in an environment of
its own inside the one of the checkout. Make that with
`python -m venv .venv/brayns-3.10.1 && .venv/brayns-3.10.1/bin/pip install brayns==3.10.1`.
"""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trustme
from PIL import Image

Json = Any

PYTHON = Path(__file__).resolve().parents[3] / ".venv" / "brayns-3.10.1" / "bin" / "python"
SESSION = Path(__file__).with_name("session.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("session")


@pytest.fixture(scope="module")
def seen(folder: Path) -> Json:
    """Run the session once."""
    if not PYTHON.exists():
        pytest.skip("the hand-written client is not installed in .venv/brayns-3.10.1")
    executable = folder / "braynsService"
    executable.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m livebind_backend "$@"\n')
    executable.chmod(0o755)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(folder / "chain.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    # A PYTHONPATH to this project would put the generated bindings in the place of the client.
    done = subprocess.run(  # noqa: S603 - runs this project's script
        [PYTHON, "-E", SESSION, executable, folder, folder / "authority.pem"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def pixels(path: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.asarray(Image.open(io.BytesIO(path.read_bytes())))


def test_it_explores_the_instance(seen: Json) -> None:
    explored = seen["explored"]
    assert explored["version"] == [3, 10, 1]
    assert explored["methods"] == len(explored["entrypoints"]) == 90
    assert explored["loaders"][:3] == ["mesh", "mhd-volume", "raw-volume"]
    assert len(explored["loaders"]) == 11


def test_it_fills_the_scene(seen: Json) -> None:
    assert seen["filled"]["types"] == ["mesh"] * 2 + ["geometry"] * 5
    assert seen["filled"]["moved"] == [3, 0, 0]
    assert seen["filled"]["count"] == 6


def test_it_sets_lights_materials_and_colours(seen: Json) -> None:
    assert len(seen["decorated"]["materials"]) == 9
    assert seen["decorated"]["methods"] == ["solid", "triangle", "vertex"]


def test_its_snapshots_are_upright_and_show_the_scene(seen: Json, folder: Path) -> None:
    assert seen["photographed"]["progress"]
    for name in ("snapshot.png", "image.png", "task.png", "remote.png"):
        picture = pixels(folder / name)
        assert picture.shape == (240, 320, 4)
        green = (picture[..., 1] > 100) & (picture[..., 0] < 90) & (picture[..., 3] > 0)
        blue = (picture[..., 2] > 100) & (picture[..., 0] < 90) & (picture[..., 3] > 0)
        assert green.any()
        upper = blue[: 240 // 3].sum()  # the box above the cube
        assert upper > 0
    assert pixels(folder / "snapshot.jpg").shape == (240, 320, 3)
    assert pixels(folder / "paths.png").shape == (240, 320, 4)


def test_it_picks_what_is_in_the_middle(seen: Json) -> None:
    number, *position = seen["photographed"]["picked"]
    assert number == 0
    assert position == pytest.approx([0, 0, 1], abs=0.1)
    assert seen["photographed"]["missed"]


def test_it_understands_errors(seen: Json) -> None:
    assert list(seen["errors"].values()) == [-32601, -32602, -32602, -32600, 0, 20]


def test_it_reads_the_simulation(seen: Json) -> None:
    assert seen["simulation"] == [0, "ms"]


def test_several_clients_see_the_same(seen: Json) -> None:
    assert seen["same for all clients"]
    assert seen["cleared"] == 0


def test_it_starts_and_stops_the_service_plain_and_with_tls(seen: Json) -> None:
    assert seen["stopped"]
    assert seen["secure"] == [3, 10, 1]
