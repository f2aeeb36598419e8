"""Values from NRRD files, in all of its encodings."""

import bz2
import re
import zlib
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Floats
from livebind_backend.errors import InternalError
from livebind_backend.files import MAX_FILE_BYTES
from livebind_backend.loaders.loader import Source
from livebind_backend.loaders.nrrd_header import NrrdHeader, parse_nrrd_header
from livebind_backend.loaders.triangles import MalformedError

__all__ = ["read_nrrd"]

_PIECE: Final = 2**20
"""Bytes of text that are read at once."""

_GAP: Final = re.compile(rb"\s")


def read_nrrd(source: Source) -> tuple[NrrdHeader, Floats]:
    """Read a file and those with its values.

    Returns:
        What the header says, and the values, shape (z, y, x, components).

    Raises:
        InternalError: A file is malformed, not there, or describes what is not loaded.
    """
    try:
        header, end = parse_nrrd_header(source.data)
        content = source.data[end:]
        if header.files:
            content = _read_all(source, header.files)
        values = _decode(header, content)
    except MalformedError as error:
        raise InternalError(f"Cannot read the NRRD file: {error}") from None
    width, height, depth = header.size
    return header, values.astype(np.float32).reshape(depth, height, width, header.components)


def _read_all(source: Source, names: tuple[str, ...]) -> bytes:
    """Read the files that a header names, one after the other."""
    folder = Path(source.path).parent
    content = bytearray()
    for name in names:
        content += source.files.read(str(folder / name))
        if len(content) > MAX_FILE_BYTES:
            raise MalformedError(f"its files have more than {MAX_FILE_BYTES} bytes")
    return bytes(content)


def _decode(header: NrrdHeader, content: bytes) -> npt.NDArray[np.generic]:
    """Return the values one after the other, shape (count,)."""
    if header.encoding == "ascii":
        values: npt.NDArray[np.generic] = _numbers(content, header.count)
    else:
        size = header.count * header.dtype.itemsize
        data = _bytes(header.encoding, content, size)[:size]
        whole = len(data) // header.dtype.itemsize
        values = np.frombuffer(data, header.dtype, whole)
    if len(values) < header.count:
        raise MalformedError(f"there are fewer than {header.count} values")
    return values


def _numbers(content: bytes, count: int) -> Floats:
    """Read numbers up to a count, piece by piece: as words they take much more memory."""
    values = np.empty(count, np.float64)
    start = filled = 0
    while start < len(content) and filled < count:
        gap = _GAP.search(content, start + _PIECE)
        end = gap.start() if gap else len(content)
        try:
            found = np.fromstring(content[start:end], np.float64, sep=" ")[: count - filled]
        except ValueError:
            raise MalformedError("the values are not numbers") from None
        values[filled : filled + len(found)] = found
        start, filled = end, filled + len(found)
    return values[:filled]


def _bytes(encoding: str, content: bytes, size: int) -> bytes:
    """Return the bytes of values, not more than there are to be: little can unpack to much."""
    try:
        match encoding:
            case "gzip":
                return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, size)
            case "bzip2":
                return bz2.BZ2Decompressor().decompress(content, size)
            case "hex":
                return bytes.fromhex(content.decode("ascii"))
            case _:
                return content
    except (zlib.error, OSError, ValueError) as error:
        raise MalformedError(f"the values are not {encoding}: {error}") from None
