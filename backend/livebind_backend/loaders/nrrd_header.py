"""What the header of an NRRD file says."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats, Vector3
from livebind_backend.loaders.triangles import MalformedError

__all__ = ["NrrdHeader", "parse_nrrd_header"]

_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": (
        "longlong",
        "long long",
        "long long int",
        "signed long long",
        "signed long long int",
        "int64",
        "int64_t",
    ),
    "u8": (
        "ulonglong",
        "unsigned long long",
        "unsigned long long int",
        "uint64",
        "uint64_t",
    ),
    "f4": ("float",),
    "f8": ("double",),
}
"""Names of types of values, by what numpy calls them."""

_TYPE_OF: Final = {name: kind for kind, names in _TYPES.items() for name in names}

_ENCODINGS: Final = {
    "raw": "raw",
    "txt": "ascii",
    "text": "ascii",
    "ascii": "ascii",
    "hex": "hex",
    "gz": "gzip",
    "gzip": "gzip",
    "bz2": "bzip2",
    "bzip2": "bzip2",
}

_MOST_VALUES: Final = 2**28
"""Values of the largest file: as floats they take 1 GiB."""

_MOST_FILES: Final = 10_000

_NUMBERED: Final = re.compile(r"(.*)%(0?[1-9])?d(.*)")
"""Names of files that differ in a number, such as `slice%03d.raw`."""


@dataclass(frozen=True, slots=True)
class NrrdHeader:
    """How values are stored, and where they are."""

    dtype: np.dtype[np.generic]
    """Type of the values, with their byte order."""
    encoding: str
    """`raw`, `ascii`, `hex`, `gzip` or `bzip2`."""
    components: int
    """Values of each cell."""
    size: tuple[int, int, int]
    """Cells along X, Y and Z."""
    directions: Floats | None
    """The way from cell to cell along each axis as rows, shape (3, 3), if it is told."""
    origin: Vector3
    """Where the grid begins."""
    files: tuple[str, ...]
    """Files with the values, one after the other; none if they follow the header."""

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.components * self.size[0] * self.size[1] * self.size[2]


def parse_nrrd_header(data: bytes) -> tuple[NrrdHeader, int]:
    """Read a header, and return it and where the values begin behind it.

    Raises:
        MalformedError: It is malformed, or describes what is not loaded.
    """
    if not data.startswith(b"NRRD000"):
        raise MalformedError("it does not begin with 'NRRD000'")
    head, end = _split(data)
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        # Comments begin with #, and what has := is for people.
        if colon and not line.startswith("#") and not value.startswith("="):
            fields[name.strip().lower()] = value.strip()
    for name in ("type", "dimension", "sizes", "encoding"):
        if name not in fields:
            raise MalformedError(f"the header has no '{name}'")
    components, size = _sizes(fields)
    directions = _vectors(fields.get("space directions", ""))
    origin = _vectors(fields.get("space origin", ""))
    x, y, z = origin[0].tolist() if len(origin) == 1 else (0.0, 0.0, 0.0)
    header = NrrdHeader(
        dtype=_dtype(fields),
        encoding=_known(_ENCODINGS, fields["encoding"].lower(), "encoding"),
        components=components,
        size=size,
        directions=directions if len(directions) else None,
        origin=(x, y, z),
        files=_files(fields.get("data file", fields.get("datafile", ""))),
    )
    if len(directions) not in {0, 3} or not 0 < header.count <= _MOST_VALUES:
        raise MalformedError(f"there are no three axes, or not 1 to {_MOST_VALUES} values")
    return header, end


def _split(data: bytes) -> tuple[bytes, int]:
    """Return what is before the first empty line, and where what is behind it begins."""
    found = [(data.find(mark), len(mark)) for mark in (b"\n\n", b"\r\n\r\n")]
    ends = [(start, length) for start, length in found if start >= 0]
    if not ends:
        return data, len(data)
    start, length = min(ends)
    return data[:start], start + length


def _known(table: dict[str, str], name: str, what: str) -> str:
    if name not in table:
        raise MalformedError(f"the {what} '{name}' is not one of {', '.join(table)}")
    return table[name]


def _dtype(fields: dict[str, str]) -> np.dtype[np.generic]:
    kind = np.dtype(_known(_TYPE_OF, fields["type"].lower(), "type"))
    return kind.newbyteorder("<" if fields.get("endian", "little").lower() == "little" else ">")


def _sizes(fields: dict[str, str]) -> tuple[int, tuple[int, int, int]]:
    """Return the number of values of a cell, and of cells along each axis."""
    words = fields["sizes"].split()
    if not all(re.fullmatch(r"\d{1,9}", word) for word in words):
        raise MalformedError("the sizes are not numbers")
    sizes = [int(word) for word in words]
    if fields["dimension"] != str(len(sizes)) or len(sizes) not in {3, 4}:
        raise MalformedError("there are not as many sizes as dimensions, or not 3 or 4")
    x, y, z = sizes[-3:]
    return (sizes[0] if len(sizes) > len((x, y, z)) else 1), (x, y, z)


def _vectors(text: str) -> Floats:
    """Read vectors such as `(1,0,0) (0,1,0)`, shape (n, 3); `none` is none."""
    rows = [row.split(",") for row in re.findall(r"\(([^()]*)\)", text)]
    try:
        vectors = np.array(rows, np.float64).reshape(len(rows), 3)
    except ValueError:
        raise MalformedError(f"'{text}' is not vectors of three numbers") from None
    if not np.isfinite(vectors).all() or (np.abs(vectors) > 1e9).any():  # noqa: PLR2004 - too far
        raise MalformedError(f"'{text}' is not finite")
    return vectors


def _files(text: str) -> tuple[str, ...]:
    """Return the names in a field: names in a row, or a pattern with its first, last and step."""
    words = text.split()
    found = _NUMBERED.fullmatch(words[0]) if words else None
    if found is None:
        # A number behind names tells how their values are divided, which does not matter.
        return tuple(words[:-1] if len(words) > 1 and words[-1].isdecimal() else words)
    told = [word for word in words[1:4] if re.fullmatch(r"-?\d{1,9}", word)]
    if len(told) != 3:  # noqa: PLR2004 - see below
        raise MalformedError("a pattern of files needs the first number, the last one and the step")
    first, last, step = (int(word) for word in told)
    numbers = range(first, last + (1 if step > 0 else -1), step) if step else range(0)
    if not 0 < len(numbers) <= _MOST_FILES:
        raise MalformedError(f"the pattern of files is not for 1 to {_MOST_FILES} files")
    before, width, after = found.groups()
    return tuple(f"{before}{number:{width or ''}d}{after}" for number in numbers)
