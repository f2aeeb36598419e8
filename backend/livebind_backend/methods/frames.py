"""Methods about the picture of the present state: render it, and look at a point of it."""

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Floats, Vector2, Vector3
from livebind_backend.calls import BinaryResult, Call
from livebind_backend.declarations import About
from livebind_backend.methods.shots import Shot
from livebind_backend.render.embree import MISS
from livebind_backend.render.encoding import Canvas, check_format, encode_image
from livebind_backend.render.rays import RayMaker
from livebind_backend.typed_method import MethodGroup

__all__ = ["FRAMES"]

FRAMES: Final = MethodGroup()


@dataclass(frozen=True)
class RenderImageParams:
    """What to do with the picture of the present state."""

    accumulate: Annotated[bool, About("Render until it gets no better")] = False
    force: Annotated[bool, About("Send it even if it is the one sent before")] = False
    format: Annotated[str, About("File format, `png` or `jpg`")] = "jpg"
    jpeg_quality: Annotated[
        int, About("For `jpg`: 0 is small, 100 is good", minimum=0, maximum=100)
    ] = 100
    render: Annotated[bool, About("Render; otherwise only send what there is")] = True
    send: Annotated[bool, About("Send it")] = True


@dataclass(frozen=True)
class RenderImageResult:
    """How complete the picture is."""

    accumulation: Annotated[int, About("Pictures so far", minimum=0, read_only=True)]
    max_accumulation: Annotated[
        int, About("Pictures until it gets no better", minimum=0, read_only=True)
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
    check_format(params.format)
    engine = call.engine
    limit = engine.framebuffer.max_accumulation
    shot = Shot.of_state(engine)
    engine.frames.reset_unless((engine.scene.revision, shot, engine.framebuffer))
    rendered = False
    while params.render and engine.frames.accumulation < limit:
        engine.frames.store(_render(call, shot))
        rendered = True
        if not params.accumulate:
            break
    body = b""
    if params.send and engine.frames.color is not None and (rendered or params.force):
        canvas = Canvas(engine.frames.color, shot.background)
        body = encode_image(canvas, params.format, params.jpeg_quality)
    return BinaryResult(RenderImageResult(engine.frames.accumulation, limit), body)


def _render(call: Call, shot: Shot) -> Floats:
    """Render the next picture: a coarse one first if the framebuffer is progressive."""
    engine = call.engine
    scale = engine.framebuffer.scale
    if scale == 1 or engine.frames.accumulation > 0:
        return shot.take(engine, lambda _part: call.progress.check()).color
    width, height = shot.size
    coarse = Shot(shot.camera, shot.renderer, (-(-width // scale), -(-height // scale)))
    color = coarse.take(engine, lambda _part: call.progress.check()).color
    return np.repeat(np.repeat(color, scale, axis=0), scale, axis=1)[:height, :width]


@FRAMES.add("inspect")
def inspect(call: Call, params: InspectMessage) -> InspectResult:
    """Tell what is at a point of the picture of the present state."""
    shot = Shot.of_state(call.engine)
    geometry = call.engine.geometry()
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
