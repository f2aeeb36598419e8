"""`livebind probe`: a backend that contradicts itself, and the corrections that follow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.command_line import run_livebind
from support.fault_server import FaultServer
from support.lying_backend import DOCUMENT, lying_backend
from support.recorded_server import serve_replies

if TYPE_CHECKING:
    from support.command_line import Livebind
    from support.descriptions import Json
    from support.peer import Peer

ASKED = [
    *("Application.GetName", "Files.GetItems", "Player.GetBroken", "Player.GetHonest"),
    *("Player.GetItem", "Player.GetSpeed"),
]
LIES = """\
Application.GetName: $: expected "application", "kodi", got "Application"
Files.GetItems: $.items[1].label: expected it is there, got nothing (2 times)
Files.GetItems: $.limits: expected array, got null
Player.GetItem: $.label: expected string, got null
Player.GetSpeed: $: expected at most 32, got 64
Liar: 5 of 9 methods called, 4 contradict their description, in 5 places
"""
PROGRAM = """\
import sys
import liar

with liar.connect(sys.argv[1], validation=sys.argv[2]) as instance:
    print(repr(liar.application_get_name(instance)))
    print(liar.files_get_items(instance))
    print(liar.player_get_item(instance))
    print(liar.player_get_speed(instance))
"""


def run_program(address: str, folder: Path, validation: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROGRAM, address, validation],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_asks_is_called_and_what_contradicts_its_description_is_told(
    livebind: Livebind,
) -> None:
    with lying_backend() as (address, called):
        ran = livebind("probe", address)
    assert (ran.code, ran.out) == (24, LIES)
    assert called == ASKED
    assert "note: Player.GetBroken was not compared: the backend answered with error" in ran.err


def test_all_calls_what_may_change_something_but_nothing_with_parameters(
    livebind: Livebind,
) -> None:
    with lying_backend() as (address, called):
        ran = livebind("probe", address, "--all", "--exclude", "*.Get?*", "--quiet")
        assert (ran.code, called) == (24, ["Player.Stop"])
        assert ran.out == "Player.Stop: $: expected string, got integer\n"
        called.clear()
        livebind("probe", address, "--all")
    assert sorted(called) == sorted([*ASKED, "Player.GetRidOfAll", "Player.Stop"])


def test_globs_choose_among_what_may_be_called(livebind: Livebind) -> None:
    with lying_backend() as (address, called):
        ran = livebind("probe", address, "--include", "Player.*", "--exclude", "*Item")
        assert called == ["Player.GetBroken", "Player.GetHonest", "Player.GetSpeed"]
        assert ran.code == 24
        livebind("probe", address, "--include", "Player.GetHonest")
        assert livebind("probe", address, "--include", "Player.GetHonest").code == 0
        livebind("probe", address, "--include", "Player.Stop").check_failed(2)
        livebind("probe", address, "--include", "nonsense").check_failed(2)


def test_the_report_can_be_json(livebind: Livebind) -> None:
    with lying_backend() as (address, _):
        ran = livebind("probe", address, "--json")
    report: Json = json.loads(ran.out)
    assert (ran.code, ran.err) == (24, "")
    assert report["backend"] == {"title": "Liar", "version": "1.0"}
    assert list(report["failed"]) == ["Player.GetBroken"]
    assert report["contradictions"][1] == {
        "method": "Files.GetItems",
        "place": "$.items[1].label",
        "expected": "it is there",
        "got": "nothing",
        "count": 2,
        "correction": {"at": "#/components/schemas/Item", "change": {"optional": ["label"]}},
    }


def test_corrections_make_a_package_that_takes_what_comes(
    livebind: Livebind, tmp_path: Path
) -> None:
    with lying_backend() as (address, _):
        assert livebind("probe", address, "-o", "corrections.json").code == 24
        generate = ["generate", address, "--package", "liar", "--output", "."]
        assert livebind(*generate).code == 0
        strict = run_program(address, tmp_path, "strict")
        assert "InvalidReplyError" in strict.stderr
        lenient = run_program(address, tmp_path, "lenient")
        assert (lenient.returncode, lenient.stderr) == (0, "")
        assert "'Files.GetItems' contradicts its own schema" in lenient.stdout
        assert "limits=None" in lenient.stdout
        assert "\n64\n" in lenient.stdout

        assert livebind(*generate, "--corrections", "corrections.json").code == 0
        corrected = run_program(address, tmp_path, "strict")
        assert (corrected.returncode, corrected.stderr) == (0, "")
        assert "contradicts" not in corrected.stdout
        assert "limits=None" in corrected.stdout

        # Kept for later runs, and for the check, until something else is said.
        assert "nothing changed" in livebind(*generate).out
        assert livebind("check", address, "--package", "liar", "--output", ".").code == 0
        assert "nothing changed" not in livebind(*generate, "--no-corrections").out
        assert "Error" in run_program(address, tmp_path, "strict").stderr


def test_corrections_can_be_a_setting(livebind: Livebind, tmp_path: Path) -> None:
    settings = '[tool.livebind]\npackage = "liar"\noutput = "."\ncorrections = {}\n'
    project = tmp_path / "pyproject.toml"
    with lying_backend() as (address, _):
        livebind("probe", address, "-o", "corrections.json")
        project.write_text(settings.format('"corrections.json"'))
        assert livebind("generate", address).code == 0
        assert run_program(address, tmp_path, "strict").returncode == 0
        project.write_text(settings.format("false"))
        assert livebind("generate", address).code == 0
        assert run_program(address, tmp_path, "strict").returncode == 1
        project.write_text(settings.format("[]"))
        livebind("generate", address).check_failed(2)


def test_contract_tests_know_of_corrections(livebind: Livebind, tmp_path: Path) -> None:
    with lying_backend() as (address, _):
        livebind("probe", address, "-o", "c.json")
        arguments = ["--package", "liar", "--output", ".", "--corrections", "c.json", "--tests"]
        assert livebind("generate", address, *arguments).code == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "liar"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_correction_that_fits_no_more_is_told_and_left_out(
    livebind: Livebind, tmp_path: Path
) -> None:
    corrections = [
        {"at": "#/components/schemas/Gone/properties/x", "change": {"also": {"type": "null"}}},
        {"at": "#/methods/Player.GetOne/result", "change": {"also": {"type": "string"}}},
        {"at": "#/methods/Player.GetSpeed/result", "change": {"without": ["maximum"]}},
    ]
    (tmp_path / "c.json").write_text(json.dumps({"corrections": corrections}))
    (tmp_path / "d.json").write_text(json.dumps(DOCUMENT))
    ran = livebind("generate", "d.json", "--package", "liar", "--corrections", "c.json")
    assert ran.code == 0
    assert "#/components/schemas/Gone/properties/x: a correction no longer applies" in ran.err
    assert "there is no such definition" in ran.err
    assert "#/methods/Player.GetOne/result: a correction no longer applies" in ran.err
    assert "GetSpeed" not in ran.err


WRONG_ENTRIES: list[Json] = [
    1,
    {"at": "#/methods/a/result"},
    {"at": 1, "change": {"optional": ["a"]}},
    {"at": "#/methods/a/result", "change": {}},
    {"at": "#/methods/a/result", "change": {"optional": []}},
    {"at": "#/methods/a/result", "change": {"optional": [1]}},
    {"at": "#/methods/a/result", "change": {"also": 5}},
    {"at": "#/methods/a/result", "change": {"nonsense": {}}},
    {"at": "#/methods/a/result", "change": {"also": {}, "optional": ["a"]}},
]


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", '{"corrections": {}}', "[" * 100_000),
        *(json.dumps({"corrections": [entry]}) for entry in WRONG_ENTRIES),
    ],
)
def test_a_file_that_holds_no_corrections_is_one_clear_line(
    content: str, livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.json").write_text(content)
    generate = ["generate", str(captured), "--package", "small"]
    livebind(*generate, "--corrections", "c.json").check_failed(2)
    livebind(*generate, "--corrections", "missing.json").check_failed(2)
    livebind(*generate, "--corrections", "c.json", "--no-corrections").check_failed(2)
    assert not (tmp_path / "generated").exists()


def test_what_cannot_be_probed_is_said_in_one_line(livebind: Livebind, captured: Path) -> None:
    livebind("probe", str(captured)).check_failed(2)
    livebind("probe", "127.0.0.1:1").check_failed(3)
    livebind("probe").check_failed(2)
    with lying_backend() as (address, called):
        livebind("probe", address, "-o", "missing/c.json").check_failed(8)
        assert not called


def test_a_backend_that_hangs_up_is_told_with_the_method_that_was_called(
    livebind: Livebind,
) -> None:
    def hang_up(peer: Peer) -> None:
        peer.accept()
        for request in peer.requests():
            if request.method == "rpc.discover":
                peer.reply(request, DOCUMENT)
            elif request.method == "Files.GetItems":
                peer.hang_up()
                return
            else:
                peer.fail(request, -32601, "no such method")

    with FaultServer(hang_up) as server:
        ran = livebind("probe", server.uri)
    ran.check_failed(3)
    assert "'Files.GetItems'" in ran.err


def test_the_reference_backend_says_what_it_is(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "livebind_backend", "--uri", "localhost:0"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as backend:  # noqa: S603
        try:
            assert backend.stdout is not None
            address = next(line for line in backend.stdout if "listening on" in line).split()[-1]
            ran = run_livebind(tmp_path, "probe", address, "--json")
        finally:
            backend.terminate()
    report: dict[str, Any] = json.loads(ran.out)
    assert (ran.code, report["contradictions"]) == (0, [])
    # There is one camera and one renderer at a time.
    assert set(report["failed"]) == {"get-camera-orthographic", "get-renderer-production"}
    assert len(report["called"]) > 10


def test_secrets_that_come_back_are_not_shown(livebind: Livebind) -> None:
    result = {"name": "result", "schema": {"type": "integer"}}
    document = dict(DOCUMENT, methods=[{"name": "get-token", "params": [], "result": result}])

    def answer(method: str, params: Json) -> Json:
        del params
        replies: dict[str, Json] = {"rpc.discover": document, "get-token": "very-secret"}
        return replies[method]

    with serve_replies(answer) as address:
        ran = livebind("probe", address, "-o", "c.json")
    assert ran.out.startswith("get-token: $: expected integer, got string\n")
    assert "very-secret" not in ran.out + Path("c.json").read_text(encoding="utf-8")
