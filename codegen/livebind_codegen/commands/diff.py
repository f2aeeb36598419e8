"""`livebind diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.console import progress, say
from livebind_codegen.diff.compare import compare
from livebind_codegen.diff.render import Format, render_report
from livebind_codegen.errors import ExitCode
from livebind_codegen.output import compare_files, write_files
from livebind_codegen.sources import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.sources import LiveOptions

__all__ = ["report_changes"]


def report_changes(  # noqa: PLR0913 - what the command line gives
    old: str,
    new: str,
    live: LiveOptions,
    form: Format,
    target: Path | None,
    *,
    fail_on_breaking: bool,
) -> ExitCode:
    """Print what changed from one source to the other, or write it to `target`.

    Raises:
        CodegenError: if a source cannot be read or the report not be written.
    """
    report = compare(_described(old, live), _described(new, live))
    text = render_report(report, form)
    if target is None:
        say(text.rstrip("\n"))
    else:
        files = {target.name: text}
        write_files(target.parent, files, compare_files(target.parent, files, ()))
        say(
            f"{target}: {len(report.breaking)} breaking, {len(report.compatible)} compatible "
            f"changes; semantic version: {report.verdict}"
        )
    return ExitCode.BREAKING if fail_on_breaking and report.breaking else ExitCode.OK


def _described(source: str, live: LiveOptions) -> Description:
    with progress(f"Asking {source}") as on_progress:
        description, _ = read_source(source, live, on_progress)
    return description
