"""Packages generated once for all tests: one for each dialect."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from support.recorded_server import serve_recorded
from support.recordings import Recorded, recorded

from livebind_codegen.description.model import Description
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.sources import LiveOptions, read_source
from livebind_codegen.typecheck import check_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import ModuleType


@dataclass(frozen=True)
class GeneratedPackage:
    """A package that was generated from a recorded backend, over a WebSocket."""

    recorded: Recorded
    description: Description
    folder: Path
    package: str

    def load(self) -> ModuleType:
        """Import the package."""
        return importlib.import_module(self.package)

    def method(self, name: str) -> Any:
        """Return the `livebind.Method` behind the function of method `name`."""
        from livebind_codegen.api.build import build_api

        api = build_api(self.description)
        method = next(one for one in api.methods if one.name == name)
        module = importlib.import_module(f"{self.package}.functions.{method.module}")
        return getattr(module, f"_{method.function.upper().rstrip('_')}")


def _generated(
    name: str, package: str, factory: pytest.TempPathFactory
) -> Iterator[GeneratedPackage]:
    output = factory.mktemp(package)
    with serve_recorded(recorded(name)) as address:
        description, _ = read_source(address, LiveOptions())

    def check_types(files: Mapping[str, str]) -> None:
        assert check_files(package, files) == ["mypy", "pyright"]

    options = PackageOptions(package, tests=True)
    generate(description, output, options, before_writing=check_types)
    sys.path.insert(0, str(output))
    try:
        yield GeneratedPackage(recorded(name), description, output / package, package)
    finally:
        sys.path.remove(str(output))
        for module in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[module]


@pytest.fixture(scope="session")
def recorded_brayns3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratedPackage]:
    """Brayns 3.10.1 with five plugins; mypy and pyright found nothing in strict mode."""
    yield from _generated("brayns3", "recorded_brayns3", tmp_path_factory)


@pytest.fixture(scope="session")
def recorded_brayns4(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratedPackage]:
    """Brayns 4.0.0; mypy and pyright found nothing in strict mode."""
    yield from _generated("brayns4", "recorded_brayns4", tmp_path_factory)
