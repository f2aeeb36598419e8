"""Overlays: hand-written modules that the generator puts into a package.

A manifest beside the modules, `overlay.toml`, says which backends they are for:

    backend = "Brayns"      # the title of the description
    protocol = "my_dialect" # how it describes itself
    since = "3.10"          # the first version
    below = "4"             # the first version that it is not for
    extras = []             # those of livebind that the modules need

Without a manifest an overlay fits every backend, for those who ask for it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import NameConflictError, UsageProblem
from livebind_codegen.json_values import is_list
from livebind_codegen.overlay_folders import brought_overlays
from livebind_codegen.text.identifiers import is_value_name
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from livebind_codegen.description.model import Description

__all__ = ["OVERLAY_FOLDER", "Overlay", "Purpose", "check_names", "read_overlay"]

OVERLAY_FOLDER: Final = "overlay"
"""Where the modules are in a package."""
_MANIFEST: Final = "overlay.toml"
_TEXTS: Final = frozenset({"backend", "protocol", "since", "below"})
_VERSION: Final = re.compile(r"\d{1,9}(\.\d{1,9})*")
_GENERATED: Final = frozenset({"functions", "models"})
_ABOVE: Final = 2
"""Level of a relative import that goes from a module of the overlay to the package."""
_MAX_LISTED: Final = 5


@dataclass(frozen=True)
class Purpose:
    """Which backends an overlay is for; what is empty does not matter."""

    backend: str = ""
    protocol: str = ""
    since: str = ""
    below: str = ""
    extras: tuple[str, ...] = ()
    """Extras of livebind that the modules need."""

    def fits(self, description: Description) -> bool:
        """Whether the overlay is for this backend."""
        version = _numbers(description.version)
        return (
            self.is_related(description)
            and self.protocol in {"", description.protocol}
            and (not self.since or _numbers(self.since) <= version)
            and (not self.below or () < version < _numbers(self.below))
        )

    def is_related(self, description: Description) -> bool:
        """Whether it is for this backend, perhaps in another version."""
        return self.backend in {"", description.title}

    def __str__(self) -> str:
        bounds = [f">={self.since}"] if self.since else []
        bounds += [f"<{self.below}"] if self.below else []
        protocol = f"(protocol {self.protocol})" if self.protocol else ""
        return " ".join(part for part in (self.backend, ", ".join(bounds), protocol) if part)


@dataclass(frozen=True)
class Overlay:
    """Hand-written modules."""

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Text of each file by its path in the package."""
    names: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Public names (`__all__`) by module, as the package imports it."""
    needs: frozenset[tuple[str, str]] = frozenset()
    """What they import from the package: module and name."""
    purpose: Purpose = field(default_factory=Purpose)


def read_overlay(folder: Path) -> Overlay:
    """Return the modules in `folder`.

    Raises:
        UsageProblem: if a module or the manifest cannot be read, or a module does not list its
            names in `__all__`.
    """
    if not folder.is_dir():
        brought = ", ".join(brought_overlays())
        raise UsageProblem(f"the overlay {folder} is no folder, nor one of livebind's: {brought}")
    files: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    needs: set[tuple[str, str]] = set()
    for path in sorted(folder.glob("*.py")):
        try:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
        except (OSError, SyntaxError, UnicodeDecodeError) as error:
            raise UsageProblem(f"the overlay module {path} cannot be read: {error}") from None
        files[f"{OVERLAY_FOLDER}/{path.name}"] = text
        needs.update(_imports_from_package(tree))
        if path.stem == "__init__":
            continue
        public = _public_names(tree)
        if public is None or not is_value_name(path.stem):
            raise UsageProblem(
                f"the overlay module {path} needs a plain name and a literal `__all__`"
            )
        names[f".{OVERLAY_FOLDER}.{path.stem}"] = public
    files.setdefault(f"{OVERLAY_FOLDER}/__init__.py", '"""Hand-written parts of the package."""\n')
    purpose = Purpose()
    if (folder / _MANIFEST).is_file():
        files[f"{OVERLAY_FOLDER}/{_MANIFEST}"], purpose = _read_manifest(folder / _MANIFEST)
    return Overlay(files, names, frozenset(needs), purpose)


def check_names(overlay: Overlay, places: Mapping[str, str]) -> None:
    """Check that a package has the names that an overlay needs, and none that it brings.

    `places` are the public names of the package without the overlay, and the module of each.

    Raises:
        NameConflictError: a name is there already.
        UsageProblem: a name is missing.
    """
    taken = dict(places)
    for module, names in overlay.names.items():
        for name in names:
            if name in taken:
                raise NameConflictError(
                    f"the overlay module {module} has {name!r} in its `__all__`, but "
                    f"{taken[name]} has that name too: give it another one, or rename the "
                    "generated one in [tool.livebind.rename]"
                )
            taken[name] = module
    missing = sorted(name for module, name in overlay.needs if _is_missing(module, name, taken))
    if missing:
        more = f" and {len(missing) - _MAX_LISTED} more" if len(missing) > _MAX_LISTED else ""
        raise UsageProblem(
            f"the overlay needs {', '.join(missing[:_MAX_LISTED])}{more}, which the package does "
            "not have: generate the methods that they belong to, or leave the overlay out "
            "(--no-overlay)"
        )


def _is_missing(module: str, name: str, places: Mapping[str, str]) -> bool:
    modules = set(places.values())
    if not module:
        return name not in places and name not in _GENERATED and f".{name}" not in modules
    if module.partition(".")[0] not in _GENERATED:
        return False
    if name.startswith("_"):
        return f".{module}" not in modules
    return places.get(name) != f".{module}" and f".{module}.{name}" not in modules


def _public_names(tree: ast.Module) -> list[str] | None:
    for statement in tree.body:
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


def _imports_from_package(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield module and name of each import of what lies beside the overlay, wherever it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == _ABOVE:
            for alias in node.names:
                yield node.module or "", alias.name


def _read_manifest(path: Path) -> tuple[str, Purpose]:
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageProblem(f"{path} cannot be read: {error}") from None
    for key, value in table.items():
        if not _is_valid(key, value):
            raise UsageProblem(
                f"{path}: {plain_text(key, 40)} is unknown or of the wrong type: there are "
                f"{', '.join(sorted(_TEXTS))} and extras"
            )
    texts: dict[str, str] = {key: value for key, value in table.items() if key in _TEXTS}
    return text, Purpose(**texts, extras=tuple(table.get("extras", ())))


def _is_valid(key: str, value: Any) -> bool:  # noqa: ANN401 - whatever TOML holds
    if key in {"since", "below"}:
        return isinstance(value, str) and bool(_VERSION.fullmatch(value))
    if key == "extras":
        return is_list(value) and all(isinstance(one, str) and one.isalnum() for one in value)
    return key in _TEXTS and isinstance(value, str)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with: 4.0.0-1 is 4, 0, 0."""
    found = _VERSION.match(version)
    return tuple(int(part) for part in found.group().split(".")) if found else ()
