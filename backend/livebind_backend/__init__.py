"""A small Brayns 3.10: its JSON-RPC API over WebSocket, a scene, and ray-traced pictures.

Start it with ``python -m livebind_backend --uri localhost:5000`` or, inside a program, through
``livebind_backend.server.Service``. It is an independent implementation: it shares no code with the
runtime and the generator, so that each can be tested against the other.

Which requests it accepts, what it answers and with which error code is that of the real service,
as far as that is known; what differs, and why, is listed in `docs/reference-backend.md`.
"""

from typing import Final

__all__ = ["BRAYNS_VERSION", "PROGRAM", "REVISION"]

BRAYNS_VERSION: Final = (3, 10, 1)
"""Version of the API that is served: major, minor, patch."""

REVISION: Final = "livebind"
"""Revision that `get-version` reports; real services report a commit."""

PROGRAM: Final = "livebind serve"
"""What users type to start it, in front of all that it complains of."""
