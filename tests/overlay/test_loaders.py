"""Loaders load files and uploads, and say which loaders an instance has."""

from __future__ import annotations

import asyncio
import json
import pickle
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import brayns
from livebind_backend.validation import violations
from overlay.models import box_obj
from support.recorded_data import load_recording

if TYPE_CHECKING:
    from pathlib import Path

BOX = box_obj((0.0, 0.0, 0.0), (1.0, 2.0, 3.0))
NEURON = "1 1 0 0 0 2 -1\n2 3 0 5 0 1 1\n3 3 0 9 0 1 2\n4 2 0 -5 0 1 1\n5 2 0 -9 0 1 4\n"

LOADERS: list[brayns.ModelLoader] = [
    brayns.MeshLoader(),
    brayns.MhdVolumeLoader(),
    brayns.RawVolumeLoader(
        dimensions=(2, 3, 4),
        spacing=(0.1, 0.2, 0.3),
        data_type=brayns.RawVolumeLoaderDataType.FLOAT,
    ),
    brayns.BbpLoader(),
    brayns.BbpLoader(
        cells=brayns.BbpCells.from_density(0.1),
        report=brayns.BbpReport.spikes(),
        radius_multiplier=20,
    ),
    brayns.BbpLoader(
        cells=brayns.BbpCells.from_targets(["Layer1"], 0.5),
        report=brayns.BbpReport.compartment("voltages"),
        load_afferent_synapses=True,
    ),
    brayns.BbpLoader(cells=brayns.BbpCells.from_gids([1, 2]), geometry_type="spheres"),
    brayns.CellPlacementLoader(),
    brayns.CellPlacementLoader(morphology_folder="/m", extension="swc", density=0.5, ids=[1]),
    brayns.MorphologyLoader(),
    brayns.SonataLoader([]),
    brayns.SonataLoader(
        [
            brayns.SonataPopulation(
                name="neurons",
                nodes=brayns.SonataNodes.from_sets(["Layer1"], 0.5).limited(100),
                report=brayns.SonataReport.spikes(2.0),
                edges=[brayns.SonataEdges("synapses", afferent=True, report="weights")],
                load_soma=True,
            ),
            brayns.SonataPopulation(
                name="vessels",
                nodes=brayns.SonataNodes.from_ids([1, 2]),
                report=brayns.SonataReport.named("bloodflow_speed", "flow"),
                vasculature_radius_multiplier=2.0,
            ),
            brayns.SonataPopulation(name="all", nodes=brayns.SonataNodes.all()),
        ]
    ),
    brayns.DtiLoader(radius=0.5),
    brayns.NrrdLoader("scalar"),
    brayns.ProteinLoader(color_scheme="by_id", radius_multiplier=2.0),
    brayns.XyzLoader(),
]


def recorded_loaders() -> dict[str, dict[str, Any]]:
    return {loader["name"]: loader for loader in load_recording("brayns-3.10.1", "loaders")}


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: type(loader).__name__)
def test_properties_are_what_brayns_takes(loader: brayns.ModelLoader) -> None:
    recorded = recorded_loaders()[loader.loader_name]
    properties = json.loads(msgspec.json.encode(loader.properties()))
    assert violations(recorded["input_parameters_schema"], properties) == ()


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: type(loader).__name__)
def test_formats_are_those_of_brayns(loader: brayns.ModelLoader) -> None:
    recorded = recorded_loaders()[loader.loader_name]
    assert [name.removeprefix(".") for name in recorded["extensions"]] == list(loader.formats)


def test_there_is_a_class_for_each_loader() -> None:
    assert set(recorded_loaders()) == {loader.loader_name for loader in LOADERS}


def test_loaded_models_have_ids(instance: brayns.Instance, box_path: Path) -> None:
    models = brayns.MeshLoader().load(instance, box_path)
    assert [model.id for model in models] == [model.model_id for model in models]
    assert models[0].bounds.max == (4.0, 1.0, 1.0)
    assert brayns.get_model(instance, id=models[0].id).model_type == "mesh"


def test_path_is_one_of_the_backend(instance: brayns.Instance) -> None:
    with pytest.raises(brayns.RemoteError) as raised:
        brayns.MeshLoader().load(instance, "nowhere.obj")
    assert not isinstance(raised.value, brayns.UnknownLoaderError)


@pytest.mark.parametrize("image_format", ["obj", ".obj"])
def test_upload_needs_no_file(instance: brayns.Instance, image_format: str) -> None:
    models = brayns.MeshLoader().upload(instance, BOX.encode(), image_format)
    assert models[0].bounds.max == (1.0, 2.0, 3.0)


def test_task_tells_progress(instance: brayns.Instance, box_path: Path) -> None:
    task = brayns.MeshLoader().load_task(instance, box_path)
    amounts = [progress.amount for progress in task]
    assert amounts
    assert task.done
    assert task.progress is not None
    assert task.error is None
    assert len(task.result()) == 1
    assert task.result() == task.result()


def test_task_in_a_coroutine(instance: brayns.Instance) -> None:
    async def load() -> list[brayns.Model]:
        task = brayns.MeshLoader().upload_task(instance, BOX.encode(), "obj")
        async for progress in task:
            assert 0 <= progress.amount <= 1
        return await task

    assert asyncio.run(load())[0].id == 0


def test_neuron_is_loaded_as_a_whole(instance: brayns.Instance, tmp_path: Path) -> None:
    path = tmp_path / "neuron.swc"
    path.write_text(NEURON)
    whole = brayns.MorphologyLoader().load(instance, path)[0]
    thick = brayns.MorphologyLoader(radius_multiplier=3.0).load(instance, path)[0]
    dendrites = brayns.MorphologyLoader(load_axon=False).load(instance, path)[0]
    assert whole.bounds.min[1] < -9 < 9 < whole.bounds.max[1]
    assert thick.bounds.max[0] > whole.bounds.max[0]
    assert dendrites.bounds.min[1] > -9


def test_unknown_loader_error_lists_those_that_there_are(instance: brayns.Instance) -> None:
    with pytest.raises(brayns.UnknownLoaderError, match="no loader 'protein'") as raised:
        brayns.ProteinLoader().load(instance, "insulin.pdb")
    assert "'mesh'" in str(raised.value)
    assert "mesh" in raised.value.available
    copied = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - written just here
    assert (copied.loader, copied.available) == ("protein", raised.value.available)


def test_unknown_loader_error_in_a_coroutine(instance: brayns.Instance) -> None:
    async def load() -> None:
        await brayns.XyzLoader().upload_task(instance, b"", "xyz")

    with pytest.raises(brayns.UnknownLoaderError, match="'mesh'"):
        asyncio.run(load())
