"""The whole way: what is written, when it is, and when it is not."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.errors import OutputError, SchemaError, SourceError, TypeCheckError
from livebind_codegen.generation import LOCK_FILE, PackageOptions, generate
from livebind_codegen.settings import read_settings
from livebind_codegen.sources import LiveOptions, read_source
from support.descriptions import method, object_schema, small_description
from support.recorded_server import serve_recorded
from support.recordings import Recorded, recorded

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description

OPTIONS = PackageOptions("backend")


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def live(backend: Recorded, shuffle_seed: int | None = None) -> Description:
    with serve_recorded(backend, shuffle_seed=shuffle_seed) as address:
        return read_source(address, LiveOptions())[0]


@pytest.mark.parametrize("name", ["brayns3", "brayns4"])
def test_live_captured_and_shuffled_sources_give_the_same_bytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = recorded(name)
    description = live(backend)
    captured = tmp_path / "captured.json"
    captured.write_text(canonical_json(to_document(description)), encoding="utf-8")
    generate(description, tmp_path / "live", OPTIONS)
    expected = files_in(tmp_path / "live")

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    generate(read_source(str(captured), LiveOptions())[0], tmp_path / "offline", OPTIONS)
    assert files_in(tmp_path / "offline") == expected

    for seed in (1, 2):
        assert canonical_json(to_document(live(backend, seed))) == captured.read_text()


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    description = small_description()
    assert generate(description, tmp_path, OPTIONS).changes
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    done = generate(description, tmp_path, OPTIONS)
    assert not done.changes
    assert (done.methods, done.types) == (7, 9)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_an_edited_file_is_restored_and_others_are_left_alone(tmp_path: Path) -> None:
    description = small_description()
    generate(description, tmp_path, OPTIONS)
    expected = files_in(tmp_path)
    edited = tmp_path / "backend" / "functions" / "core.py"
    edited.write_text("edited = True\n", encoding="utf-8")
    (tmp_path / "backend" / "own.py").write_text("kept = True\n", encoding="utf-8")
    done = generate(description, tmp_path, OPTIONS)
    assert done.changes.changed == ("functions/core.py",)
    assert files_in(tmp_path) == {**expected, "backend/own.py": b"kept = True\n"}


def test_files_of_methods_that_went_are_removed(tmp_path: Path) -> None:
    more = method("explore", object_schema({"a": {"type": "number"}}), group="Explorer")
    small = small_description()
    generate(replace(small, methods=(*small.methods, more)), tmp_path, OPTIONS)
    assert (tmp_path / "backend" / "functions" / "explorer.py").is_file()
    done = generate(small, tmp_path, OPTIONS)
    assert done.changes.removed == (
        "aio/functions/explorer.py",
        "functions/explorer.py",
        "models/explorer.py",
    )
    assert not (tmp_path / "backend" / "functions" / "explorer.py").exists()


def test_methods_and_plugins_are_chosen_by_glob(tmp_path: Path) -> None:
    description = recorded("brayns3").description()
    chosen = PackageOptions("part", include=("*camera*", "Atlas Explorer"), exclude=("set-*",))
    generate(description, tmp_path, chosen)
    functions = {path.stem for path in (tmp_path / "part" / "functions").glob("*.py")}
    assert functions == {"__init__", "camera", "atlas_explorer", "cylindric_camera"}
    text = (tmp_path / "part" / "functions" / "camera.py").read_text(encoding="utf-8")
    assert "get_camera_view" in text
    assert "set_camera_view" not in text


def test_the_settings_that_the_documents_show_fit_a_real_backend(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "generator.md").read_text(encoding="utf-8")
    shown = guide.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "pyproject.toml").write_text(shown, encoding="utf-8")
    (tmp_path / "corrections.json").write_text('{"corrections": []}', encoding="utf-8")
    options = replace(read_settings(tmp_path).options, overlay=None, distribution="")
    generate(recorded("brayns3").description(), tmp_path, options)
    assert "class ExportParams(" in (tmp_path / "brayns/models/core.py").read_text("utf-8")


def test_nothing_is_written_if_what_comes_before_fails(tmp_path: Path) -> None:
    def refuse(files: object) -> None:
        del files
        raise TypeCheckError("refused")

    description = small_description()
    with pytest.raises(TypeCheckError):
        generate(description, tmp_path / "new", OPTIONS, before_writing=refuse)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_writable_stays_as_it_is(tmp_path: Path) -> None:
    description = small_description()
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        generate(description, tmp_path / "locked", OPTIONS)
    assert list((tmp_path / "locked").iterdir()) == []


def test_a_file_in_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    description = small_description()
    (tmp_path / "backend").mkdir()
    (tmp_path / "backend" / "functions").write_text("a file\n", encoding="utf-8")
    with pytest.raises(OutputError, match="functions"):
        generate(description, tmp_path, OPTIONS)
    assert files_in(tmp_path) == {"backend/functions": b"a file\n"}


@pytest.mark.parametrize("package", ["", "a b", "../up", "class", "a-b", "É", "_x", "match", "a.b"])
def test_a_package_needs_a_plain_name(package: str, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="cannot be the name of a package"):
        generate(small_description(), tmp_path, PackageOptions(package))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"version": 99}',
        '{"version": 1, "names": 5}',
        '{"version": 1, "options": {"include": 5}}',
    ],
)
def test_a_broken_lock_file_is_an_error_and_no_fresh_start(content: str, tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    (tmp_path / "backend" / LOCK_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match="restore"):
        generate(small_description(), tmp_path, OPTIONS)


def test_a_lock_file_cannot_smuggle_in_a_name(tmp_path: Path) -> None:
    description = small_description()
    generate(description, tmp_path, OPTIONS)
    lock = tmp_path / "backend" / LOCK_FILE
    content = json.loads(lock.read_text(encoding="utf-8"))
    content["names"]["x = 1; import os"] = content["names"].pop("View")
    lock.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SourceError, match="broken"):
        generate(description, tmp_path, OPTIONS)


def test_the_header_names_backend_version_and_description_but_no_time(tmp_path: Path) -> None:
    generate(small_description(), tmp_path, OPTIONS)
    text = (tmp_path / "backend" / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""Typed bindings for Test 1.2.3.')
    assert "SHA-256" in text
    assert "2026" not in text


def test_a_schema_that_cannot_be_honoured_leaves_the_folder_alone(tmp_path: Path) -> None:
    small = small_description()
    generate(small, tmp_path, OPTIONS)
    expected = files_in(tmp_path)
    broken = replace(small, methods=(*small.methods, method("x", None, {"type": "version"})))
    with pytest.raises(SchemaError, match=r"x\.result"):
        generate(broken, tmp_path, OPTIONS)
    assert files_in(tmp_path) == expected
