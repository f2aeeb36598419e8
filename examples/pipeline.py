"""A pipeline that mypy checks from end to end: a thumbnail of each of several models.

Ask for the thumbnail of a path instead of its models, `thumbnail(path, size)`, and mypy says so
before anything runs:

    error: Argument 1 to "thumbnail" has incompatible type "str";
    expected "list[Model]"  [arg-type]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import brayns


def load(instance: brayns.Instance, path: str) -> list[brayns.Model]:
    """Load one file into an instance that holds nothing else, and light it."""
    brayns.clear_models(instance)
    brayns.add_light_ambient(instance, intensity=0.5)
    brayns.add_light_directional(instance, direction=(1.0, -1.6, -0.7), intensity=3)
    return brayns.MeshLoader().load(instance, path)


def thumbnail(models: list[brayns.Model], size: tuple[int, int]) -> brayns.Snapshot:
    """Return the picture that shows all models."""
    camera = brayns.PerspectiveCamera()
    bounds = brayns.BoundingBox.merged(model.bounds for model in models)
    resolution = brayns.Resolution(*size)
    view = camera.get_full_screen_view(bounds, aspect_ratio=resolution.aspect_ratio)
    return brayns.Snapshot(resolution=resolution, view=view, camera=camera)


def main(uri: str, paths: list[str], folder: str) -> None:
    """Run the example."""
    size = (160, 160)
    with brayns.connect(uri) as instance:
        for path in paths:
            models = load(instance, path)
            snapshot = thumbnail(models, size)
            saved = snapshot.save(instance, Path(folder) / f"{Path(path).stem}.png")
            print(f"saved {saved}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens")
    parser.add_argument("models", metavar="MODEL", nargs="+", help="meshes to show")
    parser.add_argument("folder", metavar="PICTURES", help="folder to write, a .png for each")
    arguments = parser.parse_args()
    main(arguments.uri, arguments.models, arguments.folder)
