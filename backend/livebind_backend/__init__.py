"""A small Brayns 3.10: its JSON-RPC API over WebSocket, a scene, and ray-traced pictures.

Start it with ``python -m livebind_backend --uri localhost:5000`` or, inside a program, through
``livebind_backend.server.Service``. It is an independent implementation: it shares no code with the
runtime and the generator, so that each can be tested against the other.

Where the real service is known to misbehave, this one does not follow:

* A picture smaller than 64 by 64 pixels is rendered; there, the process ends.
* A ping is answered with a pong, fragmented messages are put together, and a connection is closed
  with a close frame (1001 when the service stops; 1007 for text that is not UTF-8; 1009 for a
  message above 2 GiB); there, a ping ends the connection, each fragment is taken for a message,
  and the connection just ends.
* Progress is sent as the rendering advances, and `cancel` and errors of other requests are answered
  at once, also while a method runs; there, the socket is looked at once a second.
* Messages name what the client sent: a request id is not printed as an address, and a model upload
  without data says so without a typing error.
* A request that is followed at once by a close frame or a ping is executed.
* A client that does not read its replies slows down only itself: reading from it pauses.
* More clients than `--max-clients` wait for a slot up to eight seconds and are then refused with
  HTTP status 503; `/healthz` needs no slot.
* Every request of a client that vanished is given up; of one that said goodbye, only those that
  send progress. There, `add-model` and snapshots written to files run on.
* Pictures are upright whichever opposite corners of the image region are given; there, the first
  row of a picture is that of `image_start`, and the hand-written client gives the upper left one.
* Number of progress messages, vertices in the metadata of meshes (ours are merged), ids given again
  after models were removed (ours is the lowest free one) and the words of parse errors differ.

And where the real service can do more:

* Shapes are tessellated before rendering, an endless plane ends after 100 000 units, and a scene
  without lights is lit from beside the camera (there, it is dark).
* Volumes are shown through their colour ramp, unlit. Materials of the production renderer are
  approximations in a small path tracer.
* Of the plugins there is a part of the Circuit Explorer: single neurons from morphology files.
* Models have no simulation, so there is one frame.
"""

from typing import Final

__all__ = ["BRAYNS_VERSION", "PROGRAM", "REVISION"]

BRAYNS_VERSION: Final = (3, 10, 1)
"""Version of the API that is served: major, minor, patch."""

REVISION: Final = "livebind"
"""Revision that `get-version` reports; real services report a commit."""

PROGRAM: Final = "livebind serve"
"""What users type to start it, in front of all that it complains of."""
