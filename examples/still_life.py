"""A still life: glass, metal, car paint and a cloud on a table, in the soft light of a window.

Everything is made here, nothing is read. With the samples that it takes by default the picture is
ready in less than a minute; more of them leave less noise.
"""

from __future__ import annotations

import argparse
import math
from array import array

import brayns

CELLS = 48
WHITE = (0.9, 0.9, 0.9, 1.0)
GOLD = (1.0, 0.72, 0.3, 1.0)
RED = (0.55, 0.02, 0.03, 1.0)
TABLE = (0.32, 0.22, 0.15, 1.0)


def ball(
    instance: brayns.Instance, place: tuple[float, float], radius: float, color: brayns.Color
) -> int:
    """Put a ball on the table and return its id."""
    sphere = brayns.Sphere(center=(place[0], radius, place[1]), radius=radius)
    shown = brayns.SphereWithColor(geometry=sphere, color=color)
    return brayns.add_spheres(instance, spheres=[shown]).model_id


def cloud() -> bytes:
    """Return the values of a cloud that fades towards the sides of its box."""
    values = array("f")
    for number in range(CELLS**3):
        x, y, z = (2 * (number // CELLS**axis % CELLS) / (CELLS - 1) - 1 for axis in range(3))
        away = math.sqrt(x * x + y * y + z * z)
        waves = math.sin(5 * x + 2 * y) * math.sin(6 * y) * math.sin(4 * z + 3 * x)
        values.append(max(0.0, 1 - 1.1 * away + 0.35 * waves))
    return values.tobytes()


def add_cloud(instance: brayns.Instance) -> None:
    """Let a cloud float above the table."""
    cell = 2.4 / CELLS
    loader = brayns.RawVolumeLoader(
        dimensions=(CELLS, CELLS, CELLS),
        spacing=(cell, cell, cell),
        data_type=brayns.RawVolumeLoaderDataType.FLOAT,
    )
    (model,) = loader.upload(instance, cloud(), "raw")
    moved = brayns.Transform(translation=(-1.2, 1.6, -3.2))
    brayns.update_model(
        instance, model_id=model.id, model=brayns.ModelInstanceUpdate(transform=moved)
    )
    colors = [(0.1, 0.2, 0.6, 0.0), (0.1, 0.5, 0.9, 0.02), (0.9, 0.9, 1.0, 0.1)]
    ramp = brayns.ColorRamp(colors=colors, range=(0.05, 0.8))
    brayns.set_color_ramp(instance, id=model.id, color_ramp=ramp)


def main(uri: str, picture: str, samples: int) -> None:
    """Run the example."""
    with brayns.connect(uri) as instance:
        brayns.clear_models(instance)
        top = brayns.Box(min=(-30.0, -1.0, -30.0), max=(30.0, 0.0, 30.0))
        brayns.add_boxes(instance, boxes=[brayns.BoxWithColor(geometry=top, color=TABLE)])
        glass = ball(instance, (-1.7, 0.9), 1.0, WHITE)
        brayns.set_material_glass(instance, model_id=glass, material=brayns.Glass())
        gold = ball(instance, (1.9, -0.4), 1.2, GOLD)
        brayns.set_material_metal(instance, model_id=gold, material=brayns.Metal(roughness=0.25))
        paint = ball(instance, (-3.6, -1.4), 1.3, RED)
        brayns.set_material_carpaint(
            instance, model_id=paint, material=brayns.CarPaint(flake_density=0.2)
        )
        pearl = ball(instance, (0.4, 1.9), 0.5, (0.15, 0.4, 0.3, 1.0))
        brayns.set_material_plastic(instance, model_id=pearl, material=brayns.Plastic())
        add_cloud(instance)
        brayns.add_light_ambient(instance, intensity=0.35, color=(0.8, 0.9, 1.0))
        # A window to the left, above and in front of the table.
        brayns.add_light_quad(
            instance,
            position=(-7.0, 4.0, 6.0),
            edge1=(0.0, 5.0, 0.0),
            edge2=(4.0, 0.0, 3.0),
            intensity=9,
            color=(1.0, 0.93, 0.82),
        )

        task = brayns.Snapshot(
            resolution=brayns.Resolution(640, 360),
            view=brayns.View(
                position=(0.0, 3.4, 10.0), target=(-0.6, 1.1, 0.0), up=(0.0, 1.0, 0.0)
            ),
            camera=brayns.PerspectiveCamera(fovy=30),
            renderer=brayns.ProductionRenderer(
                samples_per_pixel=samples,
                max_ray_bounces=4,
                background_color=(0.02, 0.025, 0.04, 1.0),
            ),
        ).save_task(instance, picture)
        brayns.show_progress(task)
        print(f"saved {task.result()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens")
    parser.add_argument("picture", metavar="PICTURE", help="file to write: .png or .jpg")
    parser.add_argument("samples", metavar="SAMPLES", type=int, nargs="?", default=24)
    given = parser.parse_args()
    main(given.uri, given.picture, given.samples)
