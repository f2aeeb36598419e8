"""Where commands write: files, standard output, or nothing at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.output import write_file
from support.certificates import authority, server_context
from support.command_line import run_livebind
from support.recorded_server import serve_recorded, serve_replies
from support.recordings import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from support.command_line import Livebind
    from support.descriptions import Json


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_dash_is_standard_output(livebind: Livebind, captured: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    assert livebind("capture", str(captured), "-o", "-").out == captured.read_text("utf-8")
    report = livebind("diff", str(captured), str(captured), "-o", "-", "--format", "json")
    assert json.loads(report.out)["verdict"] == "none"
    assert tree(tmp_path) == before


@pytest.mark.parametrize("target", ["missing/dir/file.json", "folder", "small.json/file.json"])
def test_no_folder_is_made_on_the_way_to_a_file(
    target: str, livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    before = tree(tmp_path)
    livebind("capture", str(captured), "-o", target).check_failed(8)
    livebind("diff", str(captured), str(captured), "-o", target).check_failed(8)
    # Known before a backend is asked.
    livebind("capture", "127.0.0.1:1", "-o", target).check_failed(8)
    assert tree(tmp_path) == before


def test_a_file_is_written_through_a_link_and_only_if_it_differs(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert write_file(tmp_path / "link", b"one")
    assert (tmp_path / "link").is_symlink()
    assert not write_file(tmp_path / "link", b"one")
    assert write_file(tmp_path / "link", b"two")
    assert (tmp_path / "file").read_bytes() == b"two"
    assert tree(tmp_path) == {"file", "link"}


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert write_file(pipe, b"bytes")
        assert os.read(reader, 100) == b"bytes"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_dry_run_lists_the_changes_and_writes_nothing(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    generate = ("generate", str(captured), "--package", "tiny", "--output", "made")
    before = tree(tmp_path)
    ran = livebind(*generate, "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "add made/tiny/models/core.py\n" in ran.out
    assert "to add; --dry-run: nothing was written" in ran.out
    assert tree(tmp_path) == before

    assert livebind(*generate).code == 0
    made = tree(tmp_path)
    assert ran.out.count("\n") - 1 == sum(path.is_file() for path in (tmp_path / "made").rglob("*"))
    assert "nothing to change" in livebind(*generate, "--dry-run").out

    some = livebind(*generate, "--dry-run", "--quiet", "--include", "upload").out.splitlines()
    assert "change made/tiny/functions/core.py" in some
    assert all(line.split()[0] in {"add", "change", "remove"} for line in some)
    assert tree(tmp_path) == made
    assert livebind("check", "--package", "tiny", "--output", "made").code == 0


def test_a_dry_run_still_meets_problems(livebind: Livebind, captured: Path) -> None:
    livebind("generate", str(captured), "--package", "json", "--dry-run").check_failed(2)


def test_quiet_leaves_results_and_errors(livebind: Livebind, captured: Path) -> None:
    small = str(captured)
    for command in (
        ("capture", small, "-o", "copy.json"),
        ("generate", small, "--package", "tiny", "--output", "."),
        ("check", "--package", "tiny", "--output", "."),
        ("diff", small, small, "-o", "report.txt"),
    ):
        assert livebind(*command).out
        ran = livebind(*command, "--quiet")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert livebind("capture", small, "-q").out == captured.read_text(encoding="utf-8")
    livebind("check", "--package", "none", "-q").check_failed(3)


def test_notes_are_quiet_too(livebind: Livebind) -> None:
    with serve_recorded(recorded("brayns3-core"), schemas={"snapshot": []}) as address:
        capture = ("capture", address, "-o", "some.json", "--keep-going")
        assert livebind(*capture).err.startswith("livebind: note: left out method 'snapshot': ")
        assert livebind(*capture, "--quiet").err == ""


def test_what_standard_output_cannot_show_is_escaped(
    captured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(method: str, params: Json) -> Json:
        del method, params
        return "grüezi"

    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with serve_replies(answer) as address:
        ran = run_livebind(tmp_path, "call", address, "greet")
    assert (ran.code, json.loads(ran.out), ran.err) == (0, "grüezi", "")
    report = run_livebind(tmp_path, "diff", captured, captured, "--format", "markdown")
    assert report.out.startswith("# Test 1.2.3 \\u2192 Test 1.2.3\n")


def test_one_side_of_a_comparison_may_be_encrypted(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    authority().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    backend = recorded("brayns3-core")
    with (
        serve_recorded(backend, tls=server_context()) as secure,
        serve_recorded(backend) as plain,
    ):
        trust = ("--cafile", "ca.pem")
        for sides in (
            (f"wss://{secure}", plain),
            (plain, f"wss://{secure}"),
            (f"ws://{plain}", secure),
            (secure, secure),
            (str(captured), secure),
        ):
            ran = livebind("diff", *sides, *trust)
            assert (ran.code, ran.err) == (0, "")
        livebind("diff", f"ws://{plain}", f"ws://{plain}", *trust).check_failed(2)
        livebind("diff", plain, f"wss://{secure}").check_failed(3)
