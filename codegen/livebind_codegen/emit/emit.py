"""Emits all files of a package: pure, from the Api to text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.emit.contract_tests import CONTRACT_TESTS_FILE, emit_contract_tests
from livebind_codegen.emit.formatting import formatted
from livebind_codegen.emit.functions import emit_functions
from livebind_codegen.emit.models import emit_models
from livebind_codegen.emit.package import emit_folder_init, emit_package_init
from livebind_codegen.emit.safety import check_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.api.model import Api

__all__ = ["emit_package"]


def emit_package(
    api: Api,
    digest: str,
    *,
    overlays: Mapping[str, Sequence[str]],
    contract_tests_for: str = "",
) -> dict[str, str]:
    """Return the Python files of a package by their path in it.

    `digest` is that of the description, `overlays` has the public names of hand-written modules,
    `contract_tests_for` the package's name if it is to have contract tests.

    Raises:
        UnsafeCodeError: if a file holds something that the generator never emits.
    """
    bodies = {f"models/{name}.py": text for name, text in emit_models(api).items()}
    bodies |= {f"functions/{name}.py": text for name, text in emit_functions(api).items()}
    for path, text in bodies.items():
        check_code(text, path)
    bodies["__init__.py"] = emit_package_init(api, digest, overlays)
    bodies["models/__init__.py"] = emit_folder_init("Types", api)
    bodies["functions/__init__.py"] = emit_folder_init("Methods", api)
    if contract_tests_for:
        bodies[CONTRACT_TESTS_FILE] = emit_contract_tests(contract_tests_for)
    files = {path: formatted(text) for path, text in sorted(bodies.items())}
    files["py.typed"] = ""
    return files
