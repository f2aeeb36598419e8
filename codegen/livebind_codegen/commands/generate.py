"""`livebind generate` and `livebind capture`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from livebind_codegen.console import note, progress, say, summarise
from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.generation import generate
from livebind_codegen.output import check_target, write_file
from livebind_codegen.sources import read_source
from livebind_codegen.text.literals import full_title, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import LiveOptions
    from livebind_codegen.generation import Generated, PackageOptions
    from livebind_codegen.output import Changes

__all__ = ["capture_to_file", "generate_package"]

_MAX_LISTED = 10


def capture_to_file(source: str, live: LiveOptions, target: Path | None) -> None:
    """Write what `source` says about itself to `target`, or print it for None.

    Raises:
        CodegenError: of any kind; then nothing was written.
    """
    if target is not None:
        check_target(target)
    description = _described(source, live)
    text = canonical_json(to_document(description))
    if target is None:
        say(text.rstrip("\n"))
        return
    state = "written" if write_file(target, text.encode()) else "unchanged"
    subject = full_title(description.title, description.version)
    summarise(f"{target}: {subject}, {len(description.methods)} methods, {state}")


def generate_package(  # noqa: PLR0913 - what the command line gives
    source: str,
    live: LiveOptions,
    output: Path,
    options: PackageOptions,
    *,
    with_type_check: bool,
    dry_run: bool = False,
) -> None:
    """Generate the package of `source` and print a summary.

    A dry run says which files would be written, and writes none.

    Raises:
        CodegenError: of any kind; then nothing was written.
    """
    description = _described(source, live)
    checked_by: list[str] = []

    def check_types(files: Mapping[str, str]) -> None:
        if with_type_check:
            from livebind_codegen.typecheck import check_files  # noqa: PLC0415 - seldom needed

            checked_by.extend(check_files(options.package, files))

    done = generate(description, output, options, before_writing=check_types, dry_run=dry_run)
    for notice in done.notices[:_MAX_LISTED]:
        note(f"{plain_text(notice.where, 120)}: {notice.what}")
    if len(done.notices) > _MAX_LISTED:
        note(f"and {len(done.notices) - _MAX_LISTED} more such places")
    if dry_run:
        for what, paths in _parts(done.changes, "add", "change", "remove"):
            for path in paths:
                say(f"{what} {_relative(done.folder) / path}")
    summarise(_summary(description, done, checked_by, dry_run=dry_run))


def _parts(changes: Changes, *words: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is added, changed and removed, each with its word, where there is any."""
    groups = zip(words, (changes.added, changes.changed, changes.removed), strict=True)
    return [(word, paths) for word, paths in groups if paths]


def _described(source: str, live: LiveOptions) -> Description:
    with progress("Asking for schemas") as on_progress:
        description, failures = read_source(source, live, on_progress)
    for name, reason in sorted(failures.items()):
        note(f"left out method {plain_text(name, 100)!r}: {reason}")
    return description


def _relative(folder: Path) -> Path:
    """Return the folder as seen from the working one, if it is below it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _summary(
    description: Description, done: Generated, checked_by: list[str], *, dry_run: bool
) -> str:
    counted = f"{done.methods} methods, {done.types} types"
    subject = full_title(description.title, description.version)
    head = f"{subject}: {counted}, in {_relative(done.folder)}"
    if not done.changes:
        return f"{head}: nothing {'to change' if dry_run else 'changed'} ({done.seconds:.1f} s)"
    words = ("to add", "to change", "to remove") if dry_run else ("added", "changed", "removed")
    counts = ", ".join(f"{len(paths)} {what}" for what, paths in _parts(done.changes, *words))
    overlay = f", overlay {plain_text(done.overlay, 80)}" if done.overlay else ""
    checked = f", type-checked by {' and '.join(checked_by)}" if checked_by else ""
    unwritten = "; --dry-run: nothing was written" if dry_run else ""
    return f"{head}: files {counts}{overlay}{checked}{unwritten} ({done.seconds:.1f} s)"
