"""Contract tests of a generated package: values that its schemas allow go in and come out again.

`livebind generate --tests` writes a test module that calls this one. The values are made from the
schemas as the backend wrote them, not from the generated types, so that a wrong type shows. Needs
hypothesis.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from hypothesis import HealthCheck, given, settings

from livebind.codec.json_type import decode_hook
from livebind_codegen.api.build import build_api
from livebind_codegen.api.selection import select
from livebind_codegen.contract_values import values
from livebind_codegen.corrections.applying import corrected
from livebind_codegen.generation import LOCK_FILE
from livebind_codegen.lockfile import read_lock
from livebind_codegen.options import PackageOptions
from livebind_codegen.verification import read_description

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import Description, Schema

__all__ = ["Case", "check_round_trip", "read_cases"]

_EXAMPLES: Final = 20


@dataclass(frozen=True)
class Case:
    """One type of a package that a method takes or returns."""

    name: str
    schema: Schema
    decoder: msgspec.json.Decoder[Any]
    is_request: bool
    definitions: Mapping[str, Any]

    def __str__(self) -> str:
        return self.name

    def drawn(self) -> SearchStrategy[Any]:
        """Return values that are valid."""
        return values(self.schema, is_request=self.is_request, definitions=self.definitions)

    def back(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return what a value is once it was read into the type and written again."""
        return json.loads(msgspec.json.encode(self.decoder.decode(json.dumps(value))))


def read_cases(folder: Path, package: str) -> list[Case]:
    """Return the types of all requests, results, notifications and errors of a package.

    Raises:
        CodegenError: if its description or its lock file cannot be read.
    """
    lock = read_lock(folder / LOCK_FILE)
    options = PackageOptions.read(lock.stamp.options)
    described, _ = corrected(read_description(folder), options.corrections or ())
    description = select(described, options.include, options.exclude)
    api = build_api(description, lock.names, options.rename)
    if api.client.layout is not None:
        return api.client.layout.cases(package, api)
    by_name = {method.name: method for method in description.methods}
    cases: list[Case] = []
    for method in api.methods:
        module = importlib.import_module(f"{package}.functions.{method.module}")
        typed = getattr(module, method.constant)
        schemas = by_name[method.name]
        for what, schema, decoder in (
            ("parameters", schemas.params, typed.params_decoder),
            ("result", schemas.result, typed.result_decoder),
        ):
            if schema is not None:
                name, is_request = f"{method.name} {what}", what == "parameters"
                cases.append(Case(name, schema, decoder, is_request, description.definitions))
    return [*cases, *_told_cases(package, api, description)]


def _told_cases(package: str, api: Api, description: Description) -> Iterator[Case]:
    """Yield the types of what a backend tells beside results: with notifications and errors."""
    params = {one.name: one.params for one in description.notifications}
    for type_ in api.types:
        schema = params.get(type_.notification)
        if schema is not None:
            module = importlib.import_module(f"{package}.models.{type_.module}")
            yield _told_case(
                type_.notification, schema, getattr(module, type_.name), description.definitions
            )
    for error in api.errors:
        if error.is_own and error.schema is not None:
            kind = getattr(importlib.import_module(f"{package}.errors"), error.name)
            yield _told_case(error.name, error.schema, kind.data_type, description.definitions)


def _told_case(
    name: str, schema: Schema, kind: Any, definitions: Mapping[str, Any]  # noqa: ANN401 - a type
) -> Case:
    decoder = msgspec.json.Decoder(kind, dec_hook=decode_hook)
    return Case(name, schema, decoder, is_request=False, definitions=definitions)


def check_round_trip(case: Case) -> None:
    """Check that valid values are read into their type, and written from it as they were.

    Raises:
        AssertionError: if a value comes out differently.
        msgspec.ValidationError: if one is refused.
    """

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(case.drawn())
    def round_trip(value: object) -> None:
        written = case.back(value)
        if written != value:
            raise AssertionError(f"{case.name}: {value!r} came back as {written!r}")

    round_trip()
