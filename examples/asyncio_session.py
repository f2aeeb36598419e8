"""Load several models at once and save a picture, in coroutines on one connection.

python examples/asyncio_session.py HOST:PORT PICTURE.png MODEL.obj [MODEL.obj ...]
"""

from __future__ import annotations

import asyncio
import sys

import brayns


async def load(instance: brayns.Instance, path: str) -> list[brayns.Model]:
    """Load a file, and tell how far it is."""
    task = brayns.MeshLoader().load_task(instance, path)
    async for progress in task:
        print(f"{path}: {progress.operation} {progress.amount:.0%}")
    return await task


async def main(uri: str, picture: str, *paths: str) -> None:
    """Run the example."""
    # Connecting blocks: it is done in a thread of its own.
    with await asyncio.to_thread(brayns.connect, uri) as instance:
        loaded = await asyncio.gather(*(load(instance, path) for path in paths))
        bounds = [model.bounds for models in loaded for model in models]
        camera = brayns.PerspectiveCamera()
        view = camera.get_full_screen_view(brayns.BoundingBox.merged(bounds))
        snapshot = brayns.Snapshot(resolution=brayns.Resolution.hd, view=view, camera=camera)
        print(f"saved {await snapshot.save_task(instance, picture)}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
