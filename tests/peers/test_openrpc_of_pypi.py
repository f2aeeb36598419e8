"""Servers of the package `openrpc` describe themselves in the schemas that pydantic writes."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec
import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.contract import read_cases
from livebind_codegen.description.openrpc import from_document
from livebind_codegen.generation import PackageOptions, generate
from support.api_quality import numbered_names, untyped_share

if TYPE_CHECKING:
    from pathlib import Path

    from support.descriptions import Json

pytestmark = pytest.mark.skipif(
    find_spec("openrpc") is None, reason="no OpenRPC server: pip install openrpc"
)
SERVER = """
import warnings
from enum import Enum
from typing import Literal, Optional, Union

from openrpc import RPCServer
from pydantic import BaseModel, Field


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    color: Optional[Color] = None


class Node(BaseModel):
    value: float
    children: list["Node"] = []
    place: tuple[int, str] = (1, "a")
    more: dict[str, float] = {}


class Owner(BaseModel):
    pet: Union[Cat, Dog] = Field(discriminator="kind")
    tree: Node


warnings.simplefilter("ignore")
server = RPCServer(title="Demo", version="1.0")


@server.method()
def get_owner(name: str, limit: int = 3) -> Owner: ...


@server.method()
def pair(a: Union[int, str], b: Optional[Color] = None) -> tuple[int, str]: ...


print(server.process_request('{"jsonrpc": "2.0", "id": 1, "method": "rpc.discover"}'))
"""


@pytest.fixture(scope="module")
def document() -> Json:
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", SERVER], capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)["result"]


def test_all_of_it_has_types_with_names_of_words(document: Json) -> None:
    api = build_api(from_document(document, "rpc.discover"))
    assert {"Cat", "Color", "Dog", "Node", "Owner", "Pet"} <= {type_.name for type_ in api.types}
    assert numbered_names(api, json.dumps(document)) == []
    assert untyped_share(api) == 0
    assert api.notices == ()


def test_its_values_are_read(
    document: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(from_document(document, "rpc.discover"), tmp_path, PackageOptions("openrpc_peer"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    cases = {case.name: case for case in read_cases(tmp_path / "openrpc_peer", "openrpc_peer")}
    owner: Json = {
        "pet": {"kind": "dog", "color": "red"},
        "tree": {"value": 1, "children": [{"value": 2}], "place": [1, "a"]},
    }
    decoded = cases["get_owner result"].decoder.decode(json.dumps(owner))
    assert type(decoded.pet).__name__ == "Dog"
    assert json.loads(msgspec.json.encode(decoded)) == owner
