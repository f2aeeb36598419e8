"""What a mock answers truthfully: who it is, what it can do, cancelling and the end."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from livebind_backend.calls import Call
from livebind_backend.errors import MethodNotFoundError
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.mock.document import DescribedInstance, DescribedMethod
from livebind_backend.mock.method import PICTURE, Answer

__all__ = ["IMMEDIATE", "answers_for"]

IMMEDIATE: Final = frozenset({"cancel"})
"""Methods that do not wait for their turn."""

_Maker: TypeAlias = Callable[[DescribedInstance], Answer]

_REVISION: Final = "mock"
_VERSION: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def answers_for(instance: DescribedInstance) -> dict[str, Answer]:
    """Return the answers of the methods that describe and control an instance."""
    makers = _PROTOCOLS.get(instance.protocol, _OPENRPC)
    return {name: make(instance) for name, make in makers.items()}


def _names(instance: DescribedInstance) -> Answer:
    names: list[JsonValue] = [method.name for method in instance.methods]
    return lambda _call, _params: names


def _find(instance: DescribedInstance, name: JsonValue) -> DescribedMethod:
    for method in instance.methods:
        if method.name == name:
            return method
    raise MethodNotFoundError(str(name))


def _brayns3_schema(instance: DescribedInstance) -> Answer:
    def answer(_call: Call, params: JsonValue) -> JsonValue:
        method = _find(instance, _property(params, "endpoint"))
        schema: JsonObject = {
            "async": method.asynchronous,
            "deprecated": method.deprecated,
            "description": method.description,
            "plugin": method.group,
            "title": method.name,
        }
        if method.params is not None:
            schema["params"] = method.params
        if method.result is not None:
            schema["returns"] = method.result
        return schema

    return answer


def _brayns4_schema(instance: DescribedInstance) -> Answer:
    def answer(_call: Call, params: JsonValue) -> JsonValue:
        method = _find(instance, _property(params, "method"))
        return {
            "description": method.description,
            "method": method.name,
            "params": method.params or {"type": "null"},
            "result": method.result or {"type": "null"},
        }

    return answer


def _brayns3_version(instance: DescribedInstance) -> Answer:
    version: JsonObject = {**_numbers(instance.version), "revision": _REVISION}
    return lambda _call, _params: version


def _brayns4_version(instance: DescribedInstance) -> Answer:
    numbers = _numbers(instance.version)
    version: JsonObject = {**numbers, "preRelease": 0, "tag": instance.version}
    return lambda _call, _params: version


def _numbers(version: str) -> JsonObject:
    found = _VERSION.match(version)
    parts = [int(part) for part in found.groups()] if found else [0, 0, 0]
    return dict(zip(("major", "minor", "patch"), parts, strict=True))


def _loaders(instance: DescribedInstance) -> Answer:
    loaders: list[JsonValue] = [
        {
            "binary": loader.takes_data,
            "extensions": loader.extensions,
            "input_parameters_schema": loader.params,
            "name": loader.name,
            "plugin": loader.group,
        }
        for loader in instance.loaders
    ]
    return lambda _call, _params: loaders


def _snapshot(_instance: DescribedInstance) -> Answer:
    result: JsonObject = {"color_buffer": {"offset": 0, "size": len(PICTURE)}}
    return lambda _call, _params: result


def _cancel(_instance: DescribedInstance) -> Answer:
    def answer(call: Call, params: JsonValue) -> JsonValue:
        request_id = _property(params, "id")
        call.control.cancel(request_id if isinstance(request_id, int | str) else None)
        return None

    return answer


def _quit(_instance: DescribedInstance) -> Answer:
    def answer(call: Call, _params: JsonValue) -> JsonValue:
        call.control.quit()
        return None

    return answer


def _discover(instance: DescribedInstance) -> Answer:
    return lambda _call, _params: instance.document


def _property(params: JsonValue, name: str) -> JsonValue:
    return params.get(name) if isinstance(params, dict) else None


_PROTOCOLS: Final[Mapping[str, Mapping[str, _Maker]]] = {
    "brayns3": {
        "cancel": _cancel,
        "get-loaders": _loaders,
        "get-version": _brayns3_version,
        "quit": _quit,
        "registry": _names,
        "schema": _brayns3_schema,
        "snapshot": _snapshot,
    },
    "brayns4": {
        "getMethods": _names,
        "getSchema": _brayns4_schema,
        "getVersion": _brayns4_version,
        "stop": _quit,
    },
}

_OPENRPC: Final[Mapping[str, _Maker]] = {"rpc.discover": _discover}
"""What every other instance answers, as the OpenRPC specification says."""
