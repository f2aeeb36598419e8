"""Contract tests of commands: what their signatures allow reaches a server as its function says."""

from __future__ import annotations

import datetime as dt
import importlib
from collections import OrderedDict
from dataclasses import dataclass
from inspect import BoundArguments, Parameter, Signature
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from livebind.wires.conplyent.pickle_reader import read_pickle
from livebind.wires.conplyent.pickle_writer import write_pickle, write_value
from livebind_codegen.schema.annotations import annotation_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from livebind_codegen.api.model import Api, Method

__all__ = ["CommandCase", "command_cases"]

_KINDS: Final = {
    "": Parameter.POSITIONAL_OR_KEYWORD,
    "*": Parameter.VAR_POSITIONAL,
    "keyword": Parameter.KEYWORD_ONLY,
    "**": Parameter.VAR_KEYWORD,
}


class _Any:
    """Stands for `Any` where values are drawn."""


st.register_type_strategy(_Any, st.none() | st.booleans() | st.integers() | st.text())
_NAMES: Final = {**vars(dt), "Any": _Any, "object": _Any}


@dataclass(frozen=True)
class CommandCase:
    """One command of a package, as `contract.check_round_trip` takes it."""

    name: str
    connection: type[Any]
    method: Method

    def __str__(self) -> str:
        return self.name

    def drawn(self) -> SearchStrategy[Any]:
        """Return the arguments of a call by the names of the parameters."""
        strategies: dict[str, SearchStrategy[Any]] = {}
        for name, parameter in self._signature().parameters.items():
            values = st.from_type(parameter.annotation)
            if parameter.kind is Parameter.VAR_POSITIONAL:
                values = st.lists(values, max_size=3).map(tuple)
            elif parameter.kind is Parameter.VAR_KEYWORD:
                values = st.dictionaries(st.sampled_from(["first", "second"]), values)
            strategies[name] = values
        return st.fixed_dictionaries(strategies)

    def back(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that the function of the server would get."""
        sent: list[Any] = []

        def command(_: object, *request: object, **options: object) -> None:
            del options
            sent.extend(read_pickle(write_pickle(write_value(request)))[0])

        signature = self._signature()
        call = BoundArguments(signature, OrderedDict(value))
        connection = type("Recording", (self.connection,), {"command": command})("localhost")
        getattr(connection, self.method.function)(*call.args, **call.kwargs)
        name, arguments = sent[:2]
        keywords: dict[str, Any] = sent[2]
        if name != self.method.name:
            raise AssertionError(f"{self.name} was sent as {name!r}")
        names = {one.wire_name: one.name for one in self.method.parameters}
        given = {names.get(key, key): one for key, one in keywords.items()}
        received = signature.bind(*arguments, **given)
        received.apply_defaults()
        return dict(received.arguments)

    def _signature(self) -> Signature:
        shapes = {one.name: annotation_of(one.shape) for one in self.method.parameters}
        ordered = sorted(shapes.items(), key=lambda item: item[1].position)
        return Signature(
            [
                Parameter(
                    name,
                    _KINDS[shape.kind],
                    # Nothing but names that `schema.annotations` allows is in it.
                    annotation=eval(shape.text, dict(_NAMES)),  # noqa: S307 - see above
                )
                for name, shape in ordered
            ]
        )


def command_cases(package: str, api: Api) -> list[CommandCase]:
    """Return the commands of the package of this name."""
    connection = importlib.import_module(f"{package}.connection").Connection
    return [CommandCase(method.name, connection, method) for method in api.methods]
