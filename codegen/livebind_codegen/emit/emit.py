"""Emits all files of a package, from the Api to text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.emit.contract_tests import CONTRACT_TESTS_FILE, emit_contract_tests
from livebind_codegen.emit.documentation import module_docstring
from livebind_codegen.emit.domains import emit_domains
from livebind_codegen.emit.error_classes import emit_errors, error_shapes
from livebind_codegen.emit.formatting import formatted
from livebind_codegen.emit.functions import emit_aio_functions, emit_functions, root_shapes
from livebind_codegen.emit.model_annotations import model_annotations
from livebind_codegen.emit.models import emit_models, model_shapes
from livebind_codegen.emit.package import (
    emit_aio_connector,
    emit_aio_init,
    emit_connector,
    emit_layout,
    emit_package_init,
)
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
    if api.client.layout is not None:
        files = formatted(emit_layout(api.client.layout, api, digest, overlays))
    else:
        files = _functions_and_models(api, digest, overlays)
    if contract_tests_for:
        files |= formatted({CONTRACT_TESTS_FILE: emit_contract_tests(contract_tests_for)})
    files["py.typed"] = ""
    return files


def _functions_and_models(
    api: Api, digest: str, overlays: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    shapes = [*model_shapes(api), *root_shapes(api), *error_shapes(api)]
    written = model_annotations(dict.fromkeys(shapes), api)
    files = _checked("functions/", emit_functions(api, written))
    files |= _checked("aio/functions/", emit_aio_functions(api, written))
    files |= _checked("models/", emit_models(api, written))
    files |= _checked("", emit_errors(api, written))
    domains = emit_domains(api)
    files |= _checked("", domains) | _checked("aio/", domains)
    files["__init__.py"] = emit_package_init(api, digest, overlays)
    files["models/__init__.py"] = module_docstring("Types", api) + "\n"
    files["functions/__init__.py"] = module_docstring("Methods", api) + "\n"
    files["aio/__init__.py"] = emit_aio_init(api)
    files["aio/functions/__init__.py"] = module_docstring("Coroutines", api) + "\n"
    if api.client.wire is not None:
        files["client.py"] = emit_connector(api.client.wire, api)
        files["aio/client.py"] = emit_aio_connector(api)
    return formatted(files)


def _checked(folder: str, modules: Mapping[str, str]) -> dict[str, str]:
    """Return the modules by their path, each looked through."""
    files = {f"{folder}{name}.py": text for name, text in modules.items()}
    for path, text in files.items():
        check_code(text, path)
    return files
