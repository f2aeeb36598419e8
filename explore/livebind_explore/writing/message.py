"""What goes over the wire for a call, as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from livebind.common.message import TextMessage
from livebind.wires.json_rpc import JsonRpcWire
from livebind_codegen.dialects.registry import client_of
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description
    from livebind_explore.json_value import Json

__all__ = ["as_message"]


def as_message(description: Description, method: str, params: Json) -> str:
    """Return the JSON of the message that asks for the call, laid out."""
    described = next((one for one in description.methods if one.name == method), None)
    if described is not None and described.positions and is_object(params):
        given = [params.get(name) for name in described.positions]
        while given and given[-1] is None:
            given.pop()
        params = given
    wire = (client_of(description).wire or JsonRpcWire)()
    content = None if params is None else json.dumps(params).encode()
    message = wire.encode(wire.new_request(), method, content, b"")
    text = message.text if isinstance(message, TextMessage) else message.head
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text.decode(errors="replace")
