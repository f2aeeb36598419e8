"""Reports of changes: as text, Markdown, JSON, and a web page in one file."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from livebind_codegen.diff.changes import Verdict, grouped
from livebind_codegen.text.visible import visible_line

if TYPE_CHECKING:
    from livebind_codegen.diff.changes import Change, Group, Report

__all__ = ["Format", "render_report"]

_MAX_METHODS: Final = 3
_ADVICE: Final = {
    Verdict.MAJOR: "major: programs written for the old version may fail",
    Verdict.MINOR: "minor: there is something new, and nothing breaks",
    Verdict.PATCH: "patch: only texts differ",
    Verdict.NONE: "none: both say the same",
}


class Format(StrEnum):
    """What a report looks like."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def render_report(report: Report, form: Format) -> str:
    """Return the report as text in one of the formats."""
    match form:
        case Format.TEXT:
            return _text(_visible(report))
        case Format.MARKDOWN:
            return _markdown(_visible(report))
        case Format.JSON:
            return _json(report)
        case Format.HTML:
            return _html(_visible(report))


def _text(report: Report) -> str:
    lines = [f"{report.old} -> {report.new}", f"Semantic version: {_ADVICE[report.verdict]}."]
    for title, changes in _sections(report):
        lines += ["", f"{title} ({len(changes)})"]
        for group in grouped(changes):
            first, *others = group.changes
            if others:
                names = ", ".join(one.subject for one in group.changes)
                lines += [f"  {first.what}: {group.label} ({names})", f"      {first.reason}"]
            else:
                lines += [f"  {group.label}: {first.what}", f"      {_why(first)}"]
    return "\n".join(lines) + "\n"


def _markdown(report: Report) -> str:
    lines = [
        f"# {_cell(report.old)} → {_cell(report.new)}",
        "",
        f"Semantic version: **{report.verdict}** ({_ADVICE[report.verdict].partition(': ')[2]}).",
    ]
    for title, changes in _sections(report):
        lines += ["", f"## {title} ({len(changes)})", "", "| what | change | why | Python |"]
        lines.append("| --- | --- | --- | --- |")
        lines.extend(_row(group) for group in grouped(changes))
    return "\n".join(lines) + "\n"


def _row(group: Group) -> str:
    """Return a row of a table in Markdown, where a group can be unfolded."""
    first, *others = group.changes
    if not others:
        label, users, python = _cell(first.label), _cell(_users(first)), _code(first)
    else:
        label = _details(
            group.label, [_cell(f"{one.subject}{_users(one)}") for one in group.changes]
        )
        users = ""
        codes = [_code(one) for one in group.changes if one.python]
        python = _details(f"{len(codes)} names", codes) if codes else ""
    return f"| {label} | {_cell(first.what)} | {_cell(first.reason)}{users} | {python} |"


def _details(summary: str, items: list[str]) -> str:
    return f"<details><summary>{summary}</summary>{'<br>'.join(items)}</details>"


def _code(change: Change) -> str:
    return f"`{change.python}`" if change.python else ""


def _json(report: Report) -> str:
    content = {
        "old": report.old,
        "new": report.new,
        "verdict": report.verdict,
        "breaking": len(report.breaking),
        "compatible": len(report.compatible),
        "changes": [
            {
                "severity": change.severity,
                "kind": change.kind,
                "subject": change.label,
                "what": change.what,
                "reason": change.reason,
                "python": change.python,
                "methods": list(change.methods),
            }
            for change in report.changes
        ],
    }
    return json.dumps(content, indent=2) + "\n"


def _html(report: Report) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - slow

    environment = Environment(
        loader=PackageLoader("livebind_codegen.diff", "templates"),
        undefined=StrictUndefined,
        # All texts come from backends: nothing of them may become markup.
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja2").render(
        report=report,
        advice=_ADVICE[report.verdict],
        sections=[(title, len(changes), grouped(changes)) for title, changes in _sections(report)],
    )


def _sections(report: Report) -> list[tuple[str, tuple[Change, ...]]]:
    sections = [("Breaking", report.breaking), ("Compatible", report.compatible)]
    return [(title, changes) for title, changes in sections if changes]


def _why(change: Change) -> str:
    python = f"; in Python: {change.python}" if change.python else ""
    return f"{change.reason}{_users(change)}{python}"


def _users(change: Change) -> str:
    """Return which methods a change of a type concerns, unless it is one method's own."""
    if not change.methods or change.methods == (change.subject,):
        return ""
    listed = ", ".join(change.methods[:_MAX_METHODS])
    more = len(change.methods) - _MAX_METHODS
    return f" ({listed}{f' and {more} more' if more > 0 else ''})"


def _visible(report: Report) -> Report:
    """Return the report with each text of a backend on one line, with nothing in it unseen."""
    changes = tuple(
        replace(
            change,
            subject=visible_line(change.subject),
            what=visible_line(change.what),
            methods=tuple(visible_line(method) for method in change.methods),
        )
        for change in report.changes
    )
    old, new = visible_line(report.old), visible_line(report.new)
    return replace(report, old=old, new=new, changes=changes)


def _cell(text: str) -> str:
    """Return text that stays within its cell and is no markup."""
    markup = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " "}
    return "".join(
        markup.get(one) or (f"\\{one}" if one in "\\`*_{}[]#|!~" else one) for one in text
    )
