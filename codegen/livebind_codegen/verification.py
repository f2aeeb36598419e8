"""Answers for continuous integration: is the generated folder current, is its description?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from livebind_codegen.description.openrpc import parse_document
from livebind_codegen.errors import SourceError, reason_of
from livebind_codegen.generation import (
    DESCRIPTION_FILE,
    LOCK_FILE,
    PackageOptions,
    order,
    plan,
)
from livebind_codegen.lockfile import read_lock
from livebind_codegen.output import Changes, compare_files
from livebind_codegen.overlay_choice import edited_copies

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
        raise SourceError(
            f"{path} cannot be read ({reason_of(error)}): generate the package first"
        ) from None
    return parse_document(content, str(path))


def folder_changes(folder: Path, options: PackageOptions | None = None) -> Changes:
    """Return what generating the package in `folder` once more would change.

    It is made from its own description, with the options that its lock file keeps, and what
    `options` say of hand-written modules. Which version of the generator wrote it does not matter,
    as long as this one would write the same.

    Raises:
        CodegenError: if the description or the lock file cannot be used.
    """
    said = options or PackageOptions()
    lock = read_lock(folder / LOCK_FILE)
    kept = PackageOptions.read(lock.stamp.options, folder.name)
    kept = replace(kept, overlay=said.overlay, without_overlay=said.without_overlay)
    ordered = order(read_description(folder), folder, kept)
    chosen = ordered.overlay
    planned = plan(ordered)
    changes = compare_files(folder.parent, planned.placed(folder.name), lock.placed(folder.name))
    changes = changes.seen_from(folder.name)
    changed = {path for path in changes.changed if path != LOCK_FILE}
    if _kept(planned.lock, lock) != _kept(lock, lock):
        changed.add(LOCK_FILE)
    added = set(changes.added)
    if chosen.is_copy:
        edited, missing = edited_copies(folder, lock)
        changed |= edited
        added |= missing
    return replace(changes, added=tuple(sorted(added)), changed=tuple(sorted(changed)))


def _kept(lock: LockFile, known: LockFile) -> tuple[object, ...]:
    """Return what a lock file keeps that no other file tells, if `known` keeps it too."""
    names = lock.names if known.names.methods else lock.names.types_alone()
    return lock.stamp.description, lock.stamp.options, names
