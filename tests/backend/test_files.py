"""Files that clients name: what they can be, and where they can be."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError, connected, running
from livebind_backend.errors import InternalError
from livebind_backend.files import MAX_FILE_BYTES, Files

Json = Any

TRIANGLE = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def test_a_file_is_written_and_read(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    Files().write(path, b"longer content")
    Files().write(path, b"content")
    assert Files().read(path) == b"content"


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")
    assert Files().read(str(tmp_path / "link")) == b"content"


@pytest.fixture(params=["device", "link", "pipe", "folder"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Something without end, or that nobody can read."""
    path = tmp_path / "thing"
    match request.param:
        case "device":
            return "/dev/zero"
        case "link":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case _:
            path.mkdir()
    return str(path)


def test_only_regular_files_are_read(no_file: str) -> None:
    with pytest.raises(InternalError, match="only regular files"):
        Files().read(no_file)


def test_only_regular_files_are_written(no_file: str) -> None:
    with pytest.raises(InternalError, match="only regular files"):
        Files().write(no_file, b"content")


@pytest.mark.parametrize("path", ["", "/no/such/file", "nul\0", "loop", "x" * 5000])
def test_a_path_that_leads_nowhere_is_an_error(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    with pytest.raises(InternalError):
        Files().read(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(InternalError, match=f"more than {MAX_FILE_BYTES}"):
        Files().read(str(path))


def test_of_a_file_that_grows_as_much_is_read_as_there_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    enough = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not enough.is_set():
                file.write(b"x" * 65536)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        content = Files().read(str(path))
    finally:
        enough.set()
        writer.join()
    assert set(content) == set(b"x")


class TestFolders:
    """Where clients may be."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "outside").write_bytes(b"secret")
        inside = tmp_path / "inside"
        inside.mkdir()
        (inside / "file").write_bytes(b"content")
        return inside

    def test_what_is_inside_is_read_and_written(self, folder: Path) -> None:
        files = Files([folder.parent / "other", folder])
        assert files.read(str(folder / "file")) == b"content"
        files.write(str(folder / "new"), b"content")
        assert (folder / "new").read_bytes() == b"content"

    @pytest.mark.parametrize("way", ["../outside", "link", "/etc/passwd", "../inside-not"])
    def test_no_way_leads_outside(self, folder: Path, way: str) -> None:
        (folder / "link").symlink_to("../outside")
        (folder.parent / "inside-not").write_bytes(b"secret")
        files = Files([folder])
        with pytest.raises(InternalError, match="not in a folder that clients may use"):
            files.read(str(folder / way))
        with pytest.raises(InternalError, match="not in a folder that clients may use"):
            files.write(str(folder / way), b"content")


@pytest.fixture
def limited(tmp_path: Path) -> Json:
    (tmp_path / "inside").mkdir()
    (tmp_path / "other").mkdir()
    options = ["--allow-path", str(tmp_path / "inside"), "--allow-path", str(tmp_path / "other")]
    with running(*options) as backend, connected(backend.uri) as peer:
        yield peer


def load(peer: Peer, path: Path) -> Json:
    return peer.request(
        "add-model", {"loader_name": "", "loader_properties": {}, "path": str(path)}
    )


def test_clients_load_and_save_in_the_folders_that_are_allowed(
    limited: Peer, tmp_path: Path
) -> None:
    for folder in ("inside", "other"):
        (tmp_path / folder / "mesh.obj").write_bytes(TRIANGLE)
        assert len(load(limited, tmp_path / folder / "mesh.obj")) == 1
    (tmp_path / "mesh.obj").write_bytes(TRIANGLE)
    with pytest.raises(PeerError, match="not in a folder that clients may use") as caught:
        load(limited, tmp_path / "mesh.obj")
    assert caught.value.code == -32603


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("snapshot", {"image_settings": {"size": [64, 64]}}),
        ("export-gbuffers", {"channels": ["color"], "resolution": [64, 64]}),
    ],
)
def test_clients_save_in_the_folders_that_are_allowed(
    limited: Peer, tmp_path: Path, method: str, params: Json
) -> None:
    inside, outside = tmp_path / "inside" / "a.exr", tmp_path / "b.exr"
    limited.request(method, params | {"file_path": str(inside)})
    assert inside.stat().st_size > 0
    with pytest.raises(PeerError, match="not in a folder that clients may use"):
        limited.request(method, params | {"file_path": str(outside)})
    assert not outside.exists()


def test_a_volume_whose_values_are_elsewhere_is_refused(limited: Peer, tmp_path: Path) -> None:
    (tmp_path / "values.raw").write_bytes(bytes(8))
    (tmp_path / "inside" / "volume.mhd").write_text(
        "ObjectType = Image\nDimSize = 2 2 2\nElementSpacing = 1 1 1\n"
        "ElementType = MET_UCHAR\nElementDataFile = ../values.raw\n"
    )
    with pytest.raises(PeerError, match="not in a folder that clients may use"):
        load(limited, tmp_path / "inside" / "volume.mhd")


def test_a_pipe_does_not_stop_the_instance(peer: Peer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.obj")
    with pytest.raises(PeerError, match="only regular files"):
        load(peer, tmp_path / "pipe.obj")
    params = {"image_settings": {"size": [64, 64]}, "file_path": str(tmp_path / "pipe.obj")}
    with pytest.raises(PeerError):
        peer.request("snapshot", params)
    assert peer.request("get-version")["major"] == 3
