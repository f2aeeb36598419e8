"""Names of one's own: each must be for something that is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.dialects.conplyent.dialect import describe as describe_commands
from livebind_codegen.errors import NameConflictError, UsageProblem
from livebind_codegen.generation import PackageOptions, generate
from support.descriptions import method, small_description

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("View", "Look"),
        ("get-camera-view.result", "Look"),
        ("render.params.view", "Look"),
        ("mesh file.loader", "MeshSettings"),
        ("get-version", "version"),
        ("View.fovY", "angle"),
        ("ViewKind.free", "unbound"),
        ("upload.name", "title"),
    ],
)
def test_each_kind_of_part_can_be_renamed(key: str, name: str, tmp_path: Path) -> None:
    generate(small_description(), tmp_path, PackageOptions("tiny", rename={key: name}))
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.py")]
    assert any(name in text or name.upper() in text for text in texts)


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("Veiw", "'Veiw' names nothing of the backend: did you mean 'View'"),
        ("get-versoin", "did you mean 'get-version'"),
        ("View.fovX", "did you mean 'View.fovY'"),
        ("render.params.veiw", "did you mean .*'render.params.view'"),
        ("upload.nmae", "did you mean 'upload.name'"),
        ("qqq\n", "'qqq.*' names nothing of the backend$"),
    ],
)
def test_a_key_that_names_nothing_is_an_error(key: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=problem):
        generate(small_description(), tmp_path, PackageOptions("tiny", rename={key: "Other"}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["class", "timeout", "instance", "list", "Name", "a b", ""])
def test_a_parameter_is_renamed_to_no_name_that_means_something_else(
    name: str, tmp_path: Path
) -> None:
    options = PackageOptions("tiny", rename={"upload.name": name})
    with pytest.raises(NameConflictError, match=r"upload\.name cannot be renamed"):
        generate(small_description(), tmp_path, options)


def test_what_is_said_of_methods_that_are_left_out_is_no_error(tmp_path: Path) -> None:
    renames = {"get-version": "version", "render.params": "RenderSettings", "Picture": "Image"}
    options = PackageOptions("tiny", exclude=("render", "get-version"), rename=renames)
    generate(small_description(), tmp_path, options)
    wrong = replace(options, rename={**renames, "Pictrue": "Image"})
    with pytest.raises(UsageProblem, match="did you mean 'Picture'"):
        generate(small_description(), tmp_path, wrong)


def test_a_part_that_is_left_out_may_be_one_that_cannot_be_honoured(tmp_path: Path) -> None:
    small = small_description()
    broken = replace(small, methods=(*small.methods, method("x", None, {"type": "version"})))
    options = PackageOptions("tiny", exclude=("x",), rename={"Veiw": "Look"})
    with pytest.raises(UsageProblem, match="did you mean 'View'"):
        generate(broken, tmp_path, options)


def test_commands_of_conplyent_are_checked_too(tmp_path: Path) -> None:
    description = describe_commands(["cwd", "ls"], {})
    generate(description, tmp_path, PackageOptions("remote", rename={"ls": "listing"}))
    with pytest.raises(UsageProblem, match="did you mean 'cwd'"):
        generate(description, tmp_path, PackageOptions("remote", rename={"cdw": "place"}))
