"""The command line, as a user meets it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.description.openrpc import canonical_json, to_document
from support.descriptions import small_description
from support.recorded_server import always, serve_recorded, serve_replies
from support.recordings import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from support.command_line import Livebind


def test_capture_writes_what_generate_reads(livebind: Livebind, tmp_path: Path) -> None:
    with serve_recorded(recorded("brayns3-core")) as address:
        ran = livebind("capture", address, "-o", "captured.json")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == "captured.json: Brayns 3.10.1, 84 methods, written\n"
        assert livebind("capture", address, "-o", "captured.json").out.endswith("unchanged\n")
    ran = livebind("generate", "captured.json", "--package", "backend", "--output", "out")
    assert ran.out.startswith("Brayns 3.10.1: 84 methods, 100 types, in out/backend: files ")
    again = livebind("generate", "captured.json", "--package", "backend", "--output", "out")
    assert "nothing changed" in again.out
    assert (tmp_path / "out" / "backend" / "openrpc.json").read_text() == (
        tmp_path / "captured.json"
    ).read_text()


def test_capture_prints_without_a_file(livebind: Livebind, captured: Path) -> None:
    ran = livebind("capture", str(captured))
    assert ran.out == captured.read_text(encoding="utf-8")


def test_settings_stand_in_pyproject(livebind: Livebind, captured: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f"""
        [tool.livebind]
        source = "{captured.name}"
        package = "tiny"
        output = "made"
        exclude = ["old-*"]
        [tool.livebind.rename]
        View = "Look"
        """,
        encoding="utf-8",
    )
    (tmp_path / "below").mkdir()
    assert livebind("generate").code == 0
    text = (tmp_path / "made" / "tiny" / "__init__.py").read_text(encoding="utf-8")
    assert '"Look"' in text
    assert "old_thing" not in text
    assert livebind("check").code == 0


def test_an_overlay_is_asked_for_in_options_or_settings(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own" / "overlay"
    own.mkdir(parents=True)
    (own / "extra.py").write_text('__all__ = ["extra"]\nextra = 1\n', encoding="utf-8")
    generate = ("generate", captured.name, "--package", "tiny")
    assert ", overlay own/overlay (" in livebind(*generate, "--overlay", "own/overlay").out
    assert (tmp_path / "generated" / "tiny" / "overlay" / "extra.py").is_file()
    assert livebind("check", "--package", "tiny").code == 0
    livebind(*generate, "--overlay", "brayns3").check_failed(2)
    livebind(*generate, "--overlay", "nowhere").check_failed(2)
    livebind(*generate, "--overlay", "own/overlay", "--no-overlay").check_failed(2)

    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.livebind]\noverlay = false", encoding="utf-8")
    livebind("check", "--package", "tiny").check_failed(20)
    assert "overlay" not in livebind(*generate).out
    assert not (tmp_path / "generated" / "tiny" / "overlay").exists()
    settings.write_text('[tool.livebind]\noverlay = "own/overlay"', encoding="utf-8")
    assert "overlay" in livebind(*generate).out
    assert livebind("check", "--package", "tiny").code == 0
    assert livebind(*generate, "--no-overlay").code == 0
    assert not (tmp_path / "generated" / "tiny" / "overlay").exists()


def test_a_distribution_is_generated_and_checked_in_its_own_folder(
    livebind: Livebind, captured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate = ("generate", str(captured), "--package", "tiny", "--output", "project")
    assert livebind(*generate, "--distribution", "our-tiny").code == 0
    monkeypatch.chdir(tmp_path / "project")
    assert "nothing changed" in livebind("generate", str(captured)).out
    assert livebind("check").code == 0
    (tmp_path / "project" / "README.md").unlink()
    ran = livebind("check")
    ran.check_failed(20)
    assert "missing: ../README.md" in ran.err


@pytest.mark.parametrize(
    "content",
    [
        "[tool.livebind]\nunknown = 1",
        "[tool.livebind]\npackage = 1",
        "[tool.livebind]\ninclude = 'a'",
        "[tool.livebind]\nrename = { A = 1 }",
        "[tool.livebind]\noverlay = true",
        "[tool.livebind]\ndistribution = 1",
        "[tool]\nlivebind = 1",
        "[tool.livebind",
    ],
)
def test_settings_that_mean_nothing_are_an_error(
    content: str, livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(content, encoding="utf-8")
    livebind("generate", str(captured), "--package", "x").check_failed(2)


def test_bad_input_is_one_clear_line_and_a_documented_exit_code(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    livebind("generate", str(captured)).check_failed(2)
    livebind("generate", "--nonsense").check_failed(2)
    livebind("nonsense").check_failed(2)
    livebind("generate", str(captured), "--package", "../x").check_failed(2)
    livebind("generate", "missing.json", "--package", "x").check_failed(3)
    livebind("generate", "127.0.0.1:1", "--package", "x").check_failed(3)
    livebind("generate", "no.such.host.invalid:1", "--package", "x").check_failed(3)
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    livebind("generate", "broken.json", "--package", "x").check_failed(3)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    livebind("generate", "other.json", "--package", "x").check_failed(6)
    (tmp_path / "generated").write_text("in the way", encoding="utf-8")
    livebind("generate", str(captured), "--package", "x").check_failed(8)
    with serve_replies(always(5)) as address:
        livebind("generate", address, "--package", "x").check_failed(4)
    with serve_recorded(recorded("brayns3-core"), schemas={"snapshot": []}) as address:
        livebind("capture", address, "-o", "new.json").check_failed(5)
    assert not (tmp_path / "new.json").exists()


def test_check_tells_its_two_answers_apart(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    livebind("generate", str(captured), "--package", "tiny", "--output", ".")
    check = ("check", "--package", "tiny", "--output", ".")
    assert livebind(*check).code == 0
    assert livebind("check", str(captured), "--package", "tiny", "--output", ".").code == 0

    newer = tmp_path / "newer.json"
    newer.write_text(canonical_json(to_document(small_description("2.0"))), encoding="utf-8")
    with_newer = ("check", str(newer), "--package", "tiny", "--output", ".")
    livebind(*with_newer).check_failed(21)

    edited = tmp_path / "tiny" / "models" / "core.py"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(f"{text}# edited\n", encoding="utf-8")
    livebind(*check).check_failed(20)
    assert livebind(*with_newer).code == 22
    edited.write_text(text, encoding="utf-8")

    (tmp_path / "tiny" / "functions" / "core.py").unlink()
    ran = livebind(*check)
    ran.check_failed(20)
    assert "missing: functions/core.py" in ran.err


def test_check_of_an_edited_description_finds_the_code_outdated(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    livebind("generate", str(captured), "--package", "tiny", "--output", ".")
    newer = canonical_json(to_document(small_description("2.0")))
    (tmp_path / "tiny" / "openrpc.json").write_text(newer, encoding="utf-8")
    livebind("check", "--package", "tiny", "--output", ".").check_failed(20)


def test_check_finds_an_edited_lock_file(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    livebind("generate", str(captured), "--package", "tiny", "--output", ".")
    lock = tmp_path / "tiny" / "livebind.lock"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace('"Picture": {', '"Painting": {'), encoding="utf-8")
    livebind("check", "--package", "tiny", "--output", ".").check_failed(20)


def test_check_needs_a_package(livebind: Livebind) -> None:
    livebind("check", "--package", "none").check_failed(3)


def test_diff_prints_writes_and_fails_pipelines(
    livebind: Livebind, captured: Path, tmp_path: Path
) -> None:
    with (
        serve_recorded(recorded("brayns3-core")) as old,
        serve_recorded(recorded("brayns3")) as new,
    ):
        assert "Semantic version: minor" in livebind("diff", old, new).out
        assert livebind("diff", old, new, "--fail-on", "breaking").code == 0
        ran = livebind("diff", new, old, "--fail-on", "breaking", "--format", "json")
        assert ran.code == 23
        assert json.loads(ran.out)["verdict"] == "major"
    ran = livebind("diff", str(captured), str(captured), "--format", "html", "-o", "report.html")
    assert ran.out == ("report.html: 0 breaking, 0 compatible changes; semantic version: none\n")
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_without_its_extra_the_command_says_what_to_install() -> None:
    program = (
        "import sys\n"
        "sys.modules['typer'] = None\n"
        "from livebind_codegen.main import main\n"
        "main()\n"
    )
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "install 'livebind[codegen]'" in ran.stderr


def test_an_interrupted_command_says_so(
    livebind: Livebind, captured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object) -> None:
        del arguments
        raise KeyboardInterrupt

    monkeypatch.setattr("livebind_codegen.commands.generate.read_source", interrupt)
    livebind("capture", str(captured)).check_failed(130)


def test_a_reader_that_has_seen_enough_gets_no_words(captured: Path) -> None:
    program = "from livebind_codegen.main import main; main()"
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program, "capture", str(captured)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_no_bar_is_drawn_where_there_is_no_terminal(livebind: Livebind) -> None:
    with serve_recorded(recorded("brayns3-core")) as address:
        assert livebind("capture", address, "-o", "x.json").err == ""


def test_the_command_line_wins_over_the_protocol_of_the_settings(
    livebind: Livebind, tmp_path: Path
) -> None:
    settings = '[tool.livebind]\nprotocol = "brayns4"\npackage = "x"'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    with serve_recorded(recorded("brayns3-core")) as address:
        livebind("generate", address).check_failed(4)
        made = livebind("generate", address, "--protocol", "brayns3")
        assert made.code == 0, made.err
        livebind("check", address).check_failed(4)
        assert livebind("check", address, "--protocol", "brayns3").code == 0
