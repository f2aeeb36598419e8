"""Answers for continuous integration: is the generated folder current, is its description?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from livebind_codegen.description.openrpc import parse_document
from livebind_codegen.errors import SourceError
from livebind_codegen.generation import (
    DESCRIPTION_FILE,
    LOCK_FILE,
    PackageOptions,
    plan,
)
from livebind_codegen.lockfile import read_lock, text_digest
from livebind_codegen.output import Changes, compare_files
from livebind_codegen.overlay import Overlay, read_overlay

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.lockfile import LockFile

__all__ = ["folder_changes", "read_description"]


def read_description(folder: Path) -> Description:
    """Return the description that the package in `folder` was generated from.

    Raises:
        SourceError: if there is none, or none that can be read.
    """
    path = folder / DESCRIPTION_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"{path} cannot be read ({reason}): generate the package first") from None
    return parse_document(content, str(path))


def folder_changes(folder: Path, overlay: Path | None) -> Changes:
    """Return what generating the package in `folder` once more would change.

    It is made from its own description, with the options that its lock file keeps. Which version
    of the generator wrote it does not matter, as long as this one would write the same.

    Raises:
        CodegenError: if the description or the lock file cannot be used.
    """
    lock = read_lock(folder / LOCK_FILE)
    options = PackageOptions(
        package=folder.name,
        include=tuple(lock.stamp.options.get("include", ())),
        exclude=tuple(lock.stamp.options.get("exclude", ())),
        rename=lock.stamp.options.get("rename", {}),
        tests=lock.stamp.options.get("tests", False),
        overlay=overlay,
    )
    content = read_overlay(overlay) if overlay is not None else _overlay_in(folder, lock)
    planned = plan(read_description(folder), options, lock, content)
    changes = compare_files(folder, planned.files, lock.files)
    changed = {path for path in changes.changed if path != LOCK_FILE}
    if _kept(planned.lock) != _kept(lock):
        changed.add(LOCK_FILE)
    if overlay is None:
        changed |= _edited_overlay(folder, lock)
    return replace(changes, changed=tuple(sorted(changed)))


def _kept(lock: LockFile) -> tuple[object, ...]:
    """Return what a lock file keeps that no other file tells."""
    options = {key: value for key, value in lock.stamp.options.items() if key != "overlay"}
    return lock.stamp.description, options, lock.names


def _overlay_in(folder: Path, lock: LockFile) -> Overlay:
    """Return the hand-written modules of a package as they are in it."""
    if any(path.startswith("overlay/") for path in lock.files):
        return read_overlay(folder / "overlay")
    return Overlay()


def _edited_overlay(folder: Path, lock: LockFile) -> set[str]:
    """Return the hand-written modules that differ from what was put in."""
    edited: set[str] = set()
    for path, expected in lock.files.items():
        target = folder / path
        if path.startswith("overlay/") and target.is_file():
            text = target.read_text(encoding="utf-8", errors="replace")
            if text_digest(text) != expected:
                edited.add(path)
    return edited
