"""Which overlay a package gets: one that was asked for, the one it had, or one that just fits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from livebind_codegen.errors import CodegenError, UsageProblem
from livebind_codegen.lockfile import text_digest
from livebind_codegen.overlay import OVERLAY_FOLDER, Overlay, check_names, read_overlay
from livebind_codegen.overlay_folders import brought_overlays
from livebind_codegen.schema.parse import Notice
from livebind_codegen.text.literals import full_title, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.lockfile import LockFile

__all__ = ["ChosenOverlay", "choose_overlay", "edited_copies"]


@dataclass(frozen=True)
class ChosenOverlay:
    """An overlay on its way into a package."""

    overlay: Overlay = field(default_factory=Overlay)
    origin: str = ""
    """What a summary calls it; empty for none."""
    stamp: Any = None
    """What the lock file keeps: false for "none is wanted", null for none; else the name of one
    that livebind brings, empty for another one, and the digest of its content."""
    is_required: bool = False
    """Whether it is an error if the package cannot have it."""
    is_copy: bool = False
    """Whether it is what an earlier run put into the package, because nobody knows from where."""
    notices: tuple[Notice, ...] = ()

    def settled(self, places: Mapping[str, str]) -> ChosenOverlay:
        """Return the overlay that a package with these public names gets: this one, or none.

        Raises:
            NameConflictError, UsageProblem: it is required, and its names do not fit.
        """
        try:
            check_names(self.overlay, places)
        except CodegenError as error:
            if self.is_required:
                raise
            notice = Notice(f"overlay {self.origin}", f"left out: {error}")
            return ChosenOverlay(stamp=self.stamp, notices=(*self.notices, notice))
        return self


def choose_overlay(
    description: Description,
    lock: LockFile,
    folder: Path,
    wanted: Path | None,
    *,
    is_unwanted: bool,
) -> ChosenOverlay:
    """Return the overlay for the package in `folder`, before its names are known.

    Args:
        description: of the backend.
        lock: what the last run left behind.
        folder: the package.
        wanted: folder of the overlay that was asked for, if any.
        is_unwanted: whether it was said that there should be none.

    Raises:
        UsageProblem: the overlay cannot be read, or is required but not for this backend.
    """
    remembered = lock.stamp.options.get("overlay")
    if is_unwanted:
        return ChosenOverlay(stamp=False)
    if wanted is not None:
        return _required(_brought_or_given(wanted), description)
    if remembered and not remembered["name"]:
        return _copied(description, folder, remembered)
    had: str = remembered["name"] if remembered else ""
    if had and had not in brought_overlays():
        raise UsageProblem(
            f"{folder} has the overlay {plain_text(had, 40)}, which this version of livebind does "
            "not bring: install the one that does, or give --overlay or --no-overlay"
        )
    return _fitting(description, had)


def edited_copies(folder: Path, lock: LockFile) -> tuple[set[str], set[str]]:
    """Return which hand-written modules in a package were edited, and which are gone."""
    edited: set[str] = set()
    missing: set[str] = set()
    for path, expected in lock.files.items():
        if path.startswith(f"{OVERLAY_FOLDER}/"):
            try:
                content = (folder / path).read_bytes()
            except OSError:
                missing.add(path)
            else:
                if hashlib.sha256(content).hexdigest() != expected:
                    edited.add(path)
    return edited, missing


def _brought_or_given(folder: Path) -> ChosenOverlay:
    name = folder.name if folder in brought_overlays().values() else ""
    overlay = read_overlay(folder)
    content = "".join(f"{path}\0{text}\0" for path, text in sorted(overlay.files.items()))
    stamp = {"name": name, "digest": text_digest(content)}
    return ChosenOverlay(overlay, name or str(folder), stamp)


def _required(chosen: ChosenOverlay, description: Description) -> ChosenOverlay:
    purpose = chosen.overlay.purpose
    if not purpose.fits(description):
        raise UsageProblem(
            f"the overlay {chosen.origin} is for {purpose}, not for {_name_of(description)}: leave "
            "it out (--no-overlay), or give another one"
        )
    return replace(chosen, is_required=True)


def _copied(description: Description, folder: Path, stamp: Mapping[str, str]) -> ChosenOverlay:
    source = folder / OVERLAY_FOLDER
    overlay = read_overlay(source) if source.is_dir() else Overlay()
    brought = ", ".join(brought_overlays())
    what = f"kept as it is: --overlay renews it, from a folder or as livebind brings it ({brought})"
    notice = Notice(f"overlay {source}", what)
    kept = ChosenOverlay(overlay, str(source), stamp, is_copy=True, notices=(notice,))
    return _required(kept, description)


def _fitting(description: Description, had: str) -> ChosenOverlay:
    """Return the overlay of livebind's own that fits, and say which might have been expected."""
    notices: list[Notice] = []
    for name, folder in brought_overlays().items():
        chosen = _brought_or_given(folder)
        purpose = chosen.overlay.purpose
        if purpose.fits(description):
            return chosen
        if name == had or purpose.is_related(description):
            what = f"left out: it is for {purpose}, not for {_name_of(description)}"
            notices.append(Notice(f"overlay {name}", what))
    return ChosenOverlay(notices=tuple(notices))


def _name_of(description: Description) -> str:
    name = full_title(description.title, description.version, 80)
    return f"{name} (protocol {plain_text(description.protocol, 40)})"
