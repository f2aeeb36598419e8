"""A small circuit in the format SONATA, with a simulation, as files."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

h5py: Final[Any] = import_module("h5py")  # which has no types

NEURON: Final = """\
1 1 0 0 0 2 -1
2 3 0 2 0 1 1
3 3 0 8 0 1 2
4 2 0 -2 0 0.5 1
5 2 0 -8 0 0.5 4
"""
"""A ball with a dendrite upwards and an axon downwards."""

NODES: Final = 8
SPACING: Final = 10.0
TSTOP, DT = 10.0, 0.5


def write_circuit(folder: Path) -> Path:
    """Write a row of equal cells along X, every other one upside down; return the configuration."""
    (folder / "morphologies").mkdir()
    (folder / "morphologies" / "cell.swc").write_text(NEURON)
    with h5py.File(folder / "nodes.h5", "w") as file:
        population: Any = file.create_group("nodes/cells")
        population["node_type_id"] = np.zeros(NODES, np.int64)
        attributes = population.create_group("0")
        attributes["x"] = np.arange(NODES, dtype=np.float32) * SPACING
        attributes["y"] = np.zeros(NODES, np.float32)
        attributes["z"] = np.zeros(NODES, np.float32)
        turned = np.arange(NODES) % 2 == 1
        attributes["orientation_w"] = np.where(turned, 0, 1).astype(np.float32)
        attributes["orientation_z"] = np.where(turned, 1, 0).astype(np.float32)
        for axis in ("x", "y"):
            attributes[f"orientation_{axis}"] = np.zeros(NODES, np.float32)
        attributes["morphology"] = np.array(["cell"] * NODES, h5py.string_dtype())
    (folder / "node_sets.json").write_text(json.dumps({"left": {"node_id": [0, 1]}}))
    nodes = {
        "nodes_file": "nodes.h5",
        "populations": {
            "cells": {
                "type": "biophysical",
                "morphologies_dir": "morphologies",
                "biophysical_neuron_models_dir": "morphologies",
            }
        },
    }
    path = folder / "circuit_config.json"
    networks = {"nodes": [nodes], "edges": []}
    config = {"version": 2, "node_sets_file": "node_sets.json", "networks": networks}
    path.write_text(json.dumps(config))
    return path


def write_simulation(folder: Path) -> Path:
    """Write a circuit in which cell N spikes after N ms; return the simulation's configuration."""
    write_circuit(folder)
    (folder / "output").mkdir()
    with h5py.File(folder / "output" / "spikes.h5", "w") as file:
        spikes: Any = file.create_group("spikes/cells")
        spikes.attrs.create(
            "sorting", 2, dtype=h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, "u1")
        )
        spikes["node_ids"] = np.arange(NODES, dtype=np.uint64)
        spikes["timestamps"] = np.arange(NODES, dtype=np.float64)
        spikes["timestamps"].attrs["units"] = "ms"
    _write_voltages(folder / "output" / "voltages.h5")
    report = {
        "cells": "all",
        "type": "compartment",
        "variable_name": "v",
        "dt": DT,
        "start_time": 0.0,
        "end_time": TSTOP,
        "file_name": "voltages.h5",
    }
    path = folder / "simulation_config.json"
    config = {
        "network": "circuit_config.json",
        "run": {"tstop": TSTOP, "dt": DT, "random_seed": 1},
        "output": {"output_dir": "output", "spikes_file": "spikes.h5"},
        "conditions": {},
        "reports": {"voltages": report},
    }
    path.write_text(json.dumps(config))
    return path


def _write_voltages(path: Path) -> None:
    """Write somas that rise from -80 to -10 mV with time, and sections that stay at -80."""
    frames = round(TSTOP / DT)
    sections = 3
    with h5py.File(path, "w") as file:
        report: Any = file.create_group("report/cells")
        values = np.full((frames, NODES * sections), -80, np.float32)
        values[:, ::sections] = np.linspace(-80, -10, frames)[:, None]
        report["data"] = values
        report["data"].attrs["units"] = "mV"
        mapping = report.create_group("mapping")
        mapping["node_ids"] = np.arange(NODES, dtype=np.uint64)
        mapping["node_ids"].attrs.create("sorted", 1, dtype="u1")
        mapping["index_pointers"] = np.arange(NODES + 1, dtype=np.uint64) * sections
        mapping["element_ids"] = np.tile(np.arange(sections, dtype=np.uint32), NODES)
        mapping["time"] = np.array([0.0, TSTOP, DT])
        mapping["time"].attrs["units"] = "ms"
