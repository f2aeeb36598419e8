"""Overlays: hand-written modules that the generator puts into a package, and their public names."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livebind_codegen.errors import UsageProblem
from livebind_codegen.text.identifiers import is_value_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Overlay", "read_overlay"]


@dataclass(frozen=True)
class Overlay:
    """Hand-written modules."""

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Text of each file by its path in the package."""
    names: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Public names (`__all__`) by module, as the package imports it."""


def read_overlay(folder: Path | None) -> Overlay:
    """Return the modules in `folder`, an empty overlay for none.

    Raises:
        UsageProblem: if a module cannot be read, or does not list its names in `__all__`.
    """
    if folder is None:
        return Overlay()
    if not folder.is_dir():
        raise UsageProblem(f"the overlay {folder} is no folder")
    files: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.py")):
        try:
            text = path.read_text(encoding="utf-8")
            public = _public_names(text)
        except (OSError, SyntaxError, UnicodeDecodeError) as error:
            raise UsageProblem(f"the overlay module {path} cannot be read: {error}") from None
        files[f"overlay/{path.name}"] = text
        if path.stem == "__init__":
            continue
        if public is None or not is_value_name(path.stem):
            raise UsageProblem(
                f"the overlay module {path} needs a plain name and a literal `__all__`"
            )
        names[f".overlay.{path.stem}"] = public
    files.setdefault("overlay/__init__.py", '"""Hand-written parts of the package."""\n')
    return Overlay(files, names)


def _public_names(text: str) -> list[str] | None:
    for statement in ast.parse(text).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items)):
                return [
                    item.value
                    for item in items
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                ]
            case _:
                continue
    return None
