"""`livebind diff`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from livebind_codegen.console import progress, say, summarise
from livebind_codegen.diff.compare import compare
from livebind_codegen.diff.render import Format, render_report
from livebind_codegen.errors import ExitCode
from livebind_codegen.output import check_target, write_file
from livebind_codegen.sources import is_file_source, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import LiveOptions

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
    """Write what changed from one source to the other to `target`, or print it for None.

    Raises:
        CodegenError: if a source cannot be read or the report not be written.
    """
    if target is not None:
        check_target(target)
    report = compare(_described(old, new, live), _described(new, old, live))
    text = render_report(report, form)
    if target is None:
        say(text.rstrip("\n"))
    else:
        write_file(target, text.encode())
        summarise(
            f"{target}: {len(report.breaking)} breaking, {len(report.compatible)} compatible "
            f"changes; semantic version: {report.verdict}"
        )
    return ExitCode.BREAKING if fail_on_breaking and report.breaking else ExitCode.OK


def _described(source: str, other: str, live: LiveOptions) -> Description:
    """Return the description of one side.

    Certificates are for the side that says wss://; where none does, `host:port` means it, as it
    does in other commands. The side beside it is plain.
    """
    options = live if _security(source) >= _security(other) else replace(live, cafile=None)
    with progress(f"Asking {source}") as on_progress:
        description, _ = read_source(source, options, on_progress)
    return description


def _security(source: str) -> int:
    if source.startswith("wss://"):
        return 2
    return 0 if "://" in source or is_file_source(source) else 1
