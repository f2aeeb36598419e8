"""`livebind generate` and `livebind capture`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from livebind_codegen.console import complain, progress, say
from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.errors import OutputError
from livebind_codegen.generation import generate
from livebind_codegen.output import compare_files, write_files
from livebind_codegen.sources import read_source
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import Description
    from livebind_codegen.generation import Generated, PackageOptions
    from livebind_codegen.sources import LiveOptions

__all__ = ["capture_to_file", "generate_package"]

_MAX_LISTED = 10


def capture_to_file(source: str, live: LiveOptions, target: Path | None) -> None:
    """Write what `source` says about itself to `target`, or print it.

    Raises:
        CodegenError: of any kind; then nothing was written.
    """
    description = _described(source, live)
    text = canonical_json(to_document(description))
    if target is None:
        say(text.rstrip("\n"))
        return
    files = {target.name: text}
    if target.is_dir():
        raise OutputError(f"{target} is a folder: name a file")
    changes = compare_files(target.parent, files, ())
    write_files(target.parent, files, changes)
    state = "written" if changes else "unchanged"
    say(f"{target}: {_subject(description)}, {len(description.methods)} methods, {state}")


def generate_package(
    source: str,
    live: LiveOptions,
    output: Path,
    options: PackageOptions,
    *,
    with_type_check: bool,
) -> None:
    """Generate the package of `source` and print a summary.

    Raises:
        CodegenError: of any kind; then nothing was written.
    """
    description = _described(source, live)
    checked_by: list[str] = []

    def check_types(files: Mapping[str, str]) -> None:
        if with_type_check:
            from livebind_codegen.typecheck import check_files  # noqa: PLC0415 - seldom needed

            checked_by.extend(check_files(options.package, files))

    done = generate(description, output, options, before_writing=check_types)
    for notice in done.notices[:_MAX_LISTED]:
        complain(f"note: {plain_text(notice.where, 120)}: {notice.what}")
    if len(done.notices) > _MAX_LISTED:
        complain(f"note: and {len(done.notices) - _MAX_LISTED} more such places")
    say(_summary(description, done, checked_by))


def _described(source: str, live: LiveOptions) -> Description:
    with progress("Asking for schemas") as on_progress:
        description, failures = read_source(source, live, on_progress)
    for name, reason in sorted(failures.items()):
        complain(f"left out method {plain_text(name, 100)!r}: {reason}")
    return description


def _relative(folder: Path) -> Path:
    """Return the folder as seen from the working one, if it is below it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _subject(description: Description) -> str:
    return plain_text(f"{description.title} {description.version}".strip(), 100)


def _summary(description: Description, done: Generated, checked_by: list[str]) -> str:
    counted = f"{done.methods} methods, {done.types} types"
    head = f"{_subject(description)}: {counted}, in {_relative(done.folder)}"
    changes = done.changes
    if not changes:
        return f"{head}: nothing changed ({done.seconds:.1f} s)"
    parts = [
        f"{len(paths)} {what}"
        for what, paths in (
            ("added", changes.added),
            ("changed", changes.changed),
            ("removed", changes.removed),
        )
        if paths
    ]
    overlay = f", overlay {plain_text(done.overlay, 80)}" if done.overlay else ""
    checked = f", type-checked by {' and '.join(checked_by)}" if checked_by else ""
    return f"{head}: files {', '.join(parts)}{overlay}{checked} ({done.seconds:.1f} s)"
