"""`livebind call`: requests from a shell, and the list of what can be called."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from support.command_line import run_livebind
from support.fault_server import FaultServer
from support.recorded_server import always, serve_recorded, serve_replies
from support.recordings import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from support.command_line import Livebind
    from support.descriptions import Json
    from support.peer import Peer


def echo(method: str, params: Json) -> Json:
    """Answer with what was asked."""
    return {"method": method, "params": params}


def upper(peer: Peer) -> None:
    """Answer each request with its parameters, and its bytes in upper case."""
    peer.accept()
    for request in peer.requests():
        peer.reply(request, request.params, request.body.upper())


def called(livebind: Livebind, *arguments: str) -> Json:
    """Return the parameters that arrive for these arguments."""
    with serve_replies(echo) as address:
        ran = livebind("call", address, "do", *arguments)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)["params"]


def test_a_result_is_printed_as_json(livebind: Livebind) -> None:
    with serve_recorded(recorded("brayns3-core")) as address:
        assert json.loads(livebind("call", address, "get-version").out)["major"] == 3
        schema = livebind("call", address, "schema", "endpoint=get-version")
        assert json.loads(schema.out)["title"] == "get-version"
    livebind("call", "127.0.0.1:1", "get-version").check_failed(3)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "grüezi"), ("ascii", r"gr\u00fcezi"), ("cp437", r"gr\u00fcezi")],
)
def test_letters_are_escaped_where_the_output_may_not_have_them(
    encoding: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    with serve_replies(always("grüezi")) as address:
        ran = run_livebind(tmp_path, "call", address, "greet")
    assert (ran.code, ran.out) == (0, f'"{shown}"\n')


@pytest.mark.parametrize(
    ("arguments", "params"),
    [
        ((), None),
        (('{"a": [1, "="]}',), {"a": [1, "="]}),
        (('["a=b"]',), ["a=b"]),
        (('"a=b"',), "a=b"),
        (("5",), 5),
        (("id=1",), {"id": 1}),
        (("name=knot", "size=[800,600]"), {"name": "knot", "size": [800, 600]}),
        (
            ("up={}", "on=true", "off=null", "empty="),
            {"up": {}, "on": True, "off": None, "empty": ""},
        ),
        (
            ('id="7"', "path=/a=b", "nan=NaN", "half=1.5.2"),
            {"id": "7", "path": "/a=b", "nan": "NaN", "half": "1.5.2"},
        ),
        (("image_settings.size=3",), {"image_settings.size": 3}),
    ],
)
def test_parameters_are_json_or_pairs(
    arguments: tuple[str, ...], params: Json, livebind: Livebind
) -> None:
    assert called(livebind, *arguments) == params


def test_parameters_come_from_a_file_or_from_standard_input(
    livebind: Livebind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "params.json").write_text('{"greeting": "grüezi"}', encoding="utf-8")
    assert called(livebind, "@params.json") == {"greeting": "grüezi"}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[1, 2]")))
    assert called(livebind, "-") == [1, 2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("{",),
        ("word",),
        ("NaN",),
        ("[" * 100_000,),
        ("@missing.json",),
        ("@broken.json",),
        ("@.",),
        ("a=1", "{}"),
        ("{}", "a=1"),
        ("a=1", "@broken.json"),
        ("a=1", "a=2"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_before_anything_is_sent(
    arguments: tuple[str, ...], livebind: Livebind, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_bytes(b'"\xff"')
    livebind("call", "127.0.0.1:1", "do", *arguments).check_failed(2)


def test_parameters_that_cannot_be_sent_are_a_wrong_argument(livebind: Livebind) -> None:
    with serve_replies(echo) as address:
        livebind("call", address, "do", "a=\udcff").check_failed(2)


def test_bytes_go_with_a_request_and_come_with_a_reply(livebind: Livebind, tmp_path: Path) -> None:
    (tmp_path / "mesh.obj").write_bytes(b"v 0 0 0")
    with FaultServer(upper) as server:
        call = ("call", server.uri, "upload-model", "type=obj", "--send", "mesh.obj")
        ran = livebind(*call, "--data", "reply.bin")
        assert json.loads(ran.out) == {"type": "obj"}
        assert ran.err == "livebind: note: 7 bytes in reply.bin\n"
        assert (tmp_path / "reply.bin").read_bytes() == b"V 0 0 0"
        assert "--data FILE saves them" in livebind(*call).err
        assert livebind(*call, "--quiet").err == ""
        assert "not written" in livebind("call", server.uri, "get", "--data", "none.bin").err
    assert not (tmp_path / "none.bin").exists()
    livebind("call", "127.0.0.1:1", "do", "--send", "missing").check_failed(2)
    livebind("call", "127.0.0.1:1", "--send", "mesh.obj").check_failed(2)
    livebind("call", "127.0.0.1:1", "--data", "new.bin").check_failed(2)


def test_a_file_that_cannot_be_written_has_the_exit_code_of_output(
    livebind: Livebind, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for target in ("missing/reply.bin", ".", "file/reply.bin"):
        livebind("call", "127.0.0.1:1", "do", "--data", target).check_failed(8)
    (tmp_path / "mesh.obj").write_bytes(b"v 0 0 0")
    with FaultServer(upper) as server:
        call = ("call", server.uri, "do", "--send", "mesh.obj", "--data", "/dev/full")
        livebind(*call).check_failed(8)


def test_an_error_of_the_backend_is_told_once(livebind: Livebind) -> None:
    def refuse(peer: Peer) -> None:
        peer.accept()
        peer.fail(peer.receive(), 7, "no")

    with FaultServer(refuse) as server:
        ran = livebind("call", server.uri, "do")
    ran.check_failed(1)
    assert ran.err == "livebind: the backend answered with error 7: no\n"


def test_a_request_without_an_answer_ends(livebind: Livebind) -> None:
    def say_nothing(peer: Peer) -> None:
        peer.accept()
        peer.ignore()

    with FaultServer(say_nothing) as server:
        livebind("call", server.uri, "do", "--timeout", "0.3").check_failed(1)


@pytest.mark.parametrize(
    ("method", "hint"),
    [
        ("get-versoin", "did you mean 'get-version'?"),
        ("getVersion", "did you mean 'get-version'?"),
        ("qqq", "lists all"),
    ],
)
def test_an_unknown_method_brings_the_nearest_ones(
    method: str, hint: str, livebind: Livebind
) -> None:
    with serve_recorded(recorded("brayns3-core")) as address:
        ran = livebind("call", address, method)
    ran.check_failed(1)
    assert f"has no method '{method}'" in ran.err
    assert hint in ran.err


def test_an_unknown_method_of_a_server_that_lists_none_is_an_error_too(livebind: Livebind) -> None:
    def refuse(peer: Peer) -> None:
        peer.accept()
        for request in peer.requests():
            peer.fail(request, -32601, "no such method")

    with FaultServer(refuse) as server:
        livebind("call", server.uri, "do").check_failed(1)


def test_without_a_method_the_methods_are_listed(livebind: Livebind, captured: Path) -> None:
    lines = livebind("call", str(captured)).out.splitlines()
    assert lines[:2] == ["cancel           Do cancel.", "get-camera-view  Do get-camera-view."]
    backend = recorded("brayns3-core")
    with serve_recorded(backend, schemas={"snapshot": []}) as address:
        lines = livebind("call", address).out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(backend.method_names)
    assert "(" in next(line for line in lines if line.startswith("snapshot "))
    with serve_replies(always(5)) as address:
        livebind("call", address).check_failed(4)
    livebind("call", "missing.json").check_failed(3)


def test_a_captured_file_answers_no_requests(livebind: Livebind, captured: Path) -> None:
    ran = livebind("call", str(captured), "get-version")
    ran.check_failed(2)
    assert "livebind serve --from" in ran.err
    livebind("call", "missing.json", "get-version").check_failed(3)


def test_what_conplyent_cannot_take_is_refused(livebind: Livebind, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments in (("--send", "file"), ("--data", "file"), ("5",)):
        livebind(
            "call", "conplyent://127.0.0.1:1", "ls", *arguments, "--timeout", "0.2"
        ).check_failed(2)
