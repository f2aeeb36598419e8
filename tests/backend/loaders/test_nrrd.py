"""Values from NRRD files."""

import bz2
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from livebind_backend.errors import InternalError
from livebind_backend.files import Files
from livebind_backend.loaders.loader import Source
from livebind_backend.loaders.nrrd import read_nrrd

Json = Any

VALUES = np.arange(24, dtype=np.int16).reshape(4, 3, 2)
"""Shape (z, y, x)."""

HEADER = {"type": "short", "dimension": "3", "sizes": "2 3 4", "encoding": "raw"}


def nrrd(content: bytes = VALUES.tobytes(), **changes: str) -> bytes:
    """Make a file; a name may have _ for a space, and an empty value leaves a field out."""
    fields = HEADER | {name.replace("_", " "): value for name, value in changes.items()}
    lines = ["NRRD0004", "# a comment: nothing", "endian: little", "unit:=mm"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join(lines).encode() + b"\n\n" + content


def source(data: bytes, folder: Path = Path("/nowhere")) -> Source:
    return Source(data, "nrrd", str(folder / "atlas.nrrd"), Files())


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("raw", VALUES.tobytes()),
        ("gzip", gzip.compress(VALUES.tobytes())),
        ("gz", gzip.compress(VALUES.tobytes())),
        ("bzip2", bz2.compress(VALUES.tobytes())),
        ("hex", VALUES.tobytes().hex(" ", 2).encode()),
        ("ascii", b" ".join(b"%d" % value for value in VALUES.ravel())),
        ("text", b"\n".join(b"%d" % value for value in VALUES.ravel()) + b"\n99\n"),
    ],
)
def test_every_encoding_is_read(encoding: str, content: bytes) -> None:
    header, values = read_nrrd(source(nrrd(content, encoding=encoding)))
    assert header.size == (2, 3, 4)
    assert np.array_equal(values[..., 0], VALUES)


def test_long_texts_are_read_in_pieces() -> None:
    numbers = np.arange(400_000)
    content = b" ".join(b"%d" % number for number in numbers)
    data = nrrd(content, encoding="ascii", type="int", sizes="100 100 40")
    assert np.array_equal(read_nrrd(source(data))[1].ravel(), numbers)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("signed char", "i1"),
        ("uint8", "u1"),
        ("unsigned short", "<u2"),
        ("int", "<i4"),
        ("uint32_t", "<u4"),
        ("long long", "<i8"),
        ("uint64", "<u8"),
        ("float", "<f4"),
        ("double", "<f8"),
    ],
)
def test_every_type_of_value_is_read(name: str, kind: str) -> None:
    _, values = read_nrrd(source(nrrd(VALUES.astype(kind).tobytes(), type=name)))
    assert np.array_equal(values[..., 0], VALUES)


def test_values_may_be_big_endian() -> None:
    data = nrrd(VALUES.astype(">i2").tobytes(), endian="big")
    assert np.array_equal(read_nrrd(source(data))[1][..., 0], VALUES)


def test_cells_may_have_several_values() -> None:
    cells = np.arange(48, dtype=np.float32).reshape(4, 3, 2, 2)
    changes = {"type": "float", "dimension": "4", "sizes": "2 2 3 4"}
    header, values = read_nrrd(source(nrrd(cells.tobytes(), **changes)))
    assert header.components == 2
    assert np.array_equal(values, cells)


def test_the_grid_may_be_anywhere() -> None:
    header, _ = read_nrrd(
        source(nrrd(space_directions="none (2,0,0) (0,3,0) (0,0,4)", space_origin="(1,2,-3)"))
    )
    assert header.origin == (1, 2, -3)
    assert header.directions is not None
    assert np.array_equal(header.directions, np.diag([2, 3, 4]))


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("values.raw", ["values.raw"]),
        ("a b c d", ["a", "b", "c", "d"]),
        ("a b c d 2", ["a", "b", "c", "d"]),
        ("slice%d.raw 1 4 1", [f"slice{number}.raw" for number in (1, 2, 3, 4)]),
        ("slice%03d.raw 8 2 -2 2", [f"slice{number:03d}.raw" for number in (8, 6, 4, 2)]),
    ],
)
def test_values_may_be_in_other_files(tmp_path: Path, field: str, names: list[str]) -> None:
    for name, part in zip(names, np.split(VALUES, len(names)), strict=True):
        (tmp_path / name).write_bytes(part.tobytes())
    data = nrrd(b"", data_file=field)
    assert np.array_equal(read_nrrd(source(data, tmp_path))[1][..., 0], VALUES)


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (b"", {}),
        (VALUES.tobytes()[:-1], {}),
        (VALUES.tobytes(), {"type": "block"}),
        (VALUES.tobytes(), {"type": ""}),
        (VALUES.tobytes(), {"sizes": "2 3"}),
        (VALUES.tobytes(), {"sizes": "2 3 4 1"}),
        (VALUES.tobytes(), {"sizes": "2 3 0"}),
        (VALUES.tobytes(), {"sizes": "2 3 -4"}),
        (VALUES.tobytes(), {"sizes": "999999999 999999999 999999999"}),
        (VALUES.tobytes(), {"encoding": "zip"}),
        (VALUES.tobytes(), {"encoding": "gzip"}),
        (VALUES.tobytes(), {"encoding": "bzip2"}),
        (b"not hex", {"encoding": "hex"}),
        (b"1 2 3", {"encoding": "ascii"}),
        (b"one two", {"encoding": "ascii"}),
        (VALUES.tobytes(), {"space_directions": "(1,0,0)"}),
        (VALUES.tobytes(), {"space_directions": "(1,0) (0,1) (0,0)"}),
        (VALUES.tobytes(), {"space_origin": "(1,nan,0)"}),
        (b"", {"data_file": "nothing.raw"}),
        (b"", {"data_file": "slice%d.raw 1 4 0"}),
        (b"", {"data_file": "slice%d.raw 1"}),
        (b"", {"data_file": "slice%d.raw 0 999999999 1"}),
    ],
)
def test_what_is_not_right_is_an_error(content: bytes, changes: dict[str, str]) -> None:
    with pytest.raises(InternalError):
        read_nrrd(source(nrrd(content, **changes)))


@pytest.mark.parametrize("data", [b"", b"NRRD", b"NRRD0004", b"NRRD0004\n\n", b"\x89PNG\n\n"])
def test_other_files_are_an_error(data: bytes) -> None:
    with pytest.raises(InternalError):
        read_nrrd(source(data))


def test_little_does_not_unpack_to_much() -> None:
    bomb = gzip.compress(bytes(2**26))
    _, values = read_nrrd(source(nrrd(bomb, encoding="gzip")))
    assert values.size == 24
