"""A pipeline that mypy checks from end to end: thumbnails of all models of a folder.

    python examples/pipeline.py HOST:PORT THUMBNAILS MODEL.obj [MODEL.obj ...]

Ask for the thumbnail of a path instead of its models, `thumbnail(path, size)`, and mypy says so
before anything runs:

    error: Argument 1 to "thumbnail" has incompatible type "str";
    expected "list[Model]"  [arg-type]
"""

from __future__ import annotations

import sys
from pathlib import Path

import brayns


def load(instance: brayns.Instance, path: str) -> list[brayns.Model]:
    """Load one file into an instance that holds nothing else."""
    brayns.clear_models(instance)
    return brayns.MeshLoader().load(instance, path)


def thumbnail(models: list[brayns.Model], size: tuple[int, int]) -> brayns.Snapshot:
    """Return the picture that shows all models."""
    camera = brayns.PerspectiveCamera()
    bounds = brayns.BoundingBox.merged(model.bounds for model in models)
    resolution = brayns.Resolution(*size)
    view = camera.get_full_screen_view(bounds, aspect_ratio=resolution.aspect_ratio)
    return brayns.Snapshot(resolution=resolution, view=view, camera=camera)


def main(uri: str, folder: str, *paths: str) -> None:
    """Run the example."""
    size = (160, 160)
    with brayns.connect(uri) as instance:
        for path in paths:
            models = load(instance, path)
            snapshot = thumbnail(models, size)
            saved = snapshot.save(instance, Path(folder) / f"{Path(path).stem}.png")
            print(f"saved {saved}")


if __name__ == "__main__":
    main(*sys.argv[1:])
