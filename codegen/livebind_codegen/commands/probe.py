"""`livebind probe`: where a live backend contradicts what it says of itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from livebind_codegen.api.selection import select
from livebind_codegen.console import note, progress, say, summarise
from livebind_codegen.corrections.model import to_text
from livebind_codegen.dialects.asking import dialects_for
from livebind_codegen.dialects.dialect import Source
from livebind_codegen.dialects.registry import client_of
from livebind_codegen.errors import ExitCode, UsageProblem
from livebind_codegen.output import check_target, write_file
from livebind_codegen.probing.choice import is_asking, needs_nothing
from livebind_codegen.probing.probe import corrections_of, probe
from livebind_codegen.sources import is_file_source, read_source
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from livebind_codegen.description.model import Description, MethodDescription
    from livebind_codegen.dialects.dialect import LiveOptions
    from livebind_codegen.probing.probe import Finding, Probed

__all__ = ["probe_backend"]


def probe_backend(  # noqa: PLR0913 - what the command line gives
    source: str,
    live: LiveOptions,
    include: Sequence[str],
    exclude: Sequence[str],
    target: Path | None,
    *,
    call_all: bool,
    as_json: bool,
) -> ExitCode:
    """Call what may be called, print what contradicts its description, and write corrections.

    Args:
        source: the address of a backend.
        live: how to talk to it.
        include: globs of the methods to choose from; none for all.
        exclude: globs of methods that are not called.
        target: the file for corrections, None for none.
        call_all: call also what may change something, by its name.
        as_json: print a report as JSON.

    Raises:
        UsageProblem: the source is a file, describes no JSON, or has no method to call.
        CodegenError: it cannot be reached or described, or the file not be written.
    """
    if target is not None:
        check_target(target)
    if is_file_source(source):
        raise UsageProblem(f"{source} is no running backend, which probe calls")
    with progress("Asking for schemas") as on_progress:
        description, missing = read_source(source, replace(live, keep_going=True), on_progress)
    if client_of(description).layout is not None:
        raise UsageProblem(f"{source} describes its results by no schemas that could be probed")
    methods = _chosen(description, include, exclude, call_all=call_all)
    dialects = dialects_for(Source(source), replace(live, protocol=description.protocol))
    with (
        dialects[0].open(Source(source), live) as link,
        progress("Calling methods") as on_progress,
    ):
        probed = probe(
            link,
            description,
            methods,
            lambda done: on_progress(done, len(methods)) if on_progress else None,
        )
    probed.failed |= missing
    if target is not None:
        backend = f"{description.title} {description.version}".strip()
        write_file(target, to_text(corrections_of(probed.findings), backend).encode())
    if as_json:
        say(json.dumps(_report(source, description, probed), indent=2))
    else:
        _print(description, probed, target)
    return ExitCode.CONTRADICTED if probed.findings else ExitCode.OK


def _chosen(
    description: Description, include: Sequence[str], exclude: Sequence[str], *, call_all: bool
) -> list[MethodDescription]:
    chosen = [
        one
        for one in select(description, include, exclude).methods
        if needs_nothing(one) and (call_all or (is_asking(one.name) and one.result is not None))
    ]
    if not chosen:
        more = "" if call_all else " (--all takes others, which may change something)"
        raise UsageProblem(f"there is no method to call that asks without parameters{more}")
    return chosen


def _print(description: Description, probed: Probed, target: Path | None) -> None:
    for one in probed.findings:
        found = one.contradiction
        times = f" ({one.count} times)" if one.count > 1 else ""
        where = plain_text(f"{one.method}: {found.place}", 300)
        say(f"{where}: expected {plain_text(found.expected, 300)}, got {found.got}{times}")
    for name, reason in sorted(probed.failed.items()):
        note(f"{plain_text(name, 100)} was not compared: {plain_text(reason, 200)}")
    methods = {one.method for one in probed.findings}
    written = f"; corrections in {target}" if target is not None else ""
    summarise(
        f"{plain_text(description.title, 100)}: {len(probed.called)} of "
        f"{len(description.methods)} methods called, {len(methods)} contradict their description, "
        f"in {len(probed.findings)} places{written}"
    )


def _report(source: str, description: Description, probed: Probed) -> dict[str, Any]:
    return {
        "source": source,
        "backend": {"title": description.title, "version": description.version},
        "methods": len(description.methods),
        "called": probed.called,
        "failed": probed.failed,
        "contradictions": [_entry(one) for one in probed.findings],
    }


def _entry(finding: Finding) -> dict[str, Any]:
    found = finding.contradiction
    return {
        "method": finding.method,
        "place": found.place,
        "expected": found.expected,
        "got": found.got,
        "count": finding.count,
        "correction": {"at": found.at, "change": dict(found.change)},
    }
