"""The renderers that there are."""

from typing import Final

from livebind_backend.render.interactive import Interactive
from livebind_backend.render.production import Production
from livebind_backend.render.renderer import Renderer
from livebind_backend.variants import by_name

__all__ = ["RENDERERS"]

RENDERERS: Final[dict[str, type[Renderer]]] = by_name(Interactive, Production)
"""Every renderer by its name: what is here has its methods and can be asked for by requests."""
