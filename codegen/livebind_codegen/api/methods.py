"""Methods as functions: their names and parameters in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livebind_codegen.api.members import check_distinct
from livebind_codegen.api.model import Method, Parameter
from livebind_codegen.errors import NameConflictError
from livebind_codegen.naming.lock import LockedMethod
from livebind_codegen.naming.occurrences import Role, Root, identify
from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import Notice
from livebind_codegen.schema.shapes import Documentation, Shape
from livebind_codegen.text.identifiers import (
    attribute_name,
    function_name,
    is_parameter_name,
    is_python_name,
    is_reserved_function,
    is_value_name,
    parameter_name,
)
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.words import lower_words, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from livebind_codegen.description.model import MethodDescription
    from livebind_codegen.dialects.client import Names
    from livebind_codegen.naming.occurrences import Identity

__all__ = ["MethodNames", "build_methods", "renamed_parts"]


@dataclass(frozen=True)
class MethodNames:
    """What decides how methods and their parameters are called."""

    modules: Mapping[str, str]
    """The module of each method."""
    renames: Mapping[str, str]
    """What the user says."""
    taken: Names | None = None
    """What is taken where methods are those of a class; None for functions."""
    lock: Mapping[str, LockedMethod] = field(default_factory=dict[str, LockedMethod])
    """What they were called before."""
    attributes: Mapping[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """The attribute for each property of the parameters' class of each method."""

    def is_free(self, name: str) -> bool:
        """Whether a function may be called `name`."""
        if self.taken is not None:
            return is_python_name(name) and not self.taken.has_method(name)
        return is_value_name(name) and not is_reserved_function(name)

    def parameter(self, method: str, wire_name: str) -> str:
        """Return what a parameter is called.

        Raises:
            NameConflictError: the user's own name cannot be one.
        """
        key = f"{method}.{wire_name}"
        if key in self.renames:
            name = self.renames[key]
            if self.taken is None:
                is_free = is_parameter_name(name)
            else:
                is_free = is_python_name(name) and name not in self.taken.parameters
            if not is_free:
                raise NameConflictError(
                    f"{plain_text(key, 80)} cannot be renamed to {plain_text(name, 80)!r}: no "
                    "plain name, or one that every function has already"
                )
            return name
        if self.taken is None:
            return parameter_name(wire_name)
        name = wire_name if is_python_name(wire_name) else attribute_name(wire_name)
        return f"{name}_" if name in self.taken.parameters else name


def build_methods(
    descriptions: Sequence[MethodDescription],
    roots: Iterable[Root],
    names: MethodNames,
    twins: Mapping[Identity, Identity],
) -> tuple[tuple[Method, ...], dict[str, LockedMethod]]:
    """Return the methods of a backend as functions, sorted by name, and what is to be locked.

    `twins` has the class of results for each class of requests that is a part of it.

    Raises:
        NameConflictError: if two functions, or two parameters of one, would have one name.
    """
    shape_of = {(root.owner, root.role): root.shape for root in roots}
    functions, locked = _function_names([one.name for one in descriptions], names)
    methods = [
        Method(
            name=one.name,
            function=functions[one.name][0],
            task_function=functions[one.name][1],
            module=names.modules[one.name],
            description=plain_text(one.description),
            params=shape_of.get((one.name, Role.PARAMS)),
            parameters=_parameters(one.name, shape_of.get((one.name, Role.PARAMS)), names, twins),
            result=shape_of.get((one.name, Role.RESULT)),
            deprecated=one.deprecated,
            asynchronous=one.asynchronous,
            takes_data=one.takes_data,
            returns_data=one.returns_data,
            ends_backend=one.ends_backend,
            cancellation=one.cancellation,
            positions=one.positions,
        )
        for one in descriptions
    ]
    return tuple(sorted(methods, key=lambda method: method.function)), locked


