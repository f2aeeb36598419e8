"""Settings in `[tool.livebind]` of `pyproject.toml`: what else would be said on the command line.

[tool.livebind]
source = "localhost:5000"       # or a captured file
package = "brayns"
output = "generated"            # relative to the file, as are the other paths
protocol = "my_dialect"         # how the backend describes itself; else it is asked
include = ["camera*"]           # methods, functions, plugins or modules
exclude = ["Circuit Explorer"]
tests = true
overlay = "overlays/brayns"     # or false for none
distribution = "brayns-bindings"
corrections = "brayns-corrections.json"   # what probe wrote; or false for none

[tool.livebind.rename]
GBuffersParams = "ExportParams"             # a type
"snapshot.params.camera" = "CameraChoice"   # a type, by where it stands
"get-version" = "version"                   # a function
"View.up" = "up_vector"                     # an attribute, or a value of an enum
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.corrections.model import load_corrections
from livebind_codegen.errors import UsageProblem
from livebind_codegen.json_values import is_object
from livebind_codegen.options import PackageOptions, is_sound_option
from livebind_codegen.overlay_folders import overlay_folder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Settings", "read_settings"]

_FILE: Final = "pyproject.toml"
_TEXTS: Final = frozenset({"source", "package", "output", "protocol"})


@dataclass(frozen=True)
class Settings:
    """What `[tool.livebind]` says; empty where it says nothing."""

    source: str = ""
    output: Path | None = None
    protocol: str = ""
    options: PackageOptions = field(default_factory=PackageOptions)


def read_settings(start: Path) -> Settings:
    """Return the settings of the first `pyproject.toml` in `start` or a folder above it.

    Raises:
        UsageProblem: if they cannot be read or hold something unknown.
    """
    for folder in (start, *start.parents):
        path = folder / _FILE
        if path.is_file():
            return _read(path)
    return Settings()


def _read(path: Path) -> Settings:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageProblem(f"{path} cannot be read: {error}") from None
    table = content.get("tool", {}).get("livebind", {})
    if not is_object(table):
        raise UsageProblem(f"{path}: [tool.livebind] must be a table")
    return _settings(table, path)


def _settings(table: dict[str, Any], path: Path) -> Settings:
    for key, value in table.items():
        if not _is_valid(key, value):
            raise UsageProblem(f"{path}: [tool.livebind] {key} is unknown or of the wrong type")
    folder = path.parent
    overlay = overlay_folder(table["overlay"], folder) if table.get("overlay") else None
    said = {key: value for key, value in table.items() if key != "corrections"}
    options = PackageOptions.read(said, table.get("package", ""), overlay)
    if "corrections" in table:
        named = table["corrections"]
        options = replace(options, corrections=load_corrections(folder / named) if named else ())
    return Settings(
        source=_resolved_source(table.get("source", ""), folder),
        output=folder / table["output"] if "output" in table else None,
        protocol=table.get("protocol", ""),
        options=options,
    )


def _is_valid(key: str, value: object) -> bool:
    if key in _TEXTS:
        return isinstance(value, str)
    if key in {"corrections", "overlay"}:
        return value is False or (isinstance(value, str) and value != "")
    return is_sound_option(key, value)


def _resolved_source(source: str, folder: Path) -> str:
    """Return the source, relative to its settings if it is a file there."""
    path = folder / source
    return str(path) if source and path.is_file() else source
