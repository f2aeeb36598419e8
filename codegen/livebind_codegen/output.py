"""Writes generated packages and single files: all of it or nothing, and only what changed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from livebind_codegen.errors import OutputError, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Changes", "check_target", "compare_files", "write_file", "write_files"]


@dataclass(frozen=True)
class Changes:
    """What differs between a folder and what it should hold; paths are relative to it."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    def seen_from(self, folder: str) -> Changes:
        """Return the same changes with paths relative to a folder beside the others."""
        inside = f"{folder}/"
        added, changed, removed = (
            tuple(
                path.removeprefix(inside) if path.startswith(inside) else f"../{path}"
                for path in paths
            )
            for paths in (self.added, self.changed, self.removed)
        )
        return Changes(added, changed, removed)


def compare_files(folder: Path, files: Mapping[str, str], previous: Iterable[str]) -> Changes:
    """Return what must be done so that `folder` holds `files`.

    `previous` are the paths that an earlier run wrote: those that are no longer wanted go.

    Raises:
        OutputError: if a file cannot be read.
    """
    added: list[str] = []
    changed: list[str] = []
    for path, text in sorted(files.items()):
        target = _inside(folder, path)
        try:
            current = target.read_bytes()
        except FileNotFoundError:
            added.append(path)
        except OSError as error:
            raise OutputError(f"{target} cannot be read ({reason_of(error)})") from None
        else:
            if current != text.encode():
                changed.append(path)
    removed = [
        path for path in sorted(previous) if path not in files and _inside(folder, path).is_file()
    ]
    return Changes(tuple(added), tuple(changed), tuple(removed))


def write_files(folder: Path, files: Mapping[str, str], changes: Changes) -> None:
    """Do the `changes`, so that `folder` holds `files`.

    Every new file is written beside its place first; only when all of them are on the disk are
    they moved there. A failure before that leaves the folder as it was.

    Raises:
        OutputError: if something cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    created: list[Path] = []
    try:
        for path in (*changes.added, *changes.changed):
            target = _inside(folder, path)
            _make_folder(target.parent, created)
            staged.append((_write_beside(target, files[path].encode()), target))
        for path in changes.removed:
            # Whether it may go is found out before anything else is touched.
            if not os.access(_inside(folder, path).parent, os.W_OK):
                raise PermissionError(13, "Permission denied", str(_inside(folder, path)))
    except OSError as error:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
        for made in reversed(created):
            with contextlib.suppress(OSError):
                made.rmdir()
        place = error.filename or folder
        raise OutputError(
            f"{place} cannot be written ({reason_of(error)}): nothing changed"
        ) from None
    try:
        for temporary, target in staged:
            temporary.replace(target)
        for path in changes.removed:
            _remove(folder, path)
    except OSError as error:
        raise OutputError(
            f"{error.filename or folder} cannot be replaced ({reason_of(error)}): run again"
        ) from None


def check_target(target: Path) -> None:
    """Check that a file can be written to `target`, as far as that can be known before.

    Raises:
        OutputError: it cannot. Folders on the way to it are not made: a path that leads nowhere is
            more often a slip than a wish.
    """
    if target.is_dir():
        raise OutputError(f"{target} is a folder: name a file in it")
    if not target.parent.is_dir():
        raise OutputError(f"{target} cannot be written: there is no folder {target.parent}")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise OutputError(f"{target} cannot be written (permission denied)")


def write_file(target: Path, content: bytes) -> bool:
    """Write one file, unless it is as it should be; return whether it had to be written.

    Raises:
        OutputError: it cannot be written; then it is as it was.
    """
    check_target(target)
    place = target.resolve()
    try:
        if place.is_file() and place.read_bytes() == content:
            return False
        if place.exists() and not place.is_file():
            # A device or a pipe, whose place nothing else must take.
            place.write_bytes(content)
        else:
            _write_beside(place, content).replace(place)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({reason_of(error)})") from None
    return True


def _inside(folder: Path, path: str) -> Path:
    """Return the place of `path`, which is made of names that the generator chose."""
    parts = PurePosixPath(path).parts
    if not parts or any(part in {"..", "/", ""} or "\\" in part for part in parts):
        raise OutputError(f"{path!r} is outside of the output folder")
    return folder.joinpath(*parts)


def _make_folder(folder: Path, created: list[Path]) -> None:
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir()
        created.append(one)


def _write_beside(target: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else _default_mode())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _default_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(folder: Path, path: str) -> None:
    target = _inside(folder, path)
    target.unlink(missing_ok=True)
    parent = target.parent
    while parent != folder:
        cache = parent / "__pycache__"
        if cache.is_dir() and [one.name for one in parent.iterdir()] == ["__pycache__"]:
            for compiled in cache.glob("*.pyc"):
                compiled.unlink()
            cache.rmdir()
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
