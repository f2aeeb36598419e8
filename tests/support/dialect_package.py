"""A package of somebody else, which brings a dialect, as pip would install it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_dialect_package"]


def write_dialect_package(folder: Path, module: str, code: str, target: str) -> None:
    """Write the module, and what tells Python of its entry point; the folder is for `sys.path`."""
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    metadata = folder / f"{module}-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(f"[livebind.dialects]\n{target}\n")
