"""Render a turn around a model on several backends at once, and make a film of it with ffmpeg.

Interrupt it and start it again: frames that are there already are not rendered again.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

import brayns
import livebind

FRAMES = 24
AXIS = (0.0, 1.0, 0.0)


def turntable(bounds: brayns.Bounds) -> list[brayns.Snapshot]:
    """Return one picture for each step around a model."""
    camera = brayns.PerspectiveCamera()
    resolution = brayns.Resolution(320, 240)
    # Wide enough for the model from all sides.
    turned = [brayns.Rotation.about(AXIS, 360 * step / FRAMES) for step in range(FRAMES)]
    center = brayns.BoundingBox.of(bounds).center
    around = brayns.BoundingBox.merged(
        brayns.BoundingBox.of(bounds).rotated(rotation, center) for rotation in turned
    )
    view = camera.get_full_screen_view(around, aspect_ratio=resolution.aspect_ratio)
    snapshot = brayns.Snapshot(
        resolution=resolution,
        camera=camera,
        renderer=brayns.InteractiveRenderer(samples_per_pixel=4, background_color=(1, 1, 1, 1)),
    )
    return [replace(snapshot, view=view.rotated(rotation)) for rotation in turned]


def main(uris: list[str], model_path: str, folder: str) -> None:
    """Run the example."""
    with livebind.Pool() as pool:
        models: list[brayns.Model] = []
        for uri in uris:
            pool.add(uri, max_attempts=25, attempt_period=0.2)
        for instance in pool.connect():
            brayns.clear_models(instance)
            models = brayns.MeshLoader().load(instance, model_path)
            brayns.add_light_ambient(instance, intensity=0.5)
            brayns.add_light_directional(instance, direction=(1.0, -1.6, -0.7), intensity=3)
        movie = brayns.Movie(folder, turntable(models[0].bounds))
        print(f"{len(movie.missing())} of {FRAMES} frames to render")
        movie.render(pool)
    if shutil.which("ffmpeg"):
        print(f"saved {movie.encode(Path(folder) / 'movie.mp4')}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uris", metavar="HOST:PORT", nargs="+", help="where the backends listen")
    parser.add_argument("model", metavar="MODEL", help="mesh to show, on the backends' machines")
    parser.add_argument("folder", metavar="PICTURES", help="folder for the frames and the film")
    arguments = parser.parse_args()
    main(arguments.uris, arguments.model, arguments.folder)
