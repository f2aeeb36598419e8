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


NO_PARTS: dict[str, Any] = {
    "radius_multiplier": 1.0,
    "load_soma": False,
    "load_axon": False,
    "load_dendrites": False,
    "geometry_type": "smooth",
    "resampling": 2.0,
    "subsampling": 1,
    "growth": 1.0,
}


DEFAULTS: list[tuple[brayns.ModelLoader, dict[str, Any]]] = [
    (
        brayns.BbpLoader(),
        {
            "percentage": 1.0,
            "report_type": "none",
            "load_afferent_synapses": False,
            "load_efferent_synapses": False,
            "neuron_morphology_parameters": NO_PARTS,
        },
    ),
    (
        brayns.CellPlacementLoader(),
        {"percentage": 1.0, "morphology_parameters": NO_PARTS},
    ),
    (
        brayns.MorphologyLoader(),
        {**NO_PARTS, **dict.fromkeys(("load_soma", "load_axon", "load_dendrites"), True)},
    ),
    (
        brayns.SonataLoader([brayns.SonataPopulation(name="neurons")]),
        {
            "node_population_settings": [
                {
                    "node_population": "neurons",
                    "node_percentage": 0.01,
                    "report_type": "none",
                    "edge_populations": [],
                    "neuron_morphology_parameters": NO_PARTS,
                    "vasculature_geometry_parameters": {"radius_multiplier": 1.0},
                }
            ]
        },
    ),
    (brayns.DtiLoader(0.5), {"radius": 0.5, "spike_decay_time": 1.0}),
    (brayns.ProteinLoader(), {"color_scheme": "none", "radius_multiplier": 1.0}),
]


@pytest.mark.parametrize(("loader", "properties"), DEFAULTS, ids=lambda one: type(one).__name__)
def test_what_is_not_said_has_the_defaults_that_are_documented(
    loader: brayns.ModelLoader, properties: dict[str, object]
) -> None:
    assert loader.properties() == properties


@pytest.mark.parametrize(
    ("choice", "properties"),
    [
        (brayns.BbpCells.from_targets(["A"]), {"targets": ["A"], "percentage": 1.0}),
        (brayns.BbpCells.from_targets(["A"], 0.5), {"targets": ["A"], "percentage": 0.5}),
        (brayns.BbpCells.from_gids([1]), {"gids": [1]}),
        (brayns.BbpReport.spikes(), {"report_type": "spikes", "spike_transition_time": 1.0}),
        (brayns.BbpReport.compartment("v"), {"report_type": "compartment", "report_name": "v"}),
        (brayns.SonataNodes.all(), {"node_percentage": 1.0}),
        (brayns.SonataNodes.from_sets(["A"]), {"node_sets": ["A"], "node_percentage": 1.0}),
        (
            brayns.SonataNodes.from_ids([1]).limited(5),
            {"node_ids": [1], "node_count_limit": 5},
        ),
        (brayns.SonataReport.spikes(), {"report_type": "spikes", "spike_transition_time": 1.0}),
        (
            brayns.SonataReport.named("synapse", "v"),
            {"report_type": "synapse", "report_name": "v"},
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_choice_is_sent_as_it_was_made(
    choice: brayns.BbpCells | brayns.BbpReport | brayns.SonataNodes | brayns.SonataReport,
    properties: dict[str, object],
) -> None:
    assert choice.properties == properties


def test_synapses_are_sent_as_they_were_chosen() -> None:
    edges = brayns.SonataEdges("synapses", afferent=False)
    properties = {
        "edge_population": "synapses",
        "load_afferent": False,
        "edge_percentage": 1.0,
        "radius": 2.0,
    }
    assert edges.properties() == properties
    reported = brayns.SonataEdges("synapses", afferent=False, report="weights")
    assert reported.properties() == {**properties, "edge_report_name": "weights"}


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
