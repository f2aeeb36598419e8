"""Methods that render a picture beside the state and give it away as a file."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Final, Literal

from livebind_backend.calls import BinaryResult, Call
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.methods.shots import Shot, ShotParams
from livebind_backend.render.encoding import Canvas, ImageMetadata, check_format, encode_image
from livebind_backend.render.exr import encode_exr
from livebind_backend.typed_method import MethodGroup
from livebind_backend.view.settings import Size

__all__ = ["SNAPSHOTS"]

SNAPSHOTS: Final = MethodGroup()


@dataclass(frozen=True)
class ImageSettings:
    """Size and file format of an image."""

    format: Annotated[
        str, About("File format, `png`, `jpg` or `exr`; of a file, its extension says it")
    ] = "png"
    quality: Annotated[int, About("For `jpg`: 0 is small, 100 is good", minimum=0)] = 100
    size: Annotated[Size | None, About("Width and height in pixels")] = None


@dataclass(frozen=True, kw_only=True)
class SnapshotParams(ShotParams):
    """A picture to take; what is left out is as in the state of the instance."""

    file_path: Annotated[
        str | None, About("File to write where the instance runs; left out to receive the image")
    ] = None
    image_settings: Annotated[ImageSettings | None, About("Size and file format")] = None
    metadata: Annotated[ImageMetadata | None, About("What to write into the image")] = None


@dataclass(frozen=True)
class ColorBufferMessage:
    """Where the image is in the body of the reply."""

    offset: Annotated[int, About("First byte", minimum=0, read_only=True)]
    size: Annotated[
        int, About("Number of bytes; 0 for an image in a file", minimum=0, read_only=True)
    ]


@dataclass(frozen=True)
class SnapshotResult:
    """A picture that was taken."""

    color_buffer: Annotated[ColorBufferMessage, About("Where the image is", read_only=True)]


@dataclass(frozen=True, kw_only=True)
class GBuffersParams(ShotParams):
    """What to export of a picture; what is left out is as in the state of the instance."""

    channels: Annotated[
        list[Literal["color", "depth", "albedo", "normal"]], About("What to export")
    ]
    file_path: Annotated[
        str | None, About("EXR file to write where the instance runs; left out to receive it")
    ] = None
    resolution: Annotated[Size | None, About("Width and height in pixels")] = None


@SNAPSHOTS.add("snapshot", asynchronous=True)
def snapshot(call: Call, params: SnapshotParams) -> BinaryResult[SnapshotResult]:
    """Render a picture and send it, or write it to a file; the state stays as it is."""
    settings = params.image_settings or ImageSettings()
    image_format = settings.format.lower().removeprefix(".")
    if params.file_path:
        image_format = PurePath(params.file_path).suffix.removeprefix(".")
        call.engine.files.check_writable(params.file_path)
    check_format(image_format)
    shot = Shot.of_request(call.engine, params, settings.size)
    picture = shot.take(
        call.engine, lambda part: call.progress.report(part, "Rendering snapshot ...")
    )
    image = encode_image(
        Canvas(picture.color, shot.renderer.background),
        image_format,
        settings.quality,
        params.metadata,
    )
    body = _deliver(call, image, params.file_path)
    return BinaryResult(SnapshotResult(ColorBufferMessage(offset=0, size=len(body))), body)


@SNAPSHOTS.add("export-gbuffers", asynchronous=True)
def export_gbuffers(call: Call, params: GBuffersParams) -> BinaryResult[None]:
    """Render a picture and send or save its channels as EXR: colour, depth, albedo, normals."""
    if not params.channels:
        raise InternalError("No channels to export")
    if len(set(params.channels)) < len(params.channels):
        raise InternalError("A channel cannot be exported twice")
    file_path = params.file_path
    if file_path:
        if PurePath(file_path).suffix.lower() != ".exr":
            file_path += ".exr"
        call.engine.files.check_writable(file_path)
    shot = Shot.of_request(call.engine, params, params.resolution)
    picture = shot.take(
        call.engine,
        lambda part: call.progress.report(part, "Exporting g-buffers ..."),
        surfaces=True,
    )
    return BinaryResult(None, _deliver(call, encode_exr(picture, params.channels), file_path))


def _deliver(call: Call, content: bytes, file_path: str | None) -> bytes:
    """Write the content to a file if there is one; return what the reply carries."""
    if not file_path:
        return content
    call.engine.files.write(file_path, content)
    return b""
