"""A session with the hand-written client; run by a Python in which that is installed.

The client is found by its name at run time: the bindings that this project generates have the same
one. Arguments: command that starts the service, folder for files, certificate of the authority.
Writes one JSON object with what was seen.
"""

import json
import socket
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")  # the client is older than the Python that runs it
brayns: Any = import_module("brayns")
Json = Any

MESH = """v -1 -1 -1\nv 1 -1 -1\nv 1 1 -1\nv -1 1 -1\nv -1 -1 1\nv 1 -1 1\nv 1 1 1\nv -1 1 1
f 4 3 2\nf 4 2 1\nf 5 6 7\nf 5 7 8\nf 1 2 6\nf 1 6 5
f 2 3 7\nf 2 7 6\nf 3 4 8\nf 3 8 7\nf 4 1 5\nf 4 5 8\n"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def explore(instance: Json) -> Json:
    return {
        "version": brayns.get_version(instance).release,
        "methods": len(brayns.get_methods(instance)),
        "entrypoints": sorted(point.method for point in brayns.get_entrypoints(instance)),
        "loaders": [loader.name for loader in brayns.get_loaders(instance)],
        "resolution": list(brayns.get_application(instance).resolution),
    }


def fill(instance: Json, folder: Path) -> Json:
    path = folder / "cube.obj"
    path.write_text(MESH)
    loader = brayns.MeshLoader()
    models = [
        *loader.load_models(instance, str(path)),
        *loader.upload_models(instance, brayns.MeshLoader.OBJ, MESH.encode()),
    ]
    moved = brayns.Transform(translation=brayns.Vector3(3, 0, 0))
    brayns.update_model(instance, models[1].id, transform=moved)
    red, blue = brayns.Color4(1, 0, 0, 1), brayns.Color4(0, 0, 1, 1)
    models.append(
        brayns.add_geometries(instance, [(brayns.Sphere(1, brayns.Vector3(-3, 0, 0)), red)])
    )
    for shape in (
        brayns.Box(brayns.Vector3(-1, 2, -1), brayns.Vector3(1, 4, 1)),
        brayns.Capsule(brayns.Vector3(-1, -3, 0), 0.5, brayns.Vector3(1, -3, 0), 0.25),
        brayns.Plane(brayns.PlaneEquation(0, 1, 0, -5)),
        brayns.BoundedPlane(
            brayns.PlaneEquation(0, 1, 0, -4),
            brayns.Bounds(brayns.Vector3(-2, -6, -2), brayns.Vector3(2, 0, 2)),
        ),
    ):
        model = brayns.add_geometries(instance, [(shape, blue)])
        models.append(model)
    brayns.remove_models(instance, [models[-2].id])
    return {
        "types": [model.type for model in models],
        "moved": list(brayns.get_model(instance, models[1].id).bounds.center),
        "count": len(brayns.get_models(instance)),
    }


def decorate(instance: Json) -> Json:
    for light in (
        brayns.AmbientLight(intensity=0.5),
        brayns.DirectionalLight(direction=brayns.Vector3(0, -1, -1)),
        brayns.SphereLight(position=brayns.Vector3(0, 9, 9), radius=1, intensity=20),
        brayns.QuadLight(bottom_left=brayns.Vector3(0, 9, 0)),
    ):
        brayns.add_light(instance, light)
    names: list[str] = []
    for material in (
        brayns.CarPaintMaterial(),
        brayns.EmissiveMaterial(),
        brayns.GhostMaterial(),
        brayns.GlassMaterial(),
        brayns.MatteMaterial(),
        brayns.MetalMaterial(),
        brayns.PlasticMaterial(),
        brayns.PrincipledMaterial(),
        brayns.PhongMaterial(opacity=0.75),
    ):
        brayns.set_material(instance, 0, material)
        assert brayns.get_material(instance, 0, type(material)) == material
        names.append(brayns.get_material_name(instance, 0))
    brayns.set_model_color(instance, 0, brayns.Color4(0, 1, 0, 1))
    return {"materials": names, "methods": brayns.get_color_methods(instance, 0)}


def photograph(instance: Json, folder: Path) -> Json:
    bounds = brayns.get_bounds(instance)
    resolution = brayns.Resolution(320, 240)
    camera = brayns.CameraController(bounds, resolution.aspect_ratio).camera
    brayns.set_camera(instance, camera)
    stored = brayns.get_camera(instance, brayns.PerspectiveProjection)
    assert abs(stored.distance - camera.distance) < 1e-3  # floats have 32 bits there
    renderer = brayns.InteractiveRenderer(samples_per_pixel=4, ambient_occlusion_samples=2)
    brayns.set_renderer(instance, renderer)
    stored = brayns.get_renderer(instance, brayns.InteractiveRenderer)
    assert stored.samples_per_pixel == renderer.samples_per_pixel
    snapshot = brayns.Snapshot(
        resolution=resolution,
        camera=camera,
        renderer=renderer,
        metadata=brayns.ImageMetadata("title", "description", "test", ["key"]),
    )
    task = snapshot.save_task(instance, str(folder / "task.png"))
    progress = [item.amount for item in task]
    task.wait_for_result()
    for name in ("snapshot.png", "snapshot.jpg"):
        snapshot.save(instance, str(folder / name))
    snapshot.save_remotely(instance, str(folder / "remote.png"))
    brayns.set_resolution(instance, resolution)
    image = brayns.Image().save(instance, str(folder / "image.png"))
    brayns.set_framebuffer(instance, brayns.ProgressiveFramebuffer(2))
    production = brayns.ProductionRenderer(samples_per_pixel=2, max_ray_bounces=2)
    brayns.Snapshot(resolution, camera, production).save(instance, str(folder / "paths.png"))
    picked = brayns.pick(instance, brayns.Vector2(0.5, 0.5))
    return {
        "progress": progress,
        "image": [image.accumulation, image.max_accumulation],
        "picked": None if picked is None else [picked.model_id, *picked.position],
        "missed": brayns.pick(instance, brayns.Vector2(0.001, 0.999)) is None,
    }


def provoke(instance: Json) -> Json:
    codes: dict[str, int] = {}
    for method, params in (
        ("no-such-method", None),
        ("get-model", {"id": 4711}),
        ("get-model", {"id": "x"}),
        ("get-camera-orthographic", None),
    ):
        try:
            instance.request(method, params)
        except brayns.JsonRpcError as error:
            codes[f"{method} {params}"] = error.code
    try:
        brayns.enable_simulation(instance, 0, enabled=True)
    except brayns.JsonRpcError as error:
        codes["enable-simulation"] = error.code
    slow = brayns.ProductionRenderer(samples_per_pixel=5000)
    task = brayns.Snapshot(renderer=slow).download_task(instance)
    next(iter(task))
    task.cancel()
    try:
        task.wait_for_result()
    except brayns.JsonRpcError as error:
        codes["cancel"] = error.code
    return codes


def main() -> None:
    executable, folder, authority = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    seen: dict[str, Json] = {}
    uri = f"localhost:{free_port()}"
    service = brayns.Service(uri, max_clients=3, executable=executable)
    connector = brayns.Connector(uri, max_attempts=None)
    with brayns.start(service, connector) as manager:
        instance = manager.instance
        seen["explored"] = explore(instance)
        seen["filled"] = fill(instance, folder)
        seen["decorated"] = decorate(instance)
        seen["photographed"] = photograph(instance, folder)
        seen["errors"] = provoke(instance)
        simulation = brayns.get_simulation(instance)
        brayns.set_simulation_frame(instance, 0)
        seen["simulation"] = [simulation.start_frame, simulation.time_unit.value]
        with connector.connect() as second, connector.connect() as third:
            counts = [len(brayns.get_models(client)) for client in (instance, second, third)]
            seen["same for all clients"] = len(set(counts)) == 1
        brayns.clear_models(instance)
        seen["cleared"] = len(brayns.get_models(instance))
    seen["stopped"] = not manager.process.alive

    context = brayns.SslServerContext(
        private_key_file=str(folder / "key.pem"), certificate_file=str(folder / "chain.pem")
    )
    uri = f"localhost:{free_port()}"
    service = brayns.Service(uri, context, plugins=[], executable=executable)
    trusting = brayns.SslClientContext(cafile=authority)
    secure = brayns.Connector(uri, trusting, max_attempts=None)
    with brayns.start(service, secure) as manager:
        seen["secure"] = brayns.get_version(manager.instance).release
        brayns.stop(manager.instance)
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
