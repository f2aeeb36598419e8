"""What a new version breaks: each kind of change, on either side of a method."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from livebind_codegen.description.model import (
    ErrorDescription,
    LoaderDescription,
    NotificationDescription,
)
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.diff.changes import Report, Severity, Verdict, grouped
from livebind_codegen.diff.compare import compare
from livebind_codegen.diff.render import Format, render_report
from support.descriptions import NUMBER, Json, describe, method, object_schema, small_description
from support.recordings import recorded

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
A_B = {"type": "string", "enum": ["a", "b"]}
A_B_C = {"type": "string", "enum": ["a", "b", "c"]}
BREAKING, COMPATIBLE = Severity.BREAKING, Severity.COMPATIBLE


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [schema, {"type": "null"}]}


def array(items: dict[str, Any], low: int = 0, high: int | None = None) -> dict[str, Any]:
    limits = {"minItems": low} | ({} if high is None else {"maxItems": high})
    return {"type": "array", "items": items, **limits}


def params(schema: Json, *, required: bool = False) -> Description:
    return describe(method("set", object_schema({"x": schema}, ("x",) if required else ())))


def result(schema: Json, *, required: bool = False) -> Description:
    shape = object_schema({"x": schema}, ("x",) if required else (), "Thing")
    return describe(method("get", None, shape))


@pytest.mark.parametrize(
    ("old", "new", "in_params", "in_result"),
    [
        (A_B, A_B_C, COMPATIBLE, COMPATIBLE),
        (A_B_C, A_B, BREAKING, COMPATIBLE),
        (A_B, STRING, COMPATIBLE, BREAKING),
        (STRING, A_B, BREAKING, COMPATIBLE),
        (INTEGER, NUMBER, COMPATIBLE, BREAKING),
        (NUMBER, INTEGER, BREAKING, COMPATIBLE),
        (INTEGER, STRING, BREAKING, BREAKING),
        (NUMBER, nullable(NUMBER), COMPATIBLE, BREAKING),
        (nullable(NUMBER), NUMBER, BREAKING, COMPATIBLE),
        (NUMBER, {}, COMPATIBLE, BREAKING),
        ({}, NUMBER, BREAKING, COMPATIBLE),
        (NUMBER, {**NUMBER, "minimum": 0}, BREAKING, COMPATIBLE),
        ({**NUMBER, "minimum": 0}, {**NUMBER, "minimum": -1}, COMPATIBLE, BREAKING),
        (
            {**INTEGER, "minimum": 0, "maximum": 5},
            {**INTEGER, "minimum": 1, "maximum": 6},
            BREAKING,
            BREAKING,
        ),
        ({**STRING, "maxLength": 5}, {**STRING, "maxLength": 6}, COMPATIBLE, BREAKING),
        (array(NUMBER), array(NUMBER, 1), BREAKING, COMPATIBLE),
        (array(NUMBER), array(INTEGER), BREAKING, COMPATIBLE),
        (array(NUMBER, 3, 3), array(NUMBER), COMPATIBLE, BREAKING),
        (array(NUMBER, 3, 3), array(NUMBER, 4, 4), BREAKING, BREAKING),
        (array(NUMBER, 3, 3), array(INTEGER, 3, 3), BREAKING, COMPATIBLE),
        (
            {"oneOf": [NUMBER, STRING]},
            {"oneOf": [NUMBER, STRING, {"type": "boolean"}]},
            COMPATIBLE,
            BREAKING,
        ),
        ({"oneOf": [NUMBER, STRING]}, NUMBER, BREAKING, COMPATIBLE),
        (
            {"type": "object", "additionalProperties": INTEGER},
            {"type": "object", "additionalProperties": NUMBER},
            COMPATIBLE,
            BREAKING,
        ),
        (
            object_schema({"a": NUMBER}),
            object_schema({"a": NUMBER, "b": NUMBER}),
            COMPATIBLE,
            COMPATIBLE,
        ),
        (
            object_schema({"a": NUMBER}),
            object_schema({"a": NUMBER, "b": NUMBER}, ("b",)),
            BREAKING,
            COMPATIBLE,
        ),
        (object_schema({"a": NUMBER, "b": {}}), object_schema({"a": NUMBER}), BREAKING, BREAKING),
        (object_schema({"a": {}}), object_schema({"a": {}}, ("a",)), BREAKING, COMPATIBLE),
        (object_schema({"a": {}}, ("a",)), object_schema({"a": {}}), COMPATIBLE, BREAKING),
        # What becomes read-only may no longer be sent, and is in replies as before.
        (
            object_schema({"a": NUMBER}),
            object_schema({"a": {**NUMBER, "readOnly": True}}),
            BREAKING,
            None,
        ),
        ({**NUMBER, "default": 1}, {**NUMBER, "default": 2}, BREAKING, None),
        ({**NUMBER, "description": "A."}, {**NUMBER, "description": "B."}, None, None),
    ],
)
def test_parameters_may_allow_more_and_results_less(
    old: Json, new: Json, in_params: Severity | None, in_result: Severity | None
) -> None:
    assert severities(compare(params(old), params(new))) == ({in_params} - {None})
    assert severities(compare(result(old), result(new))) == ({in_result} - {None})


def severities(report: Report) -> set[Severity]:
    return {change.severity for change in report.changes}


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        (method("a"), None, BREAKING),
        (None, method("a"), COMPATIBLE),
        (method("a"), method("a", deprecated=True), COMPATIBLE),
        (method("a"), method("a", asynchronous=True), COMPATIBLE),
        (method("a"), method("a", returns_data=True), BREAKING),
        (method("a", takes_data=True), method("a"), BREAKING),
        (method("a"), method("a", None, NUMBER), COMPATIBLE),
        (method("a", None, NUMBER), method("a"), BREAKING),
        (method("a", object_schema({"x": NUMBER})), method("a"), BREAKING),
        (method("a"), method("a", object_schema({"x": NUMBER}, ("x",))), BREAKING),
    ],
)
def test_methods_come_go_and_change(old: Json, new: Json, severity: Severity) -> None:
    other = method("other")
    report = compare(
        describe(other, *([old] if old else [])), describe(other, *([new] if new else []))
    )
    assert severities(report) == {severity}
    assert [change.subject for change in report.changes] == ["a"]


def test_a_change_of_a_shared_type_is_told_once_with_its_methods() -> None:
    def backend(unit: dict[str, Any]) -> Description:
        thing = object_schema({"part": object_schema({"unit": unit}, (), "Part")}, (), "Thing")
        return describe(method("get-a", None, thing), method("get-b", None, thing))

    report = compare(backend(STRING), backend(INTEGER))
    assert len(report.changes) == 1
    assert report.changes[0].subject == "Part"
    assert report.changes[0].python == "Part.unit"
    assert report.changes[0].methods == ("get-a", "get-b")


def test_a_change_of_a_type_that_holds_itself_is_told_once() -> None:
    def backend(name: dict[str, Any]) -> Description:
        edge = {"$ref": reference_to("Node")}
        node = object_schema({"name": name, "next": edge})
        return describe(method("get", None, edge), definitions={reference_to("Node"): node})

    assert compare(backend(STRING), backend(STRING)).changes == ()
    (change,) = compare(backend(STRING), backend(INTEGER)).changes
    assert change.python == "Node.name"


def test_where_a_parameter_changes_the_call_is_named() -> None:
    report = compare(params({"type": "number"}), params(STRING))
    assert report.changes[0].python == "set(x=...)"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("brayns3-core", "brayns3-core", Verdict.NONE),
        ("brayns3-core", "brayns3", Verdict.MINOR),
        ("brayns3", "brayns3-core", Verdict.MAJOR),
        ("brayns3", "brayns4", Verdict.MAJOR),
    ],
)
def test_the_verdict_for_real_backends(old: str, new: str, verdict: Verdict) -> None:
    assert compare(recorded(old).description(), recorded(new).description()).verdict == verdict


def test_other_words_alone_are_a_patch() -> None:
    small = small_description()
    other = replace(
        small, methods=tuple(replace(one, description="Other.") for one in small.methods)
    )
    assert compare(small, other).verdict is Verdict.PATCH


HOSTILE = "<script>alert(1)</script>|`x`\n# y"


def hostile_report() -> Report:
    old = describe(method("keep"), method(HOSTILE), method("x", object_schema({HOSTILE: NUMBER})))
    return compare(old, describe(method("keep"), method("x", object_schema({}))))


def test_a_report_in_html_is_one_file_that_holds_no_foreign_markup() -> None:
    html = render_report(hostile_report(), Format.HTML)
    assert html.startswith("<!DOCTYPE html>")
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")


def test_a_report_in_markdown_keeps_its_table() -> None:
    text = render_report(hostile_report(), Format.MARKDOWN)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 2
    assert "<script" not in text


def several() -> Report:
    more = [method(f"get-{letter}", None, NUMBER) for letter in "abc"]
    old = describe(method("keep"), method("set", object_schema({})))
    loaders = tuple(
        LoaderDescription(f"loader {HOSTILE} {number}", "Core", (), takes_data=True, params={})
        for number in range(11)
    )
    new = describe(
        method("keep"), method("set", object_schema({"x": NUMBER})), *more, loaders=loaders
    )
    return compare(old, new)


def test_changes_that_repeat_are_one_group_of_their_kind() -> None:
    groups = grouped(several().changes)
    assert [(group.label, len(group.changes)) for group in groups] == [
        ("3 methods", 3),
        ("11 loaders", 11),
        ("set", 1),
    ]


def test_a_group_is_one_line_of_a_text() -> None:
    lines = render_report(several(), Format.TEXT).splitlines()
    assert "  was added: 3 methods (get-a, get-b, get-c)" in lines
    assert sum("loader" in line for line in lines) == 1
    assert "Compatible (15)" in lines


def test_a_group_is_one_row_to_unfold_in_markdown() -> None:
    text = render_report(several(), Format.MARKDOWN)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 3
    assert "<details><summary>3 methods</summary>get-a<br>get-b<br>get-c</details>" in text
    assert "<script" not in text


def test_a_group_is_one_row_to_unfold_in_html() -> None:
    html = render_report(several(), Format.HTML)
    assert html.count("<tr>") == 1 + 3
    assert "<details><summary>11 loaders</summary><ul>" in html
    assert "<script" not in html


def test_each_change_of_a_group_stands_in_json() -> None:
    content = json.loads(render_report(several(), Format.JSON))
    assert [one["kind"] for one in content["changes"]].count("loader") == 11
    assert len(content["changes"]) == 15


def test_a_report_in_json_can_be_read_by_programs() -> None:
    report = compare(params(NUMBER), params(STRING))
    content = json.loads(render_report(report, Format.JSON))
    assert content["verdict"] == "major"
    assert content["changes"][0]["severity"] == "breaking"


def test_a_report_in_text_gives_each_change_with_its_reason() -> None:
    text = render_report(compare(params(NUMBER), params(STRING)), Format.TEXT)
    assert "set: parameters: x was a number, is a string" in text
    assert "in Python: set(x=...)" in text


GONE = ErrorDescription(404, "gone", "Gone", object_schema({"id": INTEGER}, ("id",)))


def test_a_declared_error_comes_and_goes() -> None:
    plain, declared = describe(method("get")), describe(method("get", errors=(GONE,)))
    assert [(one.severity, one.label, one.what) for one in compare(plain, declared).changes] == [
        (COMPATIBLE, "error GoneError", "was added"),
        (COMPATIBLE, "get", "declares `GoneError` now"),
    ]
    assert [(one.severity, one.label, one.what) for one in compare(declared, plain).changes] == [
        (BREAKING, "error GoneError", "was removed")
    ]


def test_what_comes_with_an_error_or_a_notification_is_read_like_a_result() -> None:
    thing = object_schema({"id": STRING}, ("id",))
    for old, new, subject, python in (
        (
            describe(method("get", errors=(GONE,))),
            describe(method("get", errors=(replace(GONE, data=thing),))),
            "GoneErrorData",
            "GoneErrorData.id",
        ),
        (
            describe(notifications=(NotificationDescription("gone", params=GONE.data),)),
            describe(notifications=(NotificationDescription("gone", params=thing),)),
            "gone",
            "Gone.id",
        ),
    ):
        (change,) = compare(old, new).changes
        assert (change.severity, change.subject, change.python) == (BREAKING, subject, python)


def test_a_notification_comes_and_goes() -> None:
    silent, telling = describe(), describe(notifications=(NotificationDescription("gone"),))
    assert [(one.severity, one.label) for one in compare(silent, telling).changes] == [
        (COMPATIBLE, "notification gone")
    ]
    assert [(one.severity, one.label) for one in compare(telling, silent).changes] == [
        (BREAKING, "notification gone")
    ]
