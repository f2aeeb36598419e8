from __future__ import annotations

import ast
from pathlib import Path

from support.faults import FAULTS


def test_every_fault_has_a_test() -> None:
    tested = {
        decorator.args[0].value
        for path in Path(__file__).parent.glob("test_*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "fault"
        and isinstance(decorator.args[0], ast.Constant)
    }
    assert tested == set(FAULTS)
