"""Movies are rendered once, by all instances, whatever happens meanwhile."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import brayns
from livebind import Pool
from support.backends import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import Popen

SNAPSHOT = brayns.Snapshot(resolution=(64, 64), renderer=brayns.InteractiveRenderer.default())


class Acting(list[brayns.Snapshot]):
    """Snapshots of which one lets something happen when it is about to be rendered."""

    def __init__(self, count: int, at: int, act: Callable[[], object]) -> None:
        super().__init__([SNAPSHOT] * count)
        self._at = at
        self._act = act

    def __getitem__(self, index: int) -> brayns.Snapshot:  # type: ignore[override]  # no slices
        if index == self._at:
            self._act()
        return super().__getitem__(index)


@pytest.fixture
def backends() -> Iterator[list[tuple[str, Popen[str]]]]:
    """Run two backends that a test may kill."""
    with ExitStack() as stack:
        yield [stack.enter_context(started()) for _ in range(2)]


def pool_of(backends: list[tuple[str, Popen[str]]]) -> Pool:
    pool = Pool()
    for address, _ in backends:
        pool.add(address)
    return pool


def check_frames(movie: brayns.Movie, paths: list[Path]) -> None:
    assert movie.missing() == []
    assert paths == [movie.path(number) for number in range(len(movie.snapshots))]
    assert sorted(movie.path(0).parent.iterdir()) == paths
    for path in paths:
        with Image.open(path) as image:
            assert image.size == (64, 64)


def test_frames_are_numbered_pictures(
    backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    movie = brayns.Movie(tmp_path / "new" / "frames", [SNAPSHOT] * 5)
    with pool_of(backends) as pool:
        check_frames(movie, movie.render(pool))
    assert movie.path(3).name == "frame_000003.png"


def test_frames_that_are_there_are_not_rendered_again(uri: str, tmp_path: Path) -> None:
    movie = brayns.Movie(str(tmp_path), [SNAPSHOT] * 3, image_format="jpg")
    kept = movie.path(1)
    kept.write_bytes(b"rendered before")
    with Pool() as pool:
        pool.add(uri)
        movie.render(pool)
    assert kept.read_bytes() == b"rendered before"
    assert movie.missing() == []


def test_lost_instance_loses_no_frame(
    backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    _, process = backends[1]

    def kill() -> None:
        process.kill()
        process.wait()

    movie = brayns.Movie(tmp_path, Acting(8, 3, kill))
    with pool_of(backends) as pool:
        check_frames(movie, movie.render(pool))


def test_instance_that_restarts_goes_on(tmp_path: Path) -> None:
    with ExitStack() as stack, Pool() as pool:
        address, process = stack.enter_context(started())

        def restart() -> None:
            process.terminate()
            process.wait()
            stack.enter_context(started("--uri", address))

        pool.add(address)
        movie = brayns.Movie(tmp_path, Acting(4, 2, restart))
        check_frames(movie, movie.render(pool))


def test_movie_ends_when_no_instance_is_left(
    backends: list[tuple[str, Popen[str]]], tmp_path: Path
) -> None:
    def kill() -> None:
        for _, process in backends:
            process.kill()
            process.wait()

    movie = brayns.Movie(tmp_path, Acting(6, 2, kill))
    with pool_of(backends) as pool, pytest.raises(brayns.ConnectionError):
        movie.render(pool)
    assert 2 in movie.missing()
    assert len(movie.missing()) < 6, "what was rendered is kept"


def test_frame_that_cannot_be_rendered_ends_the_movie(uri: str, tmp_path: Path) -> None:
    class BadCamera:
        def engine_object(self) -> brayns.EngineObjectData:
            return brayns.EngineObjectData(name="kaleidoscope", params={})

    movie = brayns.Movie(tmp_path, [SNAPSHOT, brayns.Snapshot(camera=BadCamera())])
    with Pool() as pool:
        pool.add(uri)
        with pytest.raises(brayns.RemoteError, match="kaleidoscope"):
            movie.render(pool)
    assert movie.missing() == [1]


def test_nobody_to_render_is_told(tmp_path: Path) -> None:
    with pytest.raises(brayns.UsageError, match="at least one"):
        brayns.Movie(tmp_path, [SNAPSHOT]).render(Pool())


def test_simulation_is_shown_frame_by_frame(tmp_path: Path) -> None:
    simulation = brayns.SimulationParameters(
        current=0, dt=0.5, start_frame=10, end_frame=109, unit="ms"
    )
    # Half a millisecond at a thousandth of the speed is half a second: one picture.
    every = brayns.select_frames(simulation, frames_per_second=2, slow_motion=1000)
    assert every == list(range(10, 110))
    some = brayns.select_frames(simulation, frames_per_second=2, slow_motion=250)
    assert some == list(range(10, 110, 4))
    twice = brayns.select_frames(simulation, frames_per_second=2, slow_motion=2000)
    assert twice[:4] == [10, 10, 11, 11]
    movie = brayns.Movie.of_simulation(tmp_path, SNAPSHOT, some)
    assert [snapshot.frame for snapshot in movie.snapshots] == some


def test_simulation_without_time_is_told(instance: brayns.Instance) -> None:
    simulation = brayns.get_simulation_parameters(instance)
    with pytest.raises(brayns.UsageError, match="no time"):
        brayns.select_frames(simulation)


@pytest.fixture
def ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program on the PATH that stands in for ffmpeg: it writes its arguments, or fails."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "ffmpeg"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        "open(sys.argv[-1], 'w').write(' '.join(sys.argv))\n"
        "if 'bad' in sys.argv[-1]: sys.exit(f'{sys.argv[-1]}: no such codec')\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return program


def finished_movie(folder: Path) -> brayns.Movie:
    movie = brayns.Movie(folder, [SNAPSHOT] * 2)
    folder.mkdir()
    for number in movie.missing():
        movie.path(number).write_bytes(b"")
    return movie


@pytest.mark.usefixtures("ffmpeg")
def test_film_is_made_of_the_frames(tmp_path: Path) -> None:
    movie = finished_movie(tmp_path / "frames")
    film = movie.encode(tmp_path / "film.mp4", frames_per_second=12.5)
    arguments = film.read_text()
    assert "-framerate 12.5" in arguments
    assert str(tmp_path / "frames" / "frame_%06d.png") in arguments


@pytest.mark.usefixtures("ffmpeg")
def test_film_that_fails_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    movie = finished_movie(tmp_path / "frames")
    with pytest.raises(brayns.MovieError, match="no such codec"):
        movie.encode(tmp_path / "bad.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "frames"]


@pytest.mark.usefixtures("ffmpeg")
@pytest.mark.parametrize("place", ["missing/film.mp4", "folder.mp4", "bin/ffmpeg/film.mp4"])
def test_film_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    movie = finished_movie(tmp_path / "frames")
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(OSError, match="directory") as caught:
        movie.encode(tmp_path / place)
    assert caught.value.filename == str(tmp_path / place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "folder.mp4", "frames"]


@pytest.mark.usefixtures("ffmpeg")
def test_messages_of_ffmpeg_are_about_the_film(tmp_path: Path) -> None:
    film = tmp_path / "bad film.mp4"
    with pytest.raises(brayns.MovieError) as caught:
        finished_movie(tmp_path / "frames").encode(film)
    assert f"{film}: no such codec" in str(caught.value)


def test_frames_that_cannot_be_written_are_named(uri: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Pool() as pool:
        pool.add(uri)
        with pytest.raises(OSError, match="directory") as caught:
            brayns.Movie(tmp_path / "file" / "frames", [SNAPSHOT]).render(pool)
    assert caught.value.filename == str(tmp_path / "file" / "frames")
    movie = brayns.Movie(tmp_path / "frames", [SNAPSHOT])
    # A folder appears where the frame goes, while it is rendered.
    occupied = Acting(1, 0, lambda: movie.path(0).mkdir())
    with Pool() as pool:
        pool.add(uri)
        with pytest.raises(IsADirectoryError) as caught:
            brayns.Movie(tmp_path / "frames", occupied).render(pool)
    assert caught.value.filename == str(movie.path(0))
    assert list((tmp_path / "frames").iterdir()) == [movie.path(0)]


def test_film_needs_all_frames(tmp_path: Path) -> None:
    with pytest.raises(brayns.UsageError, match="2 frames are not rendered"):
        brayns.Movie(tmp_path, [SNAPSHOT] * 2).encode(tmp_path / "film.mp4")


def test_film_needs_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(brayns.UsageError, match="ffmpeg is not on the PATH"):
        finished_movie(tmp_path / "frames").encode(tmp_path / "film.mp4")
