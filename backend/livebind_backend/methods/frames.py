"""Methods about the picture of the present state: render it, and look at a point of it."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Vector2, Vector3
from livebind_backend.calls import BinaryResult, Call
from livebind_backend.declarations import About
from livebind_backend.errors import InvalidParamsError
from livebind_backend.methods.shots import Shot
from livebind_backend.render.embree import MISS
from livebind_backend.render.encoding import Canvas, encode_image
from livebind_backend.render.rays import RayMaker
from livebind_backend.typed_method import MethodGroup

__all__ = ["FRAMES"]

FRAMES: Final = MethodGroup()


@dataclass(frozen=True)
class RenderImageParams:
    """What to do with the picture of the present state."""

    accumulate: Annotated[bool, About("Render all samples, not only the next one")] = False
    force: Annotated[bool, About("Send it even if it is the one sent before")] = False
    format: Annotated[str, About("File format, `png`, `jpg` or `exr`")] = "jpg"
    jpeg_quality: Annotated[
        int, About("For `jpg`: 0 is small, 100 is good", minimum=0, maximum=100)
    ] = 100
    render: Annotated[bool, About("Render; otherwise only send what there is")] = True
    send: Annotated[bool, About("Send it")] = True


@dataclass(frozen=True)
class RenderImageResult:
    """How complete the picture is."""

    accumulation: Annotated[int, About("Samples of each pixel so far", minimum=0, read_only=True)]
    max_accumulation: Annotated[
        int, About("Samples until it gets no better", minimum=0, read_only=True)
    ]


@dataclass(frozen=True)
class InspectMessage:
    """A point of the picture."""

    position: Annotated[Vector2, About("Where to look, 0 to 1 from the lower left")]


@dataclass(frozen=True)
class InspectResult:
    """What is at a point of the picture."""

    hit: Annotated[
        bool, About("Whether anything is there; else the rest says nothing", read_only=True)
    ]
    metadata: Annotated[object, About("Facts about what is there", read_only=True)] = None
    model_id: Annotated[
        int, About("Number of the model that is there", minimum=0, read_only=True)
    ] = 0
    position: Annotated[Vector3, About("Where it is, XYZ", read_only=True)] = (0.0, 0.0, 0.0)


@FRAMES.add("render-image", answer_only=True)
def render_image(call: Call, params: RenderImageParams) -> BinaryResult[RenderImageResult]:
    """Render the present state and send the picture if it is a new one."""
    if params.force and not params.send:
        raise InvalidParamsError("What is not sent cannot be forced to be sent")
    frames = call.engine.frames
    shot = Shot.of_state(call.engine)
    limit = shot.renderer.samples
    frames.reset_unless((call.engine.scene.revision, shot, call.engine.framebuffer))
    rendered = False
    while params.render and frames.accumulation < limit:
        _render(call, shot, may_preview=not params.accumulate)
        rendered = True
        if not params.accumulate:
            break
    body = b""
    if params.send and frames.color is not None and (rendered or params.force):
        canvas = Canvas(frames.color, shot.renderer.background)
        body = encode_image(canvas, params.format, params.jpeg_quality)
    return BinaryResult(RenderImageResult(frames.accumulation, limit), body)


def _render(call: Call, shot: Shot, *, may_preview: bool) -> None:
    """Render the next sample, or before the first one a small picture if there is to be one."""
    frames = call.engine.frames
    small = dataclasses.replace(shot, size=call.engine.framebuffer.first_size(shot.size))
    is_first = frames.color is None and small != shot
    chosen, number = (small, 0) if may_preview and is_first else (shot, frames.accumulation)
    samples = range(number, number + 1)
    color = chosen.take(call.engine, lambda _part: call.progress.check(), samples).color
    if chosen is shot:
        frames.accumulate(color)
    else:
        frames.preview(color)


@FRAMES.add("inspect")
def inspect(call: Call, params: InspectMessage) -> InspectResult:
    """Tell what is at a point of the picture of the present state."""
    shot = Shot.of_state(call.engine)
    geometry = call.engine.geometry(shot.frame)
    x, y = (np.array([value], np.float32) for value in params.position)
    if not (0 <= x[0] <= 1 and 0 <= y[0] <= 1):
        return InspectResult(hit=False)
    origins, directions = RayMaker(shot.camera, shot.size).through(x, y)
    hits = geometry.intersect(origins, directions)
    if hits.faces[0] == MISS:
        return InspectResult(hit=False)
    number, primitive = geometry.primitive_of(int(hits.faces[0]))
    along = (origins + directions * hits.distances[:, None])[0]
    return InspectResult(
        hit=True,
        metadata={"primitive_index": primitive},
        model_id=number,
        position=(float(along[0]), float(along[1]), float(along[2])),
    )
