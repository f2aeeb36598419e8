"""Binary STL files."""

import struct

import numpy as np

from livebind_backend.loaders.triangles import MalformedError, Triangles, check_count
from livebind_backend.progress import Progress

__all__ = ["parse_stl"]

_HEADER = 80
_FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def parse_stl(data: bytes, _progress: Progress) -> Triangles:
    """Parse a binary STL file; neighbours do not share vertices.

    Raises:
        MalformedError: It is a text file, of which a real service loads no triangle, or too short.
    """
    if data.startswith(b"solid"):
        raise MalformedError("it is a text: only binary STL is loaded")
    if len(data) < _HEADER + 4:
        raise MalformedError(f"{len(data)} bytes where the header takes {_HEADER + 4}")
    count: int = struct.unpack_from("<I", data, _HEADER)[0]
    check_count(count, "triangles")
    if len(data) - _HEADER - 4 < count * _FACET.itemsize:
        raise MalformedError(f"{count} triangles are not there")
    facets = np.frombuffer(data, _FACET, count, _HEADER + 4)
    return Triangles(
        facets["corners"].reshape(-1, 3), np.arange(count * 3, dtype=np.int32).reshape(-1, 3)
    )
