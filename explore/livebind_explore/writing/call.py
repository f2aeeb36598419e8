"""A call as text to copy: typed Python, a command line, the message on the wire."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final

from livebind_codegen.emit.formatting import formatted
from livebind_codegen.errors import CodegenError
from livebind_codegen.naming.package_names import check_package_name
from livebind_codegen.text.literals import text_literal
from livebind_codegen.text.words import lower_words, split_words
from livebind_explore.writing.python_values import PythonValues

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api, Method
    from livebind_explore.forms.node import Node
    from livebind_explore.json_value import Json

__all__ = ["as_command", "as_python", "package_name"]

_NO_NAME: Final = "backend"
_WIDTH: Final = 64
"""Characters on a line of Python, so that the page shows them all."""
_LONGEST_NAME: Final = 30


def package_name(title: str) -> str:
    """Return what the package of a backend is called in code that is copied."""
    name = "_".join(lower_words(split_words(title)))
    try:
        check_package_name(name)
    except CodegenError:
        return _NO_NAME
    return name if len(name) <= _LONGEST_NAME else _NO_NAME


def as_python(api: Api, method: Method, root: Node | None, source: str) -> str:
    """Return a program that does the call with the generated package, laid out.

    `root` is the form of its parameters, in which nothing is wrong; None if it takes none.

    Raises:
        OutputError: it cannot be laid out.
    """
    package = package_name(api.title)
    lines = [f"import {package}", ""]
    if method.takes_data:
        lines[:0] = ["from pathlib import Path", ""]
    arguments = ["instance", *_arguments(api, method, root, package)]
    call = f"{package}.{method.function}({', '.join(arguments)})"
    opening = f"with {package}.connect({text_literal(source)}) as instance:"
    lines += [opening, f"    {'' if method.result is None else 'result = '}{call}"]
    if method.result is not None:
        lines.append("    print(result)")
    return formatted({"call.py": "\n".join(lines) + "\n"}, _WIDTH)["call.py"]


def as_command(method: str, params: Json, source: str, *, data: tuple[bool, bool]) -> str:
    """Return the command line that does the call.

    `data` says whether bytes go with it, and whether some come back.
    """
    parts = ["livebind", "call", source, method]
    if params is not None:
        parts.append(json.dumps(params, ensure_ascii=False))
    takes, returns = data
    if takes:
        parts += ["--send", "FILE"]
    if returns:
        parts += ["--data", "FILE"]
    return shlex.join(parts)


def _arguments(api: Api, method: Method, root: Node | None, package: str) -> list[str]:
    values = PythonValues(api, package)
    arguments: list[str] = []
    if root is not None:
        given = values.attributes(root)
        for one in method.parameters:
            if not one.wire_name:
                arguments.append(f"{one.name}={values.code(root)}")
            elif one.wire_name in given:
                arguments.append(f"{one.name}={given[one.wire_name]}")
    if method.takes_data:
        arguments.append('data=Path("FILE").read_bytes()')
    return arguments
