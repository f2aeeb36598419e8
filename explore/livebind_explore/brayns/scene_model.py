"""What a Brayns 3 says about its scene, as far as it is shown."""

from __future__ import annotations

from typing import Any

import msgspec

from livebind_explore.brayns.camera_control import Bounds  # noqa: TC001 - msgspec reads it
from livebind_explore.brayns.vectors import Vector  # noqa: TC001 - likewise

__all__ = ["LoadInfo", "Model", "ModelInfo", "Scene", "Transform"]


class Transform(msgspec.Struct, frozen=True):
    """Where a model stands."""

    translation: Vector = (0.0, 0.0, 0.0)
    rotation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    """A quaternion, XYZW."""
    scale: Vector = (1.0, 1.0, 1.0)


class LoadInfo(msgspec.Struct, frozen=True):
    """Where a model came from."""

    source: str = "none"
    """`from_file`, `from_blob` or `none`."""
    path: str = ""
    loader_name: str = ""


class ModelInfo(msgspec.Struct, frozen=True):
    """Facts about a model."""

    load_info: LoadInfo | None = None
    metadata: dict[str, Any] | None = None


class Model(msgspec.Struct, frozen=True):
    """One model of a scene; lights are models too."""

    model_id: int
    model_type: str
    bounds: Bounds
    info: ModelInfo = ModelInfo()
    is_visible: bool = True
    transform: Transform = Transform()


class Scene(msgspec.Struct, frozen=True):
    """All that is to be seen."""

    bounds: Bounds
    models: tuple[Model, ...] = ()
