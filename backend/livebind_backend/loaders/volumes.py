"""Volumes from raw values, and from MHD files that describe raw values in another file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, cast

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Vector3
from livebind_backend.calls import Progress
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.scene.models import Model, ModelInfo, VolumeContent
from livebind_backend.scene.volumes import Volume, default_ramp

__all__ = ["MHD_LOADER", "RAW_LOADER"]

_Dimension = Annotated[int, About(minimum=0)]


@dataclass(frozen=True)
class RawVolumeLoaderParameters:
    """How to read raw values."""

    data_type: Annotated[
        Literal["unsinged_char", "short", "unsigned_short", "half_float", "float", "double"],
        About("Type of each value"),
    ]
    dimensions: Annotated[
        tuple[_Dimension, _Dimension, _Dimension], About("Number of cells along X, Y and Z")
    ]
    spacing: Annotated[Vector3, About("Size of a cell along X, Y and Z, in world units")]


_RAW_TYPES: Final[dict[str, str]] = {
    "unsinged_char": "u1",
    "short": "<i2",
    "unsigned_short": "<u2",
    "half_float": "<f2",
    "float": "<f4",
    "double": "<f8",
}

_MHD_TYPES: Final[dict[str, str]] = {
    "MET_UCHAR": "u1",
    "MET_CHAR": "i1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}


def load_raw(source: Source, params: object, _progress: Progress) -> list[Model]:
    """Load values that are just there, one after the other.

    Raises:
        InternalError: Their number is not that of the cells.
    """
    given = cast("RawVolumeLoaderParameters", params)
    return [_model(source.data, _RAW_TYPES[given.data_type], given.dimensions, given.spacing)]


def load_mhd(source: Source, _params: object, _progress: Progress) -> list[Model]:
    """Load the values that an MHD file describes; they are in a file beside it.

    Raises:
        InternalError: The description is incomplete, or the values do not fit to it.
    """
    fields = _parse_mhd(source.data)
    kind = _MHD_TYPES.get(_field(fields, "ElementType"))
    if kind is None:
        raise InternalError(f"Unknown MHD element type '{fields['ElementType']}'")
    order = ">" if fields.get("BinaryDataByteOrderMSB", "False").lower() == "true" else "<"
    sizes = [int(value) for value in _numbers(fields, "DimSize")]
    spacing = _numbers(fields, "ElementSpacing") if "ElementSpacing" in fields else [1.0] * 3
    name = _field(fields, "ElementDataFile")
    try:
        data = (Path(source.path).parent / name).read_bytes()
    except OSError as error:
        raise InternalError(f"Cannot read MHD data file {name}: {error.strerror}") from None
    return [
        _model(
            data,
            kind if kind.endswith("1") else order + kind,
            (sizes[0], sizes[1], sizes[2]),
            (spacing[0], spacing[1], spacing[2]),
        )
    ]


def _model(data: bytes, kind: str, dimensions: tuple[int, int, int], spacing: Vector3) -> Model:
    item = np.dtype(kind)
    width, height, depth = dimensions
    expected = width * height * depth * item.itemsize
    if expected == 0:
        raise InternalError("The volume has no cells")
    if len(data) != expected:
        raise InternalError(f"The volume takes {expected} bytes, there are {len(data)}")
    if not all(size > 0 for size in spacing):
        raise InternalError("The cells of the volume have no size")
    raw: npt.NDArray[np.generic] = np.frombuffer(data, item)
    values = np.nan_to_num(raw.astype(np.float32)).reshape(depth, height, width)
    volume = Volume(values, spacing)
    metadata = {"dimensions": f"{width} x {height} x {depth}", "type": item.name}
    return Model(
        "volume", VolumeContent(volume, default_ramp(volume)), ModelInfo(metadata=metadata)
    )


def _parse_mhd(data: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in data.decode("utf-8", errors="replace").splitlines():
        name, separator, value = line.partition("=")
        if separator:
            fields[name.strip()] = value.strip()
    return fields


def _field(fields: dict[str, str], name: str) -> str:
    if name not in fields:
        raise InternalError(f"The MHD file lacks {name}")
    return fields[name]


def _numbers(fields: dict[str, str], name: str) -> list[float]:
    try:
        values = [float(word) for word in _field(fields, name).split()]
    except ValueError:
        values = []
    if len(values) != 3 or not all(0 < value < 1e9 for value in values):  # noqa: PLR2004 - XYZ
        raise InternalError(f"The MHD file has no three positive numbers as {name}")
    return values


MHD_LOADER: Final = Loader(
    name="mhd-volume",
    extensions=("mhd",),
    params=EmptyLoaderParams,
    load=load_mhd,
    accepts_uploads=False,
)

RAW_LOADER: Final = Loader(
    name="raw-volume",
    extensions=("raw",),
    params=RawVolumeLoaderParameters,
    load=load_raw,
)
