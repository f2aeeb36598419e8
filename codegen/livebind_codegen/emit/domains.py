"""Emits a module for each domain of a large backend, where its functions have short names.

`Page.navigate` is `page_navigate` in the package, and `navigate` in its module `page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.rendering import module_text, render

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api

__all__ = ["emit_domains"]


def emit_domains(api: Api) -> dict[str, str]:
    """Return the text of the module of each domain, by the module's name."""
    return {
        domain.module: module_text(
            module_docstring(f"Methods of '{domain.module}' by their short names,", api),
            render("domain.py.jinja2", module=domain.module, names=domain.names),
            {},
        )
        for domain in api.domains
    }
