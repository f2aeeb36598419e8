"""A generated package becomes a project that pip can install, and mypy and pyright can read."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.version import Version

from livebind_codegen.dialects.conplyent.dialect import describe as describe_conplyent
from livebind_codegen.emit.distribution import distribution_version
from livebind_codegen.errors import OutputError, TypeCheckError, UsageProblem
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.settings import read_settings
from livebind_codegen.verification import folder_changes, read_description
from support.descriptions import small_description
from support.installation import Installation, built_wheel, install

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_PACKAGE = Path(__file__).parents[2] / "generated" / "brayns"
OPTIONS = PackageOptions("brayns", distribution="our-brayns")

PROGRAM = """\
import brayns

def picture(address: str) -> bytes:
    with brayns.connect(address) as instance:
        (model,) = brayns.MeshLoader().load(instance, "box.obj")
        camera = brayns.PerspectiveCamera(fovy=30.0)
        view = camera.get_full_screen_view(model.bounds, aspect_ratio=1.0)
        return brayns.Snapshot(resolution=(64, 64), camera=camera, view=view).download(instance)

if __name__ == "__main__":
    print(brayns.get_version.__name__, brayns.Snapshot().resolution)
    try:
        picture("localhost:1")
    except brayns.ServiceUnavailableError:
        print("nobody there")
"""
METADATA = """\
from importlib.metadata import requires, version
print(version("our-brayns"), *requires("our-brayns"))
"""
MISTAKE = 'brayns.Snapshot(resolution="large")\n'


def project_of(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An environment with the bindings of the reference backend, built and installed by pip."""
    folder = tmp_path_factory.mktemp("distribution")
    generate(read_description(OWN_PACKAGE), folder / "project", OPTIONS)
    made = install(folder / "environment")
    made.add(built_wheel(folder / "project", folder / "wheel"))
    return made


@pytest.mark.timeout(180)
def test_it_is_installed_and_used(site: Installation, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = site.run("python", "-W", "error", "program.py", cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout == "get_version Resolution(1920, 1080)\nnobody there\n"
    done = site.run("python", "-c", METADATA, cwd=tmp_path)
    assert done.stdout == f"3.10.1 livebind>={version('livebind')}\n"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_program_is_type_checked_against_it(
    checker: str, site: Installation, tmp_path: Path
) -> None:
    (tmp_path / "program.py").write_text(f"{PROGRAM}{MISTAKE}", encoding="utf-8")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    arguments = {
        "mypy": ["--strict", "--cache-dir=.cache", "--python-executable", str(site.python)],
        "pyright": ["--pythonpath", str(site.python)],
    }[checker]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", checker, *arguments, "program.py"],
        cwd=tmp_path,
        env=site.variables,
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {
        int(found) for found in re.findall(r"program\.py:(\d+):(?:\d+:? -)? error", done.stdout)
    }
    assert wrong == {len(PROGRAM.splitlines()) + 1}, done.stdout


def test_a_second_run_changes_nothing_and_check_looks_at_all(tmp_path: Path) -> None:
    first = generate(small_description(), tmp_path, OPTIONS)
    assert {"../pyproject.toml", "../README.md", "py.typed"} <= set(first.changes.added)
    before = files_in(tmp_path)
    # What it is called needs not be said again.
    for options in (OPTIONS, PackageOptions("brayns")):
        assert not generate(small_description(), tmp_path, options).changes
    assert files_in(tmp_path) == before
    folder = tmp_path / "brayns"
    assert not folder_changes(folder)
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / "README.md").unlink()
    changes = folder_changes(folder)
    assert (changes.changed, changes.added) == (("../pyproject.toml",), ("../README.md",))
    done = generate(small_description(), tmp_path, OPTIONS)
    assert (done.changes.changed, done.changes.added) == (("../pyproject.toml",), ("../README.md",))
    assert files_in(tmp_path) == before


def test_the_version_follows_the_backend(tmp_path: Path) -> None:
    generate(small_description(), tmp_path, OPTIONS)
    done = generate(small_description("1.3.0-2"), tmp_path, OPTIONS)
    assert "../pyproject.toml" in done.changes.changed
    project = project_of(tmp_path)["project"]
    assert (project["name"], project["version"]) == ("our-brayns", "1.3.0.dev2")
    assert "1.3.0-2" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_nothing_is_written_if_what_comes_before_fails(tmp_path: Path) -> None:
    def refuse(files: Mapping[str, str]) -> None:
        assert "__init__.py" in files
        raise TypeCheckError("refused")

    with pytest.raises(TypeCheckError):
        generate(small_description(), tmp_path / "new", OPTIONS, before_writing=refuse)
    (tmp_path / "brayns").mkdir()
    (tmp_path / "brayns" / "models").write_text("in the way\n", encoding="utf-8")
    with pytest.raises(OutputError, match="models"):
        generate(small_description(), tmp_path, OPTIONS)
    assert files_in(tmp_path) == {"brayns/models": b"in the way\n"}


def test_a_project_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"pyproject\.toml is there already"):
        generate(small_description(), tmp_path, OPTIONS)
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_a_lock_file_cannot_have_other_files_removed(tmp_path: Path) -> None:
    generate(small_description(), tmp_path, OPTIONS)
    (tmp_path / "own.py").write_text("kept = True\n", encoding="utf-8")
    lock = tmp_path / "brayns" / "livebind.lock"
    text = lock.read_text(encoding="utf-8")
    edited = text.replace('"project_files": {', '"project_files": {"own.py": "",')
    lock.write_text(edited, encoding="utf-8")
    assert generate(small_description("1.2.4"), tmp_path, OPTIONS).changes.removed == ()
    assert (tmp_path / "own.py").is_file()


