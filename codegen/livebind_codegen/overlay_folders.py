"""Where overlays are: those that livebind brings along, by their names, and those of others."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["brought_overlays", "overlay_folder"]

_BROUGHT: Final = Path(__file__).parent / "overlays"


def brought_overlays() -> dict[str, Path]:
    """Return the folder of each overlay that livebind brings along, by its name, in order."""
    return {path.parent.name: path.parent for path in sorted(_BROUGHT.glob("*/overlay.toml"))}


def overlay_folder(text: str, base: Path) -> Path:
    """Return the folder of an overlay: of one that livebind brings by its name, else from `base`.

    A folder of one's own that has such a name too is given as `./name`.
    """
    return brought_overlays().get(text, base / text)
