"""Emits the modules of functions: for each method one that waits, and one that returns a task.

There are two modules of each: one for threads, and one in `aio` for coroutines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from livebind_codegen.emit.annotations import annotation, checked_type
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.models import model_places
from livebind_codegen.emit.rendering import module_text, render
from livebind_codegen.text.literals import plain_text, text_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from livebind_codegen.api.model import Api, Method, NamedError, Parameter
    from livebind_codegen.description.model import CancellationDescription
    from livebind_codegen.schema.shapes import Shape

__all__ = ["emit_aio_functions", "emit_functions", "root_shapes"]


@dataclass(frozen=True)
class _Function:
    """What the template needs of a method: each string is Python source, made of safe parts."""

    method: Method
    constant: str
    params: str
    result: str
    returns: str
    cancellation: str
    signature: str
    task_signature: str
    arguments: str

    @property
    def own_errors(self) -> list[NamedError]:
        """The errors of the method that have classes of the package."""
        return [error for error in self.method.errors if error.is_own]

    @property
    def deprecation(self) -> str:
        """The reason that checkers show."""
        return plain_text(self.method.description, 200) or "Deprecated by the backend."


def root_shapes(api: Api) -> Iterator[Shape]:
    """Yield the parameters and results that are no types of their own: lists, numbers, ..."""
    for method in api.methods:
        for shape in (method.params, method.result):
            if shape is not None and not api.has_name(shape):
                yield shape


def emit_functions(api: Api, written: Mapping[Shape, str]) -> dict[str, str]:
    """Return the text of each module of functions, by the module's name.

    `written` has the annotations of `root_shapes`, with limits.
    """
    places = model_places(api, "..models.")
    places |= {error.name: "..errors" for error in api.errors if error.is_own}
    texts: dict[str, str] = {}
    for module, methods in _by_module(api).items():
        kinds = _cancellations(methods)
        body = render(
            "functions.py.jinja2",
            names=_names(methods),
            api=api,
            cancellations=[(name, kind) for kind, name in kinds.items()],
            functions=[_function(method, api, kinds, written) for method in methods],
        )
        docstring = module_docstring(f"Methods of '{module.replace('_', ' ')}',", api)
        texts[module] = module_text(docstring, body, places)
    return texts


def emit_aio_functions(api: Api, written: Mapping[Shape, str]) -> dict[str, str]:
    """Return the text of each module of coroutines, by the module's name, as `emit_functions`."""
    places = model_places(api, "...models.")
    texts: dict[str, str] = {}
    for module, methods in _by_module(api).items():
        kinds = _cancellations(methods)
        body = render(
            "aio_functions.py.jinja2",
            module=module,
            names=_names(methods),
            functions=[
                _function(method, api, kinds, written, instance="AsyncInstance")
                for method in methods
            ],
        )
        docstring = module_docstring(f"Coroutines of '{module.replace('_', ' ')}',", api)
        texts[module] = module_text(docstring, body, places)
    return texts


def _by_module(api: Api) -> dict[str, list[Method]]:
    """Return the methods of each module, in the order of their modules' names."""
    modules = sorted({method.module for method in api.methods})
    return {name: [one for one in api.methods if one.module == name] for name in modules}


def _names(methods: Sequence[Method]) -> list[str]:
    """Return the names of both functions of each method."""
    return sorted(name for one in methods for name in (one.function, one.task_function))


def _cancellations(methods: Sequence[Method]) -> dict[CancellationDescription, str]:
    # In lower case, as the constant of a method `cancellation` is in upper case.
    found = sorted(
        {one.cancellation for one in methods if one.cancellation is not None},
        key=lambda kind: (kind.method, kind.parameter, kind.error_code or 0),
    )
    if len(found) == 1:
        return {found[0]: "_cancellation"}
    return {kind: f"_cancellation_{index}" for index, kind in enumerate(found)}


def _function(
    method: Method,
    api: Api,
    cancellations: Mapping[CancellationDescription, str],
    written: Mapping[Shape, str],
    instance: str = "Instance",
) -> _Function:
    result = annotation(method.result, api)
    returns = f"Reply[{result}]" if method.returns_data else result
    parameters = [_signed(parameter, api) for parameter in method.parameters]
    if method.takes_data:
        parameters.append("data: bytes")
    listed = ", ".join([f"instance: {instance}", *(["*", *parameters] if parameters else [])])
    return _Function(
        method=method,
        constant=method.constant,
        params=checked_type(method.params, api, written, is_root_params=True),
        result=checked_type(method.result, api, written),
        returns=returns,
        cancellation="None" if method.cancellation is None else cancellations[method.cancellation],
        signature=listed if parameters else f"{listed}, *",
        task_signature=listed,
        arguments=_arguments(method, api),
    )


def _signed(parameter: Parameter, api: Api) -> str:
    kind = annotation(parameter.shape, api)
    if parameter.twin is not None:
        kind = f"{kind} | {annotation(parameter.twin, api)}"
    if parameter.required:
        return f"{parameter.name}: {kind}"
    return f"{parameter.name}: {kind} | UnsetType = UNSET"


def _passed(parameter: Parameter, api: Api) -> str:
    """Return a parameter as it is given to the parameters' class."""
    if parameter.twin is None:
        return parameter.name
    kind = annotation(parameter.shape, api)
    kind = kind if parameter.required else f"{kind} | UnsetType"
    # Written as JSON both are the same, of which checkers know nothing.
    return f"cast({text_literal(kind)}, {parameter.name})"


def _arguments(method: Method, api: Api) -> str:
    """Return the arguments of the call that follow the method."""
    arguments = ""
    if method.params is not None:
        whole = [one.name for one in method.parameters if not one.attribute]
        if whole:
            arguments = f", {whole[0]}"
        else:
            values = ", ".join(f"{one.attribute}={_passed(one, api)}" for one in method.parameters)
            arguments = f", {api.name_of(method.params, is_root_params=True)}({values})"
    return f"{arguments}, binary=data" if method.takes_data else arguments
