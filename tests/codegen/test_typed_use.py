"""What a checker says to a program that uses a generated package."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.generated_package import GeneratedPackage

# Types of whole packages are checked, which takes both checkers a while.
pytestmark = pytest.mark.timeout(300)

PROGRAM = """\
import {package} as brayns

with brayns.connect("localhost:5000") as instance:
    reveal_type(brayns.get_version(instance).major)
    reveal_type(brayns.snapshot(instance, image_settings=brayns.ImageSettings(size=(64, 64))))
    reveal_type(brayns.snapshot_task(instance))
    reveal_type(brayns.get_camera_view(instance).position)
    reveal_type(brayns.get_model(instance, id=1).info.load_info)
    reveal_type(brayns.get_camera_perspective(instance).fovy * 2)
    reveal_type(brayns.get_model(instance, id=1).transform.translation[0])
    paint = brayns.get_material_matte(instance, id=1)
    brayns.set_material_matte(instance, model_id=1, material=paint)
    brayns.set_material_matte(instance, model_id=1, material=brayns.Matte(opacity=0.5))
    brayns.add_model(
        instance,
        path="x",
        loader_name="BBP loader",
        loader_properties=brayns.BBPLoaderParameters(percentage=0.5),
    )
    brayns.get_version(instance, wrong=1)
    brayns.set_camera_perspective(instance, fovy="wrong")
    brayns.get_model(instance)
    brayns.View(position=(0, 0))
    brayns.add_clip_plane(instance, coefficients=(1, 2, 3, 4))
    brayns.nothing


async def use_coroutines() -> None:
    async with brayns.aio.connect("localhost:5000", max_attempts=None) as instance:
        reveal_type((await brayns.aio.get_version(instance)).major)
        reveal_type(brayns.aio.snapshot_task(instance))
        async for progress in brayns.aio.snapshot_task(instance):
            reveal_type(progress.operation)
        brayns.get_version(instance)
        await brayns.aio.get_version(instance, wrong=1)
        await brayns.aio.get_model(instance)
"""
TYPES = [
    "int",
    "Reply[SnapshotResult]",
    "Task[Reply[SnapshotResult]]",
    "tuple[float, float, float]",
    "float",
    "AsyncTask[Reply[SnapshotResult]]",
    "str",
]
WRONG_LINES = [20, 21, 22, 23, 25, 34, 35, 36]


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_types_are_known_and_mistakes_are_found(
    checker: str, recorded_brayns3: GeneratedPackage, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(package=recorded_brayns3.package), encoding="utf-8")
    arguments = {
        "mypy": ["--strict", "--enable-error-code=deprecated", "--cache-dir=.cache"],
        "pyright": ["--pythonpath", sys.executable],
    }[checker]
    output = recorded_brayns3.folder.parent
    (tmp_path / "pyrightconfig.json").write_text(
        f'{{"extraPaths": ["{output.as_posix()}"], "reportDeprecated": "warning"}}',
        encoding="utf-8",
    )
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", checker, *arguments, program.name],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(output)},
        capture_output=True,
        text=True,
        check=False,
    )
    text = ran.stdout.replace("builtins.", "").replace(f"{recorded_brayns3.package}.models.", "")
    for prefix in ("core.", "camera.", "shared.", "livebind.method.", "livebind.task."):
        text = text.replace(prefix, "")
    for kind in TYPES:
        assert f'"{kind}"' in text, (kind, ran.stdout)
    found = {
        int(line.split(":")[1])
        for line in ran.stdout.splitlines()
        if " error: " in line or " - error" in line
        if line.split(":")[1].isdigit() and "deprecated" not in line
    }
    assert set(WRONG_LINES) <= found, ran.stdout
    assert not found & {*range(4, 14), *range(28, 34)}, ran.stdout
    assert "add_clip_plane" in ran.stdout
    assert "deprecated" in ran.stdout
