"""A reference backend that has a loader of circuits, by its name alone: it shows a box.

Run as a program; it prints its address as `python -m livebind_backend` does.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from livebind_backend.address import bind, parse_address
from livebind_backend.core import make_engine, make_registry
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.loaders.meshes import load_mesh
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.server import Service

if TYPE_CHECKING:
    from livebind_backend.progress import Progress
    from livebind_backend.scene.models import Model


def load_circuit(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load a mesh, whatever the file is called."""
    return load_mesh(Source(source.data, "obj"), params, progress)


CIRCUITS = Plugin(
    name="circuits",
    loaders=(
        Loader(
            name="BBP loader",
            extensions=("BlueConfig", "CircuitConfig"),
            params=EmptyLoaderParams,
            load=load_circuit,
            plugin="Circuit Explorer",
        ),
    ),
)


async def main() -> None:
    """Serve until the process is stopped."""
    listener = bind(parse_address("localhost:0"))
    host, port = listener.getsockname()[:2]

    def announce() -> None:
        sys.stdout.write(f"listening on ws://{host}:{port}\n")
        sys.stdout.flush()

    service = Service(make_engine([CIRCUITS]), make_registry([CIRCUITS]), 64)
    await service.run(listener, None, announce)


if __name__ == "__main__":
    asyncio.run(main())
