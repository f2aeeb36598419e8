"""Any request that fits its schema: answered, or refused with a documented error."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.peer import Peer
from backend.schema_values import values_of
from livebind_backend.core import make_registry
from livebind_backend.method import Method

Json = Any

REGISTRY = make_registry()
METHODS = [
    REGISTRY.get(name)
    for name in REGISTRY.names()
    if name != "quit" and not name.startswith("set-renderer")  # many samples take long
]
CODES = {-32600, -32601, -32602, -32603, 0}


def params_of(method: Method) -> st.SearchStrategy[Json]:
    """Draw params, but no files to write and no pictures that take long."""
    schema: Json = method.params_schema()
    if schema is None:
        return st.none()
    if method.name in {"snapshot", "export-gbuffers"}:
        rest = {
            name: item
            for name, item in schema["properties"].items()
            if name not in {"file_path", "renderer", "camera"}
        }
        schema = schema | {"properties": rest}
    return values_of(schema)


@given(st.lists(st.sampled_from(METHODS), max_size=5), st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_requests_are_answered(peer: Peer, methods: list[Method], data: st.DataObject) -> None:
    for method in methods:
        answer = peer.ask(method.name, data.draw(params_of(method)))
        error = answer.content.get("error", {"code": 0, "message": ""})
        assert error["code"] in CODES, f"{method.name}: {error}"
        assert "encountered" not in error["message"], f"a number overflows in {method.name}"
    assert peer.request("get-version")["major"] == 3