def test_the_project_says_how_it_is_generated_again(tmp_path: Path) -> None:
    options = replace(
        OPTIONS,
        include=("*camera*", '[r"\\\x7f\u00e9]ender'),
        exclude=("set-*",),
        rename={"View.kind": "sort"},
        tests=True,
        without_overlay=True,
    )
    generate(small_description(), tmp_path, options)
    settings = read_settings(tmp_path)
    assert settings.output == tmp_path
    again = settings.options
    assert again == options
    assert not generate(small_description(), tmp_path, again).changes


def test_extras_of_livebind_are_asked_for(tmp_path: Path) -> None:
    servers = replace(OPTIONS, package="servers", distribution="servers")
    generate(describe_conplyent(["ls"], {}), tmp_path / "servers", servers)
    (needed,) = project_of(tmp_path / "servers")["project"]["dependencies"]
    assert needed == f"livebind[conplyent]>={version('livebind')}"
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    (overlay / "overlay.toml").write_text('extras = ["distributed"]', encoding="utf-8")
    generate(small_description(), tmp_path / "other", replace(OPTIONS, overlay=overlay))
    (needed,) = project_of(tmp_path / "other")["project"]["dependencies"]
    assert needed == f"livebind[distributed]>={version('livebind')}"


@pytest.mark.parametrize("name", ["livebind", "LiveBind", "-a", "a b", "a\nb", "a/b", "ü"])
def test_names_that_mean_nothing_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be the name of a distribution"):
        generate(small_description(), tmp_path, replace(OPTIONS, distribution=name))
    assert list(tmp_path.iterdir()) == []


def test_text_of_a_backend_stays_text(tmp_path: Path) -> None:
    hostile = replace(small_description('1"\n[project]'), title='"] [x](http://a) <b>\n# y\u202e')
    generate(hostile, tmp_path, OPTIONS)
    project = project_of(tmp_path)["project"]
    assert project["version"] == "1"
    assert project["description"].startswith('Typed bindings for "] [x](http://a) <b> # y 1')
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert not set("[]<>#\u202e") & set(readme.partition("\n")[2].partition("```")[0])


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("3.10.1", "3.10.1"),
        ("4.0.0-1", "4.0.0.dev1"),
        ("4.0.0-alpha", "4.0.0a0"),
        ("4.0.0-beta.2", "4.0.0b2"),
        ("4.0.0-rc.1+build.5", "4.0.0rc1"),
        ("v007", "7"),
        ("2024.01.05", "2024.1.5"),
        ("", "0"),
        ("unknown", "0"),
        ("9" * 50, "999999999"),
    ],
)
def test_versions_are_those_of_python_packages(backend: str, expected: str) -> None:
    assert distribution_version(backend) == expected
    assert str(Version(expected)) == expected


def test_versions_keep_their_order() -> None:
    ascending = ["3.9.0", "3.10.1", "4.0.0-1", "4.0.0-2", "4.0.0-alpha.1", "4.0.0-rc.1", "4.0.0"]
    versions = [Version(distribution_version(one)) for one in ascending]
    assert versions == sorted(versions)
