"""Pictures of a scene that a test has made."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from backend.peer import Peer

Json = Any
Pixels = npt.NDArray[np.uint8]

RED = [1, 0, 0, 1]
GREEN = [0, 1, 0, 1]
FRONT = {"position": [0, 0, 10], "target": [0, 0, 0], "up": [0, 1, 0]}
ORTHOGRAPHIC = {"name": "orthographic", "params": {"height": 8}}
FLAT = {"name": "interactive", "params": {"enable_shadows": False, "background_color": [0] * 4}}


def sphere(x: float, color: Json, y: float = 0, radius: float = 1) -> Json:
    return {"geometry": {"center": [x, y, 0], "radius": radius}, "color": color}


def picture(peer: Peer, **params: Json) -> Pixels:
    """Take a snapshot of 80 by 80 pixels, of which 10 are one unit."""
    settings = {
        "camera": ORTHOGRAPHIC,
        "camera_view": FRONT,
        "image_settings": {"size": [80, 80]},
        "renderer": FLAT,
    }
    reply = peer.ask("snapshot", settings | params)
    assert reply.result["color_buffer"]["size"] == len(reply.body)
    return np.asarray(Image.open(io.BytesIO(reply.body)))


def light_up(peer: Peer) -> None:
    """Light everything evenly, so that colours are what they are."""
    peer.request("add-light-ambient", {})


def is_red(pixel: Pixels) -> bool:
    return bool(pixel[0] > 100 and max(pixel[1:3]) < 0.6 * pixel[0])


def is_green(pixel: Pixels) -> bool:
    # The tone mapper makes bright green a bit yellow.
    return bool(pixel[1] > 100 and max(pixel[0], pixel[2]) < 0.75 * pixel[1])
