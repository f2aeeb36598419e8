"""What is known of the commands of conplyent is what its server has."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.dialects.conplyent.stubs import default_commands
from support.recorded_data import load_recording

if TYPE_CHECKING:
    from livebind_codegen.description.model import MethodDescription
    from support.descriptions import Json

RECORDED: dict[str, Json] = load_recording("conplyent-0.2.17", "commands")


def test_all_commands_of_a_real_server_are_known() -> None:
    assert default_commands().keys() == RECORDED.keys()


@pytest.mark.parametrize("command", default_commands().values(), ids=lambda one: one.name)
def test_parameters_are_those_of_a_real_server(command: MethodDescription) -> None:
    assert command.params is not None
    required = command.params["required"]
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=inspect.Parameter.empty if name in required else schema["default"],
        )
        for name, schema in command.params["properties"].items()
    ]
    assert str(inspect.Signature(parameters)) == RECORDED[command.name]["client_signature"]
