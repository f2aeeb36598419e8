"""A package that was generated from a recorded backend."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from livebind_codegen.api.build import build_api

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import Description
    from support.descriptions import Json
    from support.recordings import Recorded

__all__ = ["GeneratedPackage"]


@dataclass(frozen=True)
class GeneratedPackage:
    """The package and what it was generated from, over a WebSocket."""

    recorded: Recorded
    description: Description
    folder: Path
    package: str

    def load(self) -> ModuleType:
        """Import the package."""
        return importlib.import_module(self.package)

    @cached_property
    def api(self) -> Api:
        """The types and methods of the package."""
        return build_api(self.description)

    def method(self, name: str) -> Json:
        """Return the `livebind.Method` behind the function of method `name`."""
        method = next(one for one in self.api.methods if one.name == name)
        module = importlib.import_module(f"{self.package}.functions.{method.module}")
        return getattr(module, f"_{method.function.upper().rstrip('_')}")
