"""`livebind check`: two questions, each answered by its own exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.console import complain, progress, summarise
from livebind_codegen.description.openrpc import digest, to_document
from livebind_codegen.errors import ExitCode
from livebind_codegen.sources import read_source
from livebind_codegen.verification import folder_changes, read_description

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.dialects.dialect import LiveOptions
    from livebind_codegen.options import PackageOptions

__all__ = ["check_package"]

_MAX_LISTED: Final = 5


def check_package(
    folder: Path, source: str, live: LiveOptions, options: PackageOptions
) -> ExitCode:
    """Say whether `folder` is what its description gives, and that what `source` says (if given).

    Of `options` only what they say about hand-written modules counts.

    Raises:
        CodegenError: if a question cannot be answered.
    """
    is_current = _is_folder_current(folder, options)
    is_described = not source or _is_described(folder, source, live)
    if is_current and is_described:
        summarise(
            f"{folder}: current{f', and so is its description of {source}' if source else ''}"
        )
        return ExitCode.OK
    if is_current:
        return ExitCode.BACKEND_DIFFERS
    return ExitCode.FOLDER_DIFFERS if is_described else ExitCode.BOTH_DIFFER


def _is_folder_current(folder: Path, options: PackageOptions) -> bool:
    changes = folder_changes(folder, options)
    if not changes:
        return True
    parts = [
        f"{what} {_listed(paths)}"
        for what, paths in (
            ("edited or outdated:", changes.changed),
            ("missing:", changes.added),
            ("left over:", changes.removed),
        )
        if paths
    ]
    complain(f"{folder} is not what its description gives ({'; '.join(parts)}): generate it again")
    return False


def _is_described(folder: Path, source: str, live: LiveOptions) -> bool:
    known = read_description(folder)
    with progress("Asking for schemas") as on_progress:
        current, _ = read_source(source, live, on_progress)
    if digest(to_document(known)) == digest(to_document(current)):
        return True
    from livebind_codegen.diff.compare import compare  # noqa: PLC0415 - only if they differ

    report = compare(known, current)
    complain(
        f"{source} is no longer what {folder} describes: {len(report.breaking)} breaking and "
        f"{len(report.compatible)} compatible changes (see livebind diff): generate it again"
    )
    return False


def _listed(paths: tuple[str, ...]) -> str:
    more = len(paths) - _MAX_LISTED
    return ", ".join(paths[:_MAX_LISTED]) + (f" and {more} more" if more > 0 else "")
