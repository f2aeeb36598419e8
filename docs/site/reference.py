"""What the reference pages show of the code: a Griffe extension, for pages made to be read.

- The twin `<name>_task` of a function is folded into it: the pages name it in one line.
- `__init__` is left out where applications never call it: in errors, and where its docstring says
  who makes the object.
- Documented attributes and the values of enums leave the members of their class for one table.
- What each method of a backend takes (the connection, a timeout) is said once on its page.
- What is optional is typed without `UnsetType`: the table says that it is optional.

The templates beside it take what is folded from `extra["livebind"]`.
"""

# ruff: noqa: INP001 - no package: mkdocstrings loads it by its path

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from griffe import Attribute, Class, Expr, ExprBinOp, Extension, Function, Module

_SUFFIX = "_task"
_ENUMS = ("OpenEnum", "StrEnum", "Enum")
_NOT_MADE = "Made by "
"""How the docstring of an `__init__` begins that applications do not call."""
_COMMON = ("instance", "timeout")
"""Parameters of every method of a backend."""


class Reference(Extension):
    """Shapes each package once all of it is loaded, and dataclasses have their `__init__`."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:  # noqa: ANN401 - of griffe
        """Shape a package."""
        _shape(pkg)


@dataclass(frozen=True)
class Field:
    """A row of the table of a class."""

    name: str
    annotation: str | Expr | None
    description: str
    default: str | None
    is_optional: bool


def _shape(owner: Module | Class) -> None:
    if isinstance(owner, Module):
        # It speaks to readers of the code.
        owner.docstring = None
    _fold_tasks(owner)
    for member in list(owner.members.values()):
        if isinstance(member, Function):
            _shape_parameters(member)
        elif isinstance(member, Module | Class):
            _shape(member)
    if isinstance(owner, Class):
        _shape_class(owner)


def _fold_tasks(owner: Module | Class) -> None:
    for name, twin in list(owner.members.items()):
        function = owner.members.get(name.removesuffix(_SUFFIX))
        if name.endswith(_SUFFIX) and isinstance(twin, Function) and isinstance(function, Function):
            function.extra["livebind"]["task"] = twin
            owner.del_member(name)


def _shape_class(owner: Class) -> None:
    init = owner.members.get("__init__")
    if isinstance(init, Function) and (_is_error(owner) or _is_made_elsewhere(init)):
        owner.del_member("__init__")
    is_enum = any(str(base) in _ENUMS for base in owner.bases)
    attributes = [
        member
        for member in owner.members.values()
        if isinstance(member, Attribute)
        and (is_enum or _is_plain(member))
        and not member.name.startswith("_")
    ]
    if not attributes:
        return
    kind = "choices" if is_enum else "fields"
    if isinstance(init, Function):
        _take_types(attributes, init)
    owner.extra["livebind"][kind] = [_field_of(attribute) for attribute in attributes]
    for attribute in attributes:
        owner.del_member(attribute.name)


def _take_types(attributes: list[Attribute], init: Function) -> None:
    """Give attributes that hold what `__init__` takes the type of that parameter."""
    types = {parameter.name: parameter.annotation for parameter in init.parameters}
    for attribute in attributes:
        if attribute.annotation is None:
            attribute.annotation = types.get(str(attribute.value))


def _is_error(owner: Class) -> bool:
    return owner.name.endswith("Error")


def _is_made_elsewhere(init: Function) -> bool:
    return init.docstring is not None and init.docstring.value.startswith(_NOT_MADE)


def _is_plain(attribute: Attribute) -> bool:
    """Whether an attribute is said in a sentence or two, without sections of its own."""
    return attribute.docstring is not None and ":\n" not in attribute.docstring.value


def _field_of(attribute: Attribute) -> Field:
    value = None if attribute.value is None else str(attribute.value)
    is_optional = value == "UNSET"
    # What `__init__` assigns is called like its parameter: that is no default.
    is_default = not is_optional and value != attribute.name and "property" not in attribute.labels
    return Field(
        attribute.name,
        _without_unset(attribute.annotation),
        attribute.docstring.value if attribute.docstring else "",
        _factory(str(_said(attribute.value, attribute.module))) if value and is_default else None,
        is_optional,
    )


def _said(value: str | Expr | None, module: Module) -> str | Expr | None:
    """Return the value of a private constant, whose name says nothing to readers, else `value`."""
    constant = module.members.get(str(value)) if str(value).startswith("_") else None
    return constant.value if isinstance(constant, Attribute) else value


def _factory(value: str) -> str:
    """Return the default of a field in the words of a reader: `field(...)` says how it is made."""
    if not value.startswith("field("):
        return value
    made = value.removeprefix("field(").removesuffix(")")
    name, _, made_of = made.partition("=")
    return f"{made_of.strip()}()" if name.strip() == "default_factory" else made_of.strip()


def _shape_parameters(function: Function) -> None:
    for parameter in function.parameters:
        parameter.annotation = _without_unset(parameter.annotation)
        parameter.default = _said(parameter.default, function.module)
    if ".functions." in function.path:
        function.extra["livebind"]["common"] = _COMMON


def _without_unset(annotation: str | Expr | None) -> str | Expr | None:
    if isinstance(annotation, ExprBinOp) and str(annotation.right) == "UnsetType":
        return annotation.left
    return annotation
