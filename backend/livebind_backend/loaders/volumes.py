"""Volumes from raw values, and from MHD files that describe raw values in another file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, cast

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Vector3
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.progress import Progress
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
    "MET_SHORT": "<i2",
    "MET_USHORT": "<u2",
    "MET_FLOAT": "<f4",
    "MET_DOUBLE": "<f8",
}

MAX_CELLS: Final = 2**28
"""Most cells of a volume: they take 1 GiB."""


def load_raw(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load values that are just there, one after the other.

    Raises:
        InternalError: Their number is not that of the cells, or there are too many.
    """
    given = cast("RawVolumeLoaderParameters", params)
    progress.stage(0.0, "Parsing volume ...")
    return [
        _model(source.data, _RAW_TYPES[given.data_type], given.dimensions, given.spacing, progress)
    ]


def load_mhd(source: Source, _params: object, progress: Progress) -> list[Model]:
    """Load the values that an MHD file describes; they are in a file beside it.

    Raises:
        InternalError: The description is incomplete, or the values do not fit to it.
    """
    progress.stage(0.0, "Parsing volume ...")
    fields = _parse_mhd(source.data)
    kind = _MHD_TYPES.get(fields["ElementType"])
    if kind is None:
        known = ", ".join(_MHD_TYPES)
        raise InternalError(f"'{fields['ElementType']}' is no type of cells (there are: {known})")
    width, height, depth = (int(value) for value in _numbers(fields, "DimSize"))
    x, y, z = _numbers(fields, "ElementSpacing")
    data = source.files.read(str(Path(source.path).parent / fields["ElementDataFile"]))
    return [_model(data, kind, (width, height, depth), (x, y, z), progress)]


def _model(
    data: bytes,
    kind: str,
    dimensions: tuple[int, int, int],
    spacing: Vector3,
    progress: Progress,
) -> Model:
    item = np.dtype(kind)
    width, height, depth = dimensions
    cells = width * height * depth
    if cells == 0:
        raise InternalError("The volume has no cells")
    if cells > MAX_CELLS:
        raise InternalError(f"The volume has {cells} cells, more than {MAX_CELLS}")
    if len(data) != cells * item.itemsize:
        raise InternalError(
            f"The volume takes {cells * item.itemsize} bytes, there are {len(data)}"
        )
    if not all(size > 0 for size in spacing):
        raise InternalError("The cells of the volume have no size")
    progress.stage(0.5, "Preparing volume ...")
    raw: npt.NDArray[np.generic] = np.frombuffer(data, item)
    values = np.nan_to_num(raw.astype(np.float32)).reshape(depth, height, width)
    volume = Volume(values, spacing)
    metadata = {"dimensions": f"{width} x {height} x {depth}", "type": item.name}
    return Model(
        "volume", VolumeContent(volume, default_ramp(volume)), ModelInfo(metadata=metadata)
    )


_REQUIRED: Final = ("ObjectType", "DimSize", "ElementSpacing", "ElementType", "ElementDataFile")


def _parse_mhd(data: bytes) -> dict[str, str]:
    """Read the fields up to the first empty line."""
    fields: dict[str, str] = {}
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
        if not line:
            break
        if line.count("=") != 1:
            raise InternalError(f"Line {number} of the MHD file is not 'name = value'")
        name, _, value = line.partition("=")
        fields.setdefault(name.strip(), value.strip())
    missing = [name for name in _REQUIRED if name not in fields]
    if missing:
        raise InternalError(f"The MHD file lacks {', '.join(missing)}")
    if fields["ObjectType"] != "Image":
        raise InternalError(f"The MHD file describes no Image, but {fields['ObjectType']}")
    if fields.get("BinaryDataByteOrderMSB", "False").lower() == "true":
        # A real service takes them for little-endian ones, which is worse.
        raise InternalError("The MHD file describes big-endian values, which are not loaded")
    return fields


def _numbers(fields: dict[str, str], name: str) -> list[float]:
    try:
        values = [float(word) for word in fields[name].split()]
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
