"""The scene as a tree: what was loaded together stands together. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from livebind_explore.brayns.camera_control import Bounds
    from livebind_explore.brayns.scene_model import LoadInfo, Model, Scene
    from livebind_explore.brayns.vectors import Vector

__all__ = ["Branch", "Leaf", "model_at", "scene_tree"]

_LONGEST: Final = 80
"""Characters of a name that are shown."""
_TOLERANCE: Final = 1e-3
"""How far outside of its box, in parts of the box, a point may be and still belong to a model."""
_PRECISION: Final = 1e-6
"""How far in parts of its coordinates: they have 32 bits."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One model."""

    model_id: int
    title: str
    is_visible: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """Models that came from one source, such as a file."""

    title: str
    leaves: tuple[Leaf, ...]

    @property
    def is_visible(self) -> bool:
        """Whether any of its models is."""
        return any(leaf.is_visible for leaf in self.leaves)


def scene_tree(scene: Scene) -> tuple[Branch, ...]:
    """Return the models of a scene by what they came from, in the order of their numbers."""
    branches: dict[str, list[Leaf]] = {}
    for model in sorted(scene.models, key=lambda one: one.model_id):
        leaf = Leaf(model.model_id, f"{model.model_type} {model.model_id}", model.is_visible)
        branches.setdefault(_source(model), []).append(leaf)
    return tuple(Branch(title, tuple(leaves)) for title, leaves in branches.items())


def model_at(scene: Scene, point: Vector) -> Model | None:
    """Return the visible model that a point of a surface belongs to, by the boxes around models.

    Where the boxes of several hold it, the smallest wins; None if none does.
    """
    holding = [model for model in scene.models if model.is_visible and _holds(model.bounds, point)]
    return min(holding, key=lambda model: _size(model.bounds), default=None)


def _source(model: Model) -> str:
    if "light" in model.model_type.lower():
        return "Lights"
    loaded = model.info.load_info
    return "Added" if loaded is None or loaded.source == "none" else _loaded(loaded)


def _loaded(loaded: LoadInfo) -> str:
    # The instance may run on another system than this program.
    name = PureWindowsPath(loaded.path).name or PurePath(loaded.path).name
    return name[:_LONGEST] or f"Uploaded ({loaded.loader_name[:_LONGEST]})"


def _holds(bounds: Bounds, point: Vector) -> bool:
    if bounds.is_empty:
        return False
    slack = _TOLERANCE * _size(bounds) + _PRECISION * max(map(abs, point))
    return all(
        low - slack <= value <= high + slack
        for low, value, high in zip(bounds.min, point, bounds.max, strict=True)
    )


def _size(bounds: Bounds) -> float:
    """Return the length of the longest side."""
    return max(high - low for low, high in zip(bounds.min, bounds.max, strict=True))
