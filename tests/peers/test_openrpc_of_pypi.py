"""A server of PyPI's package `openrpc`, live, which describes itself as pydantic writes schemas."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.peers.bindings import Bindings, bindings_of
from support.peers.program import RunningProgram, pypi_python, running_program

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

Package: TypeAlias = Any
"""A package that was generated, and what is in it."""

SERVER = """
import warnings
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
def get_owner(name: str, limit: int = 3) -> Owner:
    pet = Dog(kind="dog", color=Color.RED) if name == "Ann" else Cat(kind="cat", lives=limit)
    return Owner(pet=pet, tree=Node(value=1, children=[Node(value=2)]))


@server.method()
def pair(a: Union[int, str], b: Optional[Color] = None) -> tuple[int, str]:
    return len(str(a)), "none" if b is None else b.value


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        answer = (server.process_request(request.decode()) or "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("ready", listening.server_port, flush=True)
listening.serve_forever()
"""


@dataclass(frozen=True)
class Demo:
    """Where the server listens."""

    program: RunningProgram
    uri: str


@contextmanager
def running_demo() -> Generator[Demo]:
    with running_program([str(pypi_python("openrpc")), "-c", SERVER], "ready") as program:
        yield Demo(program, f"http://127.0.0.1:{program.ready.split()[1]}")


@pytest.fixture(scope="module")
def server() -> Iterator[Demo]:
    with running_demo() as running:
        yield running


@pytest.fixture(scope="module")
def bindings(server: Demo, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(server.uri, "openrpc_peer", tmp_path_factory.mktemp("openrpc_peer"))


@pytest.fixture(scope="module")
def demo(bindings: Bindings) -> Package:
    return bindings.load()


def test_all_of_it_has_types_with_names_of_words(bindings: Bindings) -> None:
    api = bindings.api
    document = (bindings.folder / "openrpc_peer" / "openrpc.json").read_text(encoding="utf-8")
    assert {"Cat", "Color", "Dog", "Node", "Owner", "Pet"} <= {type_.name for type_ in api.types}
    assert numbered_names(api, document) == []
    assert untyped_share(api) == 0
    assert untyped_references(api) == []
    assert api.notices == ()


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


def test_every_method_is_called(server: Demo, demo: Package) -> None:
    with demo.connect(server.uri) as instance:
        ann, bob = (demo.get_owner(instance, name=name, limit=7) for name in ("Ann", "Bob"))
        assert ann.pet == demo.Dog(color=demo.Color.RED)
        assert bob.pet == demo.Cat(lives=7)
        assert [child.value for child in ann.tree.children] == [2]
        assert ann.tree.place == (1, "a")
        assert demo.pair(instance, a="three") == (5, "none")
        assert demo.pair(instance, a=12, b=demo.Color.BLUE) == (2, "blue")


def test_wrong_arguments_are_refused(server: Demo, demo: Package) -> None:
    with demo.connect(server.uri) as instance:
        with pytest.raises(livebind.InvalidRequestError):
            demo.get_owner(instance, name=7)
        with pytest.raises(livebind.RemoteError):
            instance.request("get_owner", {"name": "Ann", "limit": "many"})
        with pytest.raises(livebind.MethodNotFoundError):
            instance.request("sell")
        assert demo.pair(instance, a=1) == (1, "none")


def test_a_server_that_is_killed_in_mid_call_and_started_again(demo: Package) -> None:
    with running_demo() as running:
        instance = demo.connect(running.uri)
        running.program.freeze()
        task = demo.pair_task(instance, a=1)
        running.program.kill()
        with pytest.raises(livebind.ConnectionError):
            task.result(timeout=60)
        with pytest.raises(livebind.ConnectionError):
            demo.pair(instance, a=1)
        instance.disconnect()
    with running_demo() as running, demo.connect(running.uri) as instance:
        assert demo.pair(instance, a=1) == (1, "none")
