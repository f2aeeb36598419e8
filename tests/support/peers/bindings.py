"""Packages that are generated from a running peer, and programs of the documents that use them."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from livebind_codegen.api.build import build_api
from livebind_codegen.typecheck import check_files
from livebind_codegen.verification import read_description
from support.command_line import run_livebind
from support.documents import DOCS, Page

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Bindings", "bindings_of", "program"]


@dataclass(frozen=True)
class Bindings:
    """A package that was generated, in a folder."""

    folder: Path
    name: str

    def load(self) -> Any:  # noqa: ANN401 - known by nobody but who generated it
        """Import the package."""
        sys.path.insert(0, str(self.folder))
        try:
            importlib.invalidate_caches()
            return importlib.import_module(self.name)
        finally:
            sys.path.remove(str(self.folder))

    @property
    def api(self) -> Any:  # noqa: ANN401 - as above
        """What the package was made of."""
        return build_api(read_description(self.folder / self.name))

    def checked_by(self) -> list[str]:
        """Return the checkers that find nothing in it in strict mode; raise what they find."""
        root = self.folder / self.name
        files = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in root.rglob("*.py")
        }
        return check_files(self.name, files)

    def run(self, code: str, *arguments: str) -> str:
        """Run a program that uses the package, in its folder; return what it printed."""
        ran = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-W", "error", "-c", code, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout


def bindings_of(source: str, name: str, folder: Path) -> Bindings:
    """Generate a package from a live source."""
    folder.mkdir(exist_ok=True)
    made = run_livebind(folder, "generate", source, "--package", name, "--output", folder)
    assert made.code == 0, made.err
    return Bindings(folder, name)


def program(page: str, title: str) -> str:
    """Return a program that a how-to shows."""
    blocks = Page(DOCS / "how-to" / page).blocks
    return next(block.text for block in blocks if block.title == title)
