"""Load a mesh, frame it, and take a picture of it, with generated functions and types alone.

`session.py` does it with the conveniences that the package has for Brayns. The model is read by the
backend, from its own file system; the picture is written here.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import brayns

FOVY = 35.0
SIZE = (1280, 720)


def frame(bounds: brayns.Bounds) -> brayns.View:
    """Return a view that shows all of `bounds`, from the front and from above."""
    center = [(low + high) / 2 for low, high in zip(bounds.min, bounds.max, strict=True)]
    radius = math.dist(bounds.min, bounds.max) / 2
    distance = radius / math.sin(math.radians(FOVY / 2))
    direction = (0.4, 0.62, 0.67)
    x, y, z = (at + distance * along for at, along in zip(center, direction, strict=True))
    return brayns.View(
        position=(x, y, z), target=(center[0], center[1], center[2]), up=(0.0, 1.0, 0.0)
    )


def light(instance: brayns.Instance) -> None:
    """Light the scene from the upper left, and a little from everywhere."""
    brayns.clear_lights(instance)
    brayns.add_light_ambient(instance, intensity=0.3)
    brayns.add_light_directional(instance, direction=(0.6, -0.8, -0.7), intensity=3)


def take(instance: brayns.Instance, view: brayns.View) -> bytes:
    """Return the picture as the bytes of a PNG file, telling how far the rendering is."""
    renderer = brayns.Interactive(
        background_color=(0.16, 0.18, 0.22, 1.0), samples_per_pixel=8, ao_samples=4
    )
    task = brayns.snapshot_task(
        instance,
        camera=brayns.EngineObjectData(name="perspective", params=brayns.Perspective(fovy=FOVY)),
        camera_view=view,
        renderer=brayns.EngineObjectData(name="interactive", params=renderer),
        image_settings=brayns.ImageSettings(format="png", size=SIZE),
    )
    brayns.show_progress(task)
    return task.result().data


def main(uri: str, model_path: str, picture: Path) -> None:
    """Run the example."""
    with brayns.connect(uri) as instance:
        version = brayns.get_version(instance)
        print(f"connected to Brayns {version.major}.{version.minor}.{version.patch}")
        models = brayns.add_model(instance, path=model_path, loader_name="", loader_properties={})
        for model in models:
            print(f"model {model.model_id}: {model.model_type}")
            brayns.color_model(
                instance, id=model.model_id, method="solid", values={"color": (0.9, 0.5, 0.2, 1.0)}
            )
        light(instance)
        picture.write_bytes(take(instance, frame(models[0].bounds)))
        print(f"saved {picture}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens")
    parser.add_argument("model", metavar="MODEL", help="mesh to show, on the backend's machine")
    parser.add_argument("picture", metavar="PICTURE", type=Path, help="file to write: .png")
    arguments = parser.parse_args()
    main(arguments.uri, arguments.model, arguments.picture)
