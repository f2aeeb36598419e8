"""Type-checks a generated package as strictly as its users may."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from livebind_codegen.errors import OutputError, TypeCheckError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_files"]

_PYRIGHT_SETTINGS: Final = '{"typeCheckingMode": "strict", "pythonVersion": "3.11"}'
_MAX_SHOWN: Final = 20


@dataclass(frozen=True)
class _Checker:
    name: str
    arguments: tuple[str, ...]


_CHECKERS: Final = (
    _Checker("mypy", ("--strict", "--no-error-summary", "--cache-dir=.mypy_cache")),
    _Checker("pyright", ("--project", "pyrightconfig.json")),
)


def check_files(package: str, files: Mapping[str, str]) -> list[str]:
    """Check the files of a package before they are written; return the checkers that did.

    Raises:
        TypeCheckError: if a checker finds anything.
        UsageProblem: if no checker is installed.
    """
    checkers = [checker for checker in _CHECKERS if find_spec(checker.name) is not None]
    if not checkers:
        raise UsageProblem("no type checker is installed: pip install mypy pyright[nodejs]")
    try:
        with tempfile.TemporaryDirectory(prefix="livebind-") as name:
            folder = Path(name)
            for path, text in files.items():
                target = folder / package / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            (folder / "pyrightconfig.json").write_text(_PYRIGHT_SETTINGS, encoding="utf-8")
            with ThreadPoolExecutor() as pool:
                runs = [pool.submit(_run, one, package, folder) for one in checkers]
                found = [run.result() for run in runs]
    except OSError as error:
        raise OutputError(f"no temporary folder to type-check in: {error.strerror}") from None
    problems = [line for lines in found for line in lines]
    if problems:
        shown = "\n".join(problems[:_MAX_SHOWN])
        raise TypeCheckError(
            f"the generated code does not type-check, nothing was written: please report\n{shown}"
        )
    return [checker.name for checker in checkers]


def _run(checker: _Checker, package: str, folder: Path) -> list[str]:
    command = [sys.executable, "-m", checker.name, *checker.arguments]
    if checker.name == "mypy":
        command += ["--python-executable", sys.executable, package]
    else:
        command += ["--pythonpath", sys.executable]
    result = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if result.returncode == 0:
        return []
    lines = [line.strip() for line in (result.stdout + result.stderr).splitlines()]
    return [line for line in lines if line] or [f"{checker.name} failed"]
