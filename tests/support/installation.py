"""livebind as its users have it: the built wheel in an environment that knows nothing of the clone.

    site = installed("codegen", "backend")
    done = site.run("livebind", "generate", address, "--package", "brayns", cwd=tmp_path)

The wheel is built once for each session of tests, and so is the environment of each choice of
extras. What livebind depends on is not downloaded: an environment sees those packages of the
tests' own one that its extras ask for, and no others.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Installation", "built_wheel", "install", "installed", "livebind_wheel"]

_ROOT = Path(__file__).resolve().parents[2]
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input")
_SCRIPT = """\
#!{python}
import sys

from {module} import {name}

sys.exit({name}())
"""


@dataclass(frozen=True)
class Installation:
    """An environment of its own."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def variables(self) -> dict[str, str]:
        """What a process in it has as its environment: its commands first, and none of ours."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        kept.pop("VIRTUAL_ENV", None)
        others = os.environ.get("PATH", os.defpath).split(os.pathsep)
        path = [str(self.python.parent)]
        path += [one for one in others if not (Path(one) / "livebind").exists()]
        return {**kept, "PATH": os.pathsep.join(path), "PYTHONNOUSERSITE": "1"}

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of it in a folder, and return how it ended and what it printed."""
        program = shutil.which(str(command[0]), path=self.variables["PATH"])
        assert program is not None, f"there is no {command[0]} in the environment"
        return subprocess.run(  # noqa: S603 - programs of the tests
            [program, *map(str, command[1:])],
            cwd=cwd,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def add(self, wheel: Path) -> None:
        """Install a wheel, without what it depends on."""
        options = ("--no-deps", "--no-index", "--no-compile")
        command = [*_PIP, "--python", str(self.python), "install", *options, str(wheel)]
        subprocess.run(command, check=True, env=self.variables)  # noqa: S603 - our own interpreter


@cache
def installed(*extras: str) -> Installation:
    """Return an environment with livebind and these extras, the same for all tests: add nothing."""
    return install(_kept_folder() / ("_".join(extras) or "base"), extras)


def install(folder: Path, extras: Iterable[str] = (), also: Iterable[str] = ()) -> Installation:
    """Make an environment with livebind and some extras in a folder.

    `also` names more of the packages that the tests have, such as `mypy`, with their extras.
    """
    venv.create(folder, symlinks=True)
    made = Installation(folder)
    made.add(livebind_wheel())
    (site,) = folder.glob("lib/python*/site-packages")
    (metadata,) = site.glob("livebind-*.dist-info")
    for one in _dependencies(Distribution.at(metadata), extras, also):
        _link(one, site)
        for script in one.entry_points.select(group="console_scripts"):
            target = made.python.with_name(script.name)
            target.write_text(
                _SCRIPT.format(python=made.python, module=script.module, name=script.attr)
            )
            target.chmod(0o755)
        for program in _programs(one):
            made.python.with_name(program.name).symlink_to(program)
    return made


def _programs(one: Distribution) -> list[Path]:
    """Return the programs of a distribution that are no Python, such as that of ruff."""
    scripts = {script.name for script in one.entry_points.select(group="console_scripts")}
    paths = [Path(str(one.locate_file(file))).resolve() for file in one.files or ()]
    return [path for path in paths if path.parent.name == "bin" and path.name not in scripts]


@cache
def livebind_wheel() -> Path:
    """Return the wheel of this project."""
    folder = _kept_folder() / "wheel"
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(  # noqa: S603 - our own interpreter
        [*command, "--directory", str(folder)], cwd=_ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


def built_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project with pip, which is to be the only one in `folder`."""
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([*_PIP, "wheel", *options, str(project)], check=True)  # noqa: S603 - likewise
    (wheel,) = folder.glob("*.whl")
    return wheel


@cache
def _kept_folder() -> Path:
    """Return a folder that lasts as long as the tests."""
    folder = Path(tempfile.mkdtemp(prefix="livebind-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _dependencies(
    base: Distribution, extras: Iterable[str], also: Iterable[str]
) -> Iterator[Distribution]:
    """Yield all that `base` needs with these extras, directly or not, and what else is named."""
    waiting = [*_requirements(base, set(extras)), *map(Requirement, also)]
    seen: set[tuple[str, str]] = {(base.name, "")}
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *wanted.extras):
            if (wanted.name, extra) in seen:
                continue
            seen.add((wanted.name, extra))
            found = base if wanted.name == base.name else distribution(wanted.name)
            waiting += _requirements(found, {extra})
            if not extra:
                yield found


def _requirements(of: Distribution, extras: set[str]) -> list[Requirement]:
    parsed = [Requirement(text) for text in of.requires or ()]
    return [
        one
        for one in parsed
        if one.marker is None
        or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def _link(package: Distribution, site: Path) -> None:
    """Make a package of the tests' own environment visible in another one."""
    for top in {file.parts[0] for file in package.files or ()}:
        target = site / top
        if top in {"..", "__pycache__"} or top.endswith(".pth") or target.exists():
            continue
        target.symlink_to(Path(str(package.locate_file(top))).resolve())
