"""Packages generated once for all tests: one for each dialect."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.sources import LiveOptions, read_source
from livebind_codegen.typecheck import check_files
from support.generated_package import GeneratedPackage
from support.recorded_server import serve_recorded
from support.recordings import recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _generated(
    name: str, package: str, factory: pytest.TempPathFactory
) -> Iterator[GeneratedPackage]:
    output = factory.mktemp(package)
    with serve_recorded(recorded(name)) as address:
        description, _ = read_source(address, LiveOptions())

    def check_types(files: Mapping[str, str]) -> None:
        assert check_files(package, files) == ["mypy", "pyright"]

    options = PackageOptions(package, tests=True, without_overlay=True)
    generate(description, output, options, before_writing=check_types)
    sys.path.insert(0, str(output))
    try:
        yield GeneratedPackage(recorded(name), description, output / package, package)
    finally:
        sys.path.remove(str(output))
        for module in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[module]


collect_ignore = ["golden"]


@pytest.fixture(scope="session")
def recorded_brayns3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratedPackage]:
    """Brayns 3.10.1 with five plugins; mypy and pyright found nothing in strict mode."""
    yield from _generated("brayns3", "recorded_brayns3", tmp_path_factory)


@pytest.fixture(scope="session")
def recorded_brayns4(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratedPackage]:
    """Brayns 4.0.0; mypy and pyright found nothing in strict mode."""
    yield from _generated("brayns4", "recorded_brayns4", tmp_path_factory)
