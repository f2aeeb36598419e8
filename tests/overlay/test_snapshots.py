"""Snapshots come as files, and leave the instance as it was."""

from __future__ import annotations

import asyncio
import resource
import tempfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import brayns
from overlay.models import box_obj
from overlay.pictures import image_of

if TYPE_CHECKING:
    from pathlib import Path

SMALL = brayns.Resolution(96, 64)
VIEW = brayns.CameraView.towards((1.0, 1.0, 1.0), direction=(0.0, 0.0, -1.0), distance=10.0)
SNAPSHOT = brayns.Snapshot(
    resolution=SMALL,
    view=VIEW,
    camera=brayns.OrthographicCamera(height=4.0),
    renderer=brayns.InteractiveRenderer.default(),
)


@pytest.fixture(autouse=True)
def model(instance: brayns.Instance) -> brayns.Model:
    """Load something to see."""
    content = box_obj((0.0, 0.0, 0.0), (2.0, 2.0, 2.0)).encode()
    return brayns.MeshLoader().upload(instance, content, "obj")[0]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("A.PNG", "PNG")],
)
def test_suffix_decides_about_the_format(
    instance: brayns.Instance, tmp_path: Path, name: str, kind: str
) -> None:
    path = SNAPSHOT.save(instance, tmp_path / name)
    assert path == tmp_path / name
    with Image.open(path) as image:
        assert (image.format, image.size) == (kind, SMALL)


def test_unknown_suffix_is_an_error_before_rendering(
    instance: brayns.Instance, tmp_path: Path
) -> None:
    with pytest.raises(brayns.UsageError, match=r"\.png, \.jpg, \.jpeg"):
        SNAPSHOT.save_task(instance, tmp_path / "picture.gif")


def test_picture_is_written_on_the_backend(instance: brayns.Instance, tmp_path: Path) -> None:
    path = tmp_path / "remote.png"
    SNAPSHOT.save_remotely(instance, path)
    with Image.open(path) as image:
        assert image.size == SMALL


def test_download_is_the_content_of_a_file(instance: brayns.Instance) -> None:
    assert image_of(SNAPSHOT.download(instance)).format == "PNG"
    assert image_of(SNAPSHOT.download(instance, "jpg")).format == "JPEG"


def test_instance_stays_as_it_was(instance: brayns.Instance, tmp_path: Path) -> None:
    def state() -> tuple[object, ...]:
        return (
            brayns.get_camera_type(instance),
            brayns.get_camera_view(instance),
            brayns.get_renderer_type(instance),
            brayns.get_application_parameters(instance),
            brayns.get_simulation_parameters(instance),
        )

    before = state()
    SNAPSHOT.save(instance, tmp_path / "a.png")
    assert state() == before


def test_no_other_folder_is_needed_to_save(
    instance: brayns.Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    SNAPSHOT.save(instance, tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_what_is_not_given_is_that_of_the_instance(instance: brayns.Instance) -> None:
    brayns.set_camera_orthographic(instance, height=4.0)
    brayns.set_camera_view(instance, position=VIEW.position, target=VIEW.target, up=VIEW.up)
    brayns.set_renderer_interactive(instance, background_color=(0.0, 0.0, 0.0, 0.0))
    plain = brayns.Snapshot(resolution=SMALL).download(instance)
    brayns.set_camera_perspective(instance, fovy=45.0)
    assert plain == SNAPSHOT.download(instance)


def test_production_renderer_makes_another_picture(instance: brayns.Instance) -> None:
    good = brayns.Snapshot(
        resolution=SMALL,
        view=VIEW,
        camera=brayns.PerspectiveCamera(),
        renderer=brayns.ProductionRenderer(samples_per_pixel=2),
    )
    assert image_of(good.download(instance)).size == SMALL
    assert brayns.ProductionRenderer.default().samples_per_pixel > 2


def test_task_tells_progress_and_writes_once(instance: brayns.Instance, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    task = SNAPSHOT.save_task(instance, path)
    assert [progress.amount for progress in task][-1] <= 1.0
    assert not path.exists()
    assert task.result() == path
    path.unlink()
    assert task.result() == path
    assert not path.exists()


def test_task_in_a_coroutine(instance: brayns.Instance, tmp_path: Path) -> None:
    async def take() -> tuple[Path, bytes]:
        saving = SNAPSHOT.save_task(instance, tmp_path / "a.png")
        downloading = SNAPSHOT.download_task(instance)
        return await saving, await downloading

    path, data = asyncio.run(take())
    assert path.read_bytes() == data


def test_cancelled_snapshot_leaves_no_file(instance: brayns.Instance, tmp_path: Path) -> None:
    long = brayns.Snapshot(
        resolution=(1024, 1024), renderer=brayns.ProductionRenderer(samples_per_pixel=10000)
    )
    task = long.save_task(instance, tmp_path / "a.png")
    task.cancel()
    with pytest.raises(brayns.RequestCancelledError):
        task.result()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "kind"),
    [("a.png", IsADirectoryError), ("missing/b.png", FileNotFoundError), ("file/c.png", OSError)],
)
def test_failed_save_names_the_file_and_leaves_nothing(
    instance: brayns.Instance, tmp_path: Path, place: str, kind: type[OSError]
) -> None:
    (tmp_path / "a.png").mkdir()
    (tmp_path / "file").touch()
    path = f"{tmp_path}/{place}"
    task = SNAPSHOT.save_task(instance, path)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            task.result()
        assert caught.value.filename == path
        assert caught.value.filename2 is None
        assert path in str(caught.value)
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["a.png", "file"]


def test_save_that_failed_can_be_finished(instance: brayns.Instance, tmp_path: Path) -> None:
    task = SNAPSHOT.save_task(instance, tmp_path / "later" / "a.png")
    with pytest.raises(FileNotFoundError):
        task.result()
    (tmp_path / "later").mkdir()
    assert task.result().is_file()


def test_disk_that_is_full_leaves_what_was_there(instance: brayns.Instance, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"before")
    task = SNAPSHOT.save_task(instance, path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="too large") as caught:
            task.result()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_file_can_be_read_by_others(instance: brayns.Instance, tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    saved = SNAPSHOT.save(instance, tmp_path / "a.png")
    assert saved.stat().st_mode == ordinary.stat().st_mode
