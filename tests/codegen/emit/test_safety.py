"""The last line of defence: what may be in generated code, and nothing else."""

from __future__ import annotations

import pytest

from livebind_codegen.emit.safety import check_code
from livebind_codegen.errors import UnsafeCodeError

SAFE = '''"""Text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind import Method, Model
from msgspec import field

from ..models.core import Box

__all__ = ["get"]

_GET: Final[Method[Box]] = Method("get", positions=("a",), result=Box | None)
if TYPE_CHECKING:
    Either: TypeAlias = Box | int
else:

    class Either(UntaggedUnion, options=lambda: (Box, -1)):
        """Text."""


class Own(Model, kw_only=True):
    a: int = field(name="A", default=UNSET)


@deprecated("It is old.")
def get(instance: Instance, *, a: int) -> Box:
    """Text."""
    return instance.call(_GET, Own(a=a), timeout=5)
'''


def test_what_the_generator_emits_is_fine() -> None:
    check_code(SAFE, "functions/core.py")


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from os import path",
        "from livebind.connection import x",
        "exec('1')",
        "open('x')",
        "instance.close()",
        "x.y",
        "(1).real",
        "print",
        "x = [1 for y in z]",
        "x = lambda a: a",
        "x = f'{y}'",
        "x = 1 + 2",
        "while True: pass",
        "if x: y = 1",
        "del x",
        "global x",
        "raise X",
        "async def f(): ...",
        "def f(): x = 1",
        "def f():\n    'Text.'\n    import os",
        "with x: pass",
        "x = await_(1)",
        "__import__ = 1",
        "ä = 1",
        "x = (y := 1)",
        "x = 1 if y else 2",
        "@property\ndef f(): return x[1](2)",
        "x = Method(*y.z)",
        "=",
    ],
)
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(UnsafeCodeError, match=r"functions/core\.py"):
        check_code(f"{SAFE}\n{line}\n", "functions/core.py")


@pytest.mark.parametrize(
    "line", ["def get(): ...", "class Box(Model): ...", "str = 1\nx: str = 1", "Method = 1"]
)
def test_no_name_means_two_things(line: str) -> None:
    with pytest.raises(UnsafeCodeError, match="two things"):
        check_code(f"{SAFE}\n{line}\n", "functions/core.py")


def test_the_message_says_where() -> None:
    with pytest.raises(UnsafeCodeError, match=r"core\.py, line 2: an import of os"):
        check_code("x = 1\nfrom os import path", "core.py")
