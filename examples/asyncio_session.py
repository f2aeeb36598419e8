"""Load several models at once and save a picture, in coroutines on one connection."""

from __future__ import annotations

import argparse
import asyncio

import brayns


async def load(instance: brayns.Instance, path: str) -> list[brayns.Model]:
    """Load a file, and tell how far it is."""
    task = brayns.MeshLoader().load_task(instance, path)
    async for progress in task:
        print(f"{path}: {progress.operation} {progress.amount:.0%}")
    return await task


async def main(uri: str, paths: list[str], picture: str) -> None:
    """Run the example."""
    # Connecting blocks: it is done in a thread of its own.
    with await asyncio.to_thread(brayns.connect, uri) as instance:
        # What was there before goes, and its lights with it.
        await brayns.clear_models_task(instance)
        await brayns.add_light_ambient_task(instance, intensity=0.5)
        await brayns.add_light_directional_task(instance, direction=(1.0, -1.6, -0.7), intensity=3)
        loaded = await asyncio.gather(*(load(instance, path) for path in paths))
        bounds = [model.bounds for models in loaded for model in models]
        camera = brayns.PerspectiveCamera()
        view = camera.get_full_screen_view(brayns.BoundingBox.merged(bounds))
        snapshot = brayns.Snapshot(resolution=brayns.Resolution.hd, view=view, camera=camera)
        print(f"saved {await snapshot.save_task(instance, picture)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens")
    parser.add_argument("models", metavar="MODEL", nargs="+", help="meshes to show")
    parser.add_argument("picture", metavar="PICTURE", help="file to write: .png or .jpg")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.uri, arguments.models, arguments.picture))
