"""Which methods are called just to see what they return."""

from __future__ import annotations

import pytest

from livebind_codegen.probing.choice import is_asking, needs_nothing
from support.descriptions import Json, method, object_schema


@pytest.mark.parametrize(
    "name",
    [
        *("get-version", "getVersion", "GetVersion", "get_camera_view", "list", "query-status"),
        *("Player.GetItem", "eth_getBalance", "a.b/listAll", "ns::isReady", "describe", "version"),
        *("getSettings", "get-starting-point", "has_address"),
    ],
)
def test_a_name_that_asks(name: str) -> None:
    assert is_asking(name)


@pytest.mark.parametrize(
    "name",
    [
        *("set-version", "Player.Stop", "get_and_reset", "getOrCreate", "get-next", "takeStatus"),
        *(
            "reset-status",
            "status.clear",
            "arm-status",
            "forgetAll",
            "gettysburg",
            "",
            "...",
            "pop",
        ),
        *("list-delete", "query.execute", "isolate", "eth_sendTransaction", "enable_get", "quit"),
        *("get/stop", "get.set", "countdown", "showdown", "get-lock"),
    ],
)
def test_a_name_that_may_change_something(name: str) -> None:
    assert not is_asking(name)


@pytest.mark.parametrize(
    ("params", "rest", "expected"),
    [
        (None, {}, True),
        (object_schema({"a": {}}), {}, True),
        (object_schema({"a": {}}, ("a",)), {}, False),
        ({"type": "object", "properties": {"a": {"required": True}}}, {}, False),
        ({"type": "array"}, {}, False),
        (None, {"takes_data": True}, False),
        (None, {"ends_backend": True}, False),
    ],
)
def test_a_method_that_can_be_called_as_it_is(params: Json, rest: Json, *, expected: bool) -> None:
    assert needs_nothing(method("get", params, **rest)) == expected
