"""Load a mesh, put it on a table, light it, frame it, and save a picture of it.

The model is read by the backend, from its own file system; the picture is written here.
"""

from __future__ import annotations

import argparse

import brayns

ORANGE = (0.85, 0.22, 0.05, 1.0)
SLATE = (0.05, 0.06, 0.09, 1.0)


def table_below(bounds: brayns.BoundingBox) -> brayns.Box:
    """Return a slab whose top is where `bounds` ends, and which is larger than the picture."""
    center, size = bounds.center, 20 * max(bounds.size)
    return brayns.Box(
        min=(center.x - size, bounds.min[1] - 1, center.z - size),
        max=(center.x + size, bounds.min[1], center.z + size),
    )


def main(uri: str, model_path: str, picture: str) -> None:
    """Run the example."""
    with brayns.connect(uri) as instance:
        # What was there before goes, and its lights with it.
        brayns.clear_models(instance)
        models = brayns.MeshLoader().load(instance, model_path)
        for model in models:
            print(f"model {model.id}: {model.model_type}")
            brayns.color_model(instance, id=model.id, method="solid", values={"color": ORANGE})
        bounds = brayns.BoundingBox.merged(model.bounds for model in models)
        table = brayns.BoxWithColor(geometry=table_below(bounds), color=SLATE)
        brayns.add_boxes(instance, boxes=[table])
        brayns.add_light_ambient(instance, intensity=0.5)
        brayns.add_light_directional(instance, direction=(1.0, -1.6, -0.7), intensity=3)

        resolution = brayns.Resolution(960, 540)
        camera = brayns.PerspectiveCamera(fovy=25)
        tilted = brayns.CameraView.front().rotated(brayns.Rotation.from_euler(x=-32, y=15))
        view = camera.get_full_screen_view(
            bounds, aspect_ratio=resolution.aspect_ratio, view=tilted
        )
        renderer = brayns.InteractiveRenderer(samples_per_pixel=4, ambient_occlusion_samples=4)
        snapshot = brayns.Snapshot(
            resolution=resolution, view=view, camera=camera, renderer=renderer
        )

        task = snapshot.save_task(instance, picture)
        brayns.show_progress(task)
        print(f"saved {task.result()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens")
    parser.add_argument("model", metavar="MODEL", help="mesh to show, on the backend's machine")
    parser.add_argument("picture", metavar="PICTURE", help="file to write: .png or .jpg")
    arguments = parser.parse_args()
    main(arguments.uri, arguments.model, arguments.picture)
