"""Identifiers: the only place where text of a schema becomes a name in Python code.

Each function returns an ASCII identifier that shadows nothing the generated code itself needs.
The wire name is never part of the code: it stays data, in a string literal.
"""

from __future__ import annotations

import builtins
import keyword
import re
from typing import Final

import livebind
from livebind_codegen.text.words import pascal_case, snake_case, split_words

__all__ = [
    "PACKAGE_NAMES",
    "SCALAR_NAMES",
    "attribute_name",
    "class_name",
    "constant_name",
    "function_name",
    "is_attribute_name",
    "is_class_name",
    "is_package_name",
    "is_parameter_name",
    "is_python_name",
    "is_reserved_function",
    "is_value_name",
    "parameter_name",
]

PACKAGE_NAMES: Final = frozenset(
    {
        *livebind.__all__,
        *("Exactly", "Nothing", "UntaggedUnion"),
        *("AsyncInstance", "AsyncPool", "AsyncTask"),
        *("aio", "client", "errors", "functions", "models", "overlay"),
    }
)
"""Names that a generated package has of its own, beside those of its backend."""

SCALAR_NAMES: Final = frozenset(
    {"Float32", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "UInt8"}
)
"""Names of numbers with the limits of a machine type (`emit.scalars`)."""

_TYPING_NAMES: Final = frozenset(
    {
        "Annotated",
        "Any",
        "Final",
        "Literal",
        "Meta",
        "TypeAlias",
        "TYPE_CHECKING",
        "StrEnum",
        "Union",
        "cast",
        "deprecated",
    }
)
_ANNOTATION_NAMES: Final = frozenset(
    {"bool", "bytes", "dict", "field", "float", "int", "list", "self", "str", "tuple"}
)
"""An attribute so called would hide what the annotations after it, or `__init__`, mean by it."""
_MODEL_METHODS: Final = frozenset({"additional_properties", "to_dict", "to_json"})
"""What classes of objects have themselves (`livebind.Model`, `livebind.OpenModel`)."""
_OWN_PARAMETERS: Final = frozenset({"data", "instance", "timeout"})
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")
_PYTHON_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
_PLAIN_TITLE = re.compile(r"[A-Z][A-Za-z0-9]{0,79}\Z")
_BUILTIN_CLASSES: Final = frozenset(name for name in dir(builtins) if name[0].isupper())


def _identifier(text: str, prefix: str) -> str:
    name = snake_case(split_words(text))
    if not name:
        return prefix
    if not name[0].isalpha():
        name = f"{prefix}_{name}"
    if keyword.iskeyword(name):
        name += "_"
    return name


def attribute_name(wire_name: str) -> str:
    """Return the attribute for a property: `fovY` is `fov_y`, `async` is `async_`."""
    name = _identifier(wire_name, "field")
    return f"{name}_" if name in _ANNOTATION_NAMES or name in _MODEL_METHODS else name


def parameter_name(wire_name: str) -> str:
    """Return the parameter for a property; like its attribute, unless that is one of ours."""
    name = attribute_name(wire_name)
    return f"{name}_" if name in _OWN_PARAMETERS else name


def function_name(method: str) -> str:
    """Return the function for a method: `get-version` and `getVersion` are `get_version`."""
    name = _identifier(method, "method")
    return f"{name}_" if is_reserved_function(name) else name


def is_reserved_function(name: str) -> bool:
    """Whether a generated module uses `name` for something else."""
    return name in PACKAGE_NAMES or name in _ANNOTATION_NAMES or name in _TYPING_NAMES


def class_name(text: str) -> str:
    """Return the class for a title: as it is if it can be a class's name, else its words."""
    name = text if _PLAIN_TITLE.match(text) else pascal_case(split_words(text))
    return name if not name or name[0].isalpha() else f"Type{name}"


def is_class_name(name: str) -> bool:
    """Whether a generated class may be called `name`."""
    return bool(
        _CLASS_NAME.match(name)
        and name not in PACKAGE_NAMES
        and name not in SCALAR_NAMES
        and name not in _TYPING_NAMES
        and name not in _BUILTIN_CLASSES
        and not keyword.iskeyword(name)
    )


def is_value_name(name: str) -> bool:
    """Whether a generated function, parameter or attribute may be called `name`."""
    return bool(_IDENTIFIER.match(name)) and not keyword.iskeyword(name)


def is_python_name(name: str) -> bool:
    """Whether a method of a generated class may be called `name`, whatever its cases."""
    return bool(_PYTHON_NAME.match(name)) and not keyword.iskeyword(name)


def is_attribute_name(name: str) -> bool:
    """Whether an attribute of a generated class may be called `name`."""
    return is_value_name(name) and name not in _ANNOTATION_NAMES and name not in _MODEL_METHODS


def is_parameter_name(name: str) -> bool:
    """Whether a parameter of a generated function may be called `name`."""
    return is_value_name(name) and name not in _ANNOTATION_NAMES and name not in _OWN_PARAMETERS


def is_package_name(name: str) -> bool:
    """Whether a generated package may be called `name`: also a plain name of a folder."""
    return is_value_name(name) and not keyword.issoftkeyword(name)


def constant_name(value: str) -> str:
    """Return the enum member for a value: `Rgba32F` is `RGBA32F`, `from_file` is `FROM_FILE`."""
    name = _identifier(value, "value").upper()
    return f"{name}_" if name in {"MRO", "NAME", "VALUE"} else name
