"""Mesh files, whole and broken."""

import contextlib
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from livebind_backend.errors import InternalError, TaskCancelledError
from livebind_backend.loaders.loader import Source
from livebind_backend.loaders.meshes import MESH_LOADER
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model, Surface

CREATION: Any = trimesh.creation

EXTENSIONS = ["obj", "ply", "stl", "off"]


def load(data: bytes, extension: str) -> Model:
    quiet = Progress(lambda _amount, _operation: None, lambda: False)
    (model,) = MESH_LOADER.load(Source(data, extension), None, quiet)
    return model


def surface_of(model: Model) -> Surface:
    assert isinstance(model.content, Surface)
    return model.content


def exported(extension: str) -> bytes:
    box = CREATION.box(extents=(2, 4, 6))
    data: bytes | str = box.export(file_type=extension)
    return data.encode() if isinstance(data, str) else data


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_format_gives_the_same_model(extension: str) -> None:
    mesh = surface_of(load(exported(extension), extension)).mesh
    assert mesh.vertices.shape == (8, 3)
    assert mesh.faces.shape == (12, 3)
    assert mesh.vertices.max(axis=0).tolist() == [1, 2, 3]


def test_edges_of_a_box_stay_sharp_and_spheres_become_smooth() -> None:
    box = surface_of(load(exported("obj"), "obj")).mesh
    flat = np.linalg.norm(box.normals[:, 0] - box.normals[:, 1], axis=1)
    assert flat.max() == pytest.approx(0, abs=1e-6)
    ball = CREATION.icosphere(subdivisions=3)
    round_mesh = surface_of(load(ball.export(file_type="ply"), "ply")).mesh
    corners = round_mesh.vertices[round_mesh.faces]
    assert np.abs(round_mesh.normals - corners).max() < 0.05


def test_colours_of_vertices_are_kept() -> None:
    box = CREATION.box()
    box.visual.vertex_colors = np.tile([255, 0, 0, 255], (8, 1))
    coloring = surface_of(load(box.export(file_type="ply"), "ply")).coloring
    assert coloring.palette[coloring.corners].reshape(-1, 4).tolist() == [[1, 0, 0, 1]] * 36


def test_several_objects_with_numbers_of_their_own_become_one_model() -> None:
    triangle = "o a\nv 0 0 {z}\nv 1 0 {z}\nv 0 1 {z}\nf 1 2 3\n"
    mesh = surface_of(load((triangle.format(z=0) + triangle.format(z=5)).encode(), "obj")).mesh
    assert mesh.faces.shape == (2, 3)
    assert mesh.vertices[:, 2].tolist().count(5) == 3


TRIANGLE = b"v 0 0 0\nv 1 0 0\nv 0 1 0 1\nvt 0 0\nvn 0 0 1\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"f 1 2 3",
        b"f 1/1 2/1 3/1",
        b"f 1//1 2//1 3//1",
        b"f 1/1/1 2/1/1 3/1/1 # a comment",
        b"p 1\nf 1 2 3",
    ],
)
def test_an_obj_file_may_say_more_than_positions(rest: bytes) -> None:
    assert surface_of(load(TRIANGLE + rest, "obj")).mesh.faces.shape == (1, 3)


@pytest.mark.parametrize(
    "rest",
    [
        b"f 1 2 3 1",
        b"f 1 2",
        b"f -3 -2 -1",
        b"f 0 1 2",
        b"f 1/2 2/2 3/2",
        b"f 1/1/2 2/1/2 3/1/2",
        b"f 1/1 2/1 3",
        b"f 1/1/1/1 2/1/1/1 3/1/1/1",
        b"f 1_0 2 3",
        b"f 1 2 3\no b\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 4 5 6",
        b"f 1/1 2/1 3/1\no b\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3",
        b"v 0 0\nf 1 2 3",
        b"v 0 0 0 1 0 0\nf 1 2 3",
        b"vn 0 0\nf 1 2 3",
        b"vt 0 0 0\nf 1 2 3",
    ],
)
def test_what_a_real_service_refuses_in_an_obj_file_is_refused(rest: bytes) -> None:
    with pytest.raises(InternalError, match=r"Cannot parse the obj mesh: "):
        load(TRIANGLE + rest, "obj")


def test_the_line_of_a_mistake_is_named() -> None:
    with pytest.raises(InternalError, match="line 6: a face of 4 vertices: only triangles"):
        load(TRIANGLE + b"f 1 2 3 3", "obj")


def test_stl_files_of_text_are_refused() -> None:
    with pytest.raises(InternalError, match="only binary STL"):
        load(exported("stl_ascii"), "stl")


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_loading_can_be_cancelled_at_any_time(extension: str) -> None:
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    progress = Progress(lambda _amount, _operation: None, is_cancelled)
    with pytest.raises(TaskCancelledError):
        MESH_LOADER.load(Source(exported(extension), extension), None, progress)


PLY = """ply
format {format} 1.0
element vertex {vertices}
property float x
property float y
property float z
element face {faces}
property list uchar int vertex_indices
end_header
"""

CORNERS = b"0 0 0\n1 0 0\n0 1 0\n1 1 0\n"


