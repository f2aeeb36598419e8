"""Load a mesh, frame it, and save a picture of it.

    python examples/session.py HOST:PORT MODEL.obj PICTURE.png

The model is read by the backend, from its own file system; the picture is written here.
"""

from __future__ import annotations

import sys

import brayns

ORANGE = (0.95, 0.45, 0.15, 1.0)
NIGHT = (0.012, 0.018, 0.035, 1.0)


def main(uri: str, model_path: str, picture: str) -> None:
    """Run the example."""
    with brayns.connect(uri) as instance:
        models = brayns.MeshLoader().load(instance, model_path)
        for model in models:
            print(f"model {model.id}: {model.model_type}")
            brayns.color_model(instance, id=model.id, method="solid", values={"color": ORANGE})

        resolution = brayns.Resolution(960, 540)
        camera = brayns.PerspectiveCamera(fovy=35)
        bounds = brayns.BoundingBox.merged(model.bounds for model in models)
        tilted = brayns.CameraView.front().rotated(brayns.Rotation.from_euler(x=-12, y=8))
        view = camera.get_full_screen_view(
            bounds, aspect_ratio=resolution.aspect_ratio, view=tilted
        )
        renderer = brayns.InteractiveRenderer(
            samples_per_pixel=4, ambient_occlusion_samples=4, background_color=NIGHT
        )
        snapshot = brayns.Snapshot(
            resolution=resolution, view=view, camera=camera, renderer=renderer
        )

        task = snapshot.save_task(instance, picture)
        brayns.show_progress(task)
        print(f"saved {task.result()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
