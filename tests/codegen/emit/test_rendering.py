"""How a module is put together: its header, the imports that it needs, its body."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

import livebind
from livebind_codegen.emit.rendering import LIVEBIND_NAMES, loaded_names, module_text, render_text


def test_names_that_are_read_are_imported_and_no_others() -> None:
    body = "X: Final = field(default=UNSET)\n\n\ndef f(a: View) -> Any:\n    return Model"
    text = module_text('"""Text."""', body, {"View": "..models.core", "Box": ".other"})
    assert text == (
        '"""Text."""\n\nfrom __future__ import annotations\n\nfrom typing import Any, Final\n\n'
        "from livebind import Model, UNSET\nfrom msgspec import field\n\n"
        f"from ..models.core import View\n\n{body}"
    )


def test_a_module_that_needs_nothing_imports_nothing() -> None:
    assert module_text('"""A."""', "x = 1", {}) == (
        '"""A."""\n\nfrom __future__ import annotations\n\nx = 1'
    )


def test_what_is_given_a_value_is_not_read() -> None:
    assert loaded_names("a = b\nc: d = e(f.g)") == {"b", "d", "e", "f"}


def test_public_names_of_a_package_are_those_of_the_runtime() -> None:
    assert set(LIVEBIND_NAMES) < set(livebind.__all__)
    assert list(LIVEBIND_NAMES) == sorted(LIVEBIND_NAMES)
    assert not {"Model", "Method", "Pool", "Bindings"} & set(LIVEBIND_NAMES)


def test_a_template_that_asks_for_too_much_is_an_error() -> None:
    assert render_text("{{ text | literal }}", text='a"b') == "'a\"b'"
    with pytest.raises(UndefinedError):
        render_text("{{ missing }}")