def test_ply_faces_other_than_triangles_are_refused() -> None:
    text = PLY.format(format="ascii", vertices=4, faces=1).encode() + CORNERS + b"4 0 1 3 2\n"
    with pytest.raises(InternalError, match="only triangles are loaded"):
        load(text, "ply")


def test_ply_strips_are_triangles_that_look_to_one_side() -> None:
    header = PLY.format(format="ascii", vertices=4, faces=1).replace("face", "tristrips")
    text = header.encode() + CORNERS + b"7 0 1 2 3 -1 0 1\n"
    mesh = surface_of(load(text, "ply")).mesh
    assert mesh.faces.shape == (2, 3)
    assert np.allclose(mesh.normals, [0, 0, 1])


@pytest.mark.parametrize("order", ["little", "big"])
def test_ply_lists_that_nobody_knows_are_skipped(order: str) -> None:
    sign = "<" if order == "little" else ">"
    header = PLY.format(format=f"binary_{order}_endian", vertices=3, faces=2).replace(
        "end_header", "property list uchar short labels\nend_header"
    )
    data = header.encode() + struct.pack(f"{sign}9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    data += struct.pack(f"{sign}B3iB2h", 3, 0, 1, 2, 2, 5, 6)
    data += struct.pack(f"{sign}B3iB1h", 3, 0, 2, 1, 1, 5)
    assert surface_of(load(data, "ply")).mesh.faces.shape == (2, 3)


BROKEN: list[tuple[str, str, bytes]] = [
    ("no bytes", "obj", b""),
    ("no mesh", "obj", b"not an obj file"),
    ("a coordinate that is no number", "obj", b"v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
    ("an endless coordinate", "obj", b"v inf 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
    ("a huge coordinate", "obj", b"v 1e300 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
    ("no faces", "obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n"),
    ("a vertex that does not exist", "obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n"),
    ("a word instead of a number", "obj", b"v 0 zero 0\nf 1 1 1\n"),
    ("half a file", "ply", exported("ply")[:200]),
    ("half of the content", "ply", exported("ply")[:-60]),
    ("no end of the header", "ply", b"ply\nformat ascii 1.0\nelement vertex 3\n"),
    ("no faces", "ply", PLY.format(format="ascii", vertices=1, faces=0).encode() + b"0 0 0\n"),
    (
        "ten million vertices in a kilobyte",
        "ply",
        PLY.format(format="binary_little_endian", vertices=10**7, faces=1).encode() + bytes(800),
    ),
    (
        "ten million vertices in a kilobyte of text",
        "ply",
        PLY.format(format="ascii", vertices=10**7, faces=1).encode() + b"0 0 0\n" * 100,
    ),
    (
        "more vertices than there are numbers",
        "ply",
        PLY.format(format="ascii", vertices=10**40, faces=1).encode() + b"0 0 0\n",
    ),
    ("a negative number", "ply", PLY.format(format="ascii", vertices=-3, faces=1).encode()),
    (
        "ten million triangles in a kilobyte",
        "stl",
        bytes(80) + struct.pack("<I", 10**7) + bytes(900),
    ),
    ("no triangles", "stl", bytes(80) + struct.pack("<I", 0)),
    ("half a file", "stl", exported("stl")[:200]),
    (
        "not finite",
        "stl",
        exported("stl")[:96] + struct.pack("<f", float("nan")) * 9 + exported("stl")[132:],
    ),
    ("ten million vertices in a line", "off", b"OFF\n10000000 1 0\n0 0 0\n"),
    ("a vertex that does not exist", "off", b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"),
    ("no content", "off", b"OFF\n"),
    ("no triangle", "off", b"OFF\n4 1 0\n" + CORNERS + b"4 0 1 3 2\n"),
    ("a vertex of two numbers", "off", b"OFF\n3 1 0\n0 0\n1 0\n0 1\n3 0 1 2\n"),
    ("a line without end", "obj", b"f " + b"1 " * 300_000),
    ("a number without end", "obj", b"f " + b"1" * 50_000 + b" 1 1\n"),
    (
        "an endless list",
        "ply",
        PLY.format(format="binary_little_endian", vertices=1, faces=1)
        .replace("list uchar", "list uint")
        .encode()
        + bytes(12)
        + b"\xff" * 20,
    ),
    (
        "an index with a fraction",
        "ply",
        PLY.format(format="ascii", vertices=4, faces=1).encode() + CORNERS + b"3 0 1 1.5\n",
    ),
]


@pytest.mark.parametrize(("name", "extension", "data"), BROKEN)
def test_broken_files_are_clear_errors_and_cost_nothing(
    name: str, extension: str, data: bytes
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InternalError) as caught:
            load(data, extension)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.message, name
    assert "\n" not in caught.value.message
    assert peak < 2**24


@given(st.sampled_from(EXTENSIONS), st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_a_mesh_or_an_error(extension: str, data: bytes) -> None:
    with contextlib.suppress(InternalError):
        load(data, extension)


@given(
    st.sampled_from(EXTENSIONS),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
)
@settings(deadline=None)
def test_damaged_files_are_a_mesh_or_an_error(
    extension: str, changes: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(exported(extension))
    for place, value in changes:
        data[int(place * len(data))] = value
    with contextlib.suppress(InternalError):
        load(bytes(data[: int(kept * len(data))]), extension)