def _function_names(
    methods: Sequence[str], names: MethodNames
) -> tuple[dict[str, tuple[str, str]], dict[str, LockedMethod]]:
    """Return the names of the blocking and the non-blocking function of each method.

    The second of the two is what they would be without the user's own names.
    """
    derived = {method: _derived(method, names) for method in methods}
    functions = {method: names.renames.get(method, derived[method]) for method in methods}
    for method, name in functions.items():
        if not names.is_free(name):
            raise NameConflictError(
                f"function {plain_text(name, 80)!r} of method {plain_text(method, 80)!r}: "
                "no plain name, or one that the package has already"
            )
    check_distinct(functions, "methods", "")
    taken = set(functions.values())
    result: dict[str, tuple[str, str]] = {}
    locked: dict[str, LockedMethod] = {}
    for method, name in functions.items():
        plain = derived[method]
        task = _task_function(plain, names.lock.get(method), taken)
        result[method] = (name, task if name == plain else _task_function(name, None, taken))
        locked[method] = LockedMethod(plain, task, names.modules[method])
    return result, locked


def _task_function(name: str, before: LockedMethod | None, taken: set[str]) -> str:
    if before is not None and before.function == name and before.task_function not in taken:
        return before.task_function
    task = f"{name.rstrip('_')}_task"
    # A method of its own may have that name already (`get` and `get-task`).
    return f"{task}_" if task in taken else task


def _derived(method: str, names: MethodNames) -> str:
    """Return the function of a method: as it was before, or what its name says."""
    before = names.lock.get(method)
    if before is not None and names.is_free(before.function):
        return before.function
    if names.taken is not None:
        return _own_method(method, names.taken)
    name = function_name(method)
    return f"{name}_" if any(name == one.task_function for one in names.lock.values()) else name


def renamed_parts(methods: Iterable[Method], renames: Mapping[str, str]) -> Iterator[Notice]:
    """Yield what is called otherwise than the backend calls it, unless the user said so."""
    for method in methods:
        if method.function != method.name and method.name not in renames:
            is_taken = method.function == f"{method.name}_command"
            why = "every connection has that method" if is_taken else "it cannot be a method's name"
            yield Notice(plain_text(method.name, 200), f"{why}: it is `{method.function}()` here")
        for one in method.parameters:
            if one.name != one.wire_name:
                where = plain_text(f"{method.name}.{one.wire_name}", 200)
                yield Notice(where, f"the parameter is `{one.name}` here")


def _own_method(name: str, taken: Names) -> str:
    """Return the method of a class for one of a backend, whose own methods are Python's too."""
    if name in taken.methods:
        return f"{name}_command"
    chosen = name if is_python_name(name) else function_name(name)
    return f"{chosen}_" if taken.has_method(chosen) else chosen


def _parameters(
    method: str,
    params: Shape | None,
    names: MethodNames,
    twins: Mapping[Identity, Identity],
) -> tuple[Parameter, ...]:
    if params is None or (names.taken is not None and not isinstance(params, shapes.Object)):
        return ()
    if not isinstance(params, shapes.Object):
        # The whole parameters are one value: it is called after what the method is about.
        words = lower_words(split_words(method))
        name = parameter_name(" ".join(words[1:] or words))
        return (Parameter(name, "", "", params, required=True, documentation=Documentation()),)
    attributes = names.attributes.get(method, {})
    parameters = [
        Parameter(
            name=names.parameter(method, property_.name),
            wire_name=property_.name,
            attribute=attributes.get(property_.name, attribute_name(property_.name)),
            shape=property_.shape,
            required=property_.required,
            documentation=property_.documentation,
            twin=_twin(property_.shape, twins),
        )
        for property_ in params.properties
    ]
    check_distinct(
        {
            property_.name: parameter.name
            for property_, parameter in zip(params.properties, parameters, strict=True)
        },
        f"parameters of {plain_text(method, 80)}",
        method,
    )
    return tuple(sorted(parameters, key=lambda one: (not one.required, one.name)))


def _twin(shape: Shape, twins: Mapping[Identity, Identity]) -> Shape | None:
    twin = twins.get(identify(shape, is_root_params=False))
    return None if twin is None else twin.shape
