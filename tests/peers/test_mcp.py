"""Servers of MCP: npm's reference server, on its standard streams and HTTP, and one of PyPI."""

from __future__ import annotations

import logging
import os
import shlex
import signal
from threading import Event
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.peers.bindings import Bindings, bindings_of, program
from support.peers.calling import Meanings, call_all
from support.peers.everything import Everything, everything_command, running_everything
from support.peers.program import pypi_python

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from livebind_codegen.api.model import Method

Package: TypeAlias = Any
"""A package that was generated."""

pytestmark = pytest.mark.timeout(300)

HARBOUR = """
from typing import Literal

from mcp.server.mcpserver import Context, MCPServer
from pydantic import BaseModel

server = MCPServer("Harbour", version="1.2")


class Point(BaseModel):
    x: float
    y: float


class Ship(BaseModel):
    name: str
    at: Point
    course: list[Point] = []
    kind: Literal["sail", "steam"] = "sail"


@server.tool()
def find_ship(name: str, near: Point | None = None) -> Ship:
    return Ship(name=name, at=near or Point(x=0, y=0))


@server.tool()
def count(ships: list[Ship]) -> int:
    return len(ships)


@server.tool()
def ping() -> str:
    return "the tool"


@server.tool()
async def sail(ctx: Context, miles: int = 3) -> str:
    for mile in range(miles):
        await ctx.report_progress(mile + 1, miles, f"mile {mile + 1}")
    return "there"


@server.tool()
def sink() -> str:
    raise ValueError("it floats")


server.run(transport="stdio")
"""


@pytest.fixture(scope="module")
def stdio() -> str:
    return f"mcp+stdio:{shlex.join(everything_command())}"


@pytest.fixture(scope="module")
def running() -> Iterator[Everything]:
    with running_everything() as server:
        yield server


@pytest.fixture(params=["stdio", "http"])
def uri(request: pytest.FixtureRequest, stdio: str) -> str:
    if request.param == "stdio":
        return stdio
    running: Everything = request.getfixturevalue("running")
    return f"mcp+{running.http}"


@pytest.fixture(scope="module")
def bindings(stdio: str, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(stdio, "everything", tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="module")
def everything(bindings: Bindings) -> Package:
    return bindings.load()


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bindings, str]:
    python = pypi_python("mcp")
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "server.py").write_text(HARBOUR, encoding="utf-8")
    uri = f"mcp+stdio:{shlex.join([str(python), str(folder / 'server.py')])}"
    return bindings_of(uri, "harbour", folder), uri


def test_both_transports_describe_the_same(
    running: Everything, bindings: Bindings, tmp_path: Path
) -> None:
    again = bindings_of(f"mcp+{running.http}", "everything", tmp_path)
    files = [folder / "everything" / "openrpc.json" for folder in (bindings.folder, again.folder)]
    assert files[0].read_text() == files[1].read_text()


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


def test_its_types_have_names_of_words_and_are_known(bindings: Bindings) -> None:
    document = (bindings.folder / "everything" / "openrpc.json").read_text(encoding="utf-8")
    assert numbered_names(bindings.api, document) == []
    assert untyped_share(bindings.api) <= 0.03
    assert untyped_references(bindings.api) == []


def test_tools_are_called(uri: str, everything: Package) -> None:
    arguments: dict[str, dict[str, object]] = {
        "echo": {"message": "hello"},
        "get_annotated_message": {"message_type": "success", "include_image": True},
        "get_env": {},
        "get_resource_links": {"count": 2},
        "get_resource_reference": {"resource_type": "Blob"},
        "get_sum": {"a": 1, "b": 2},
        "get_tiny_image": {},
        "gzip_file_as_resource": {"data_": "data:text/plain,hello", "output_type": "resource"},
    }
    with everything.connect(uri) as server:
        results = {
            name: getattr(everything, name)(server, **given) for name, given in arguments.items()
        }
        weather = everything.get_structured_content(server, location="Chicago")
    assert results["echo"] == [everything.TextContent(text="Echo: hello")]
    assert isinstance(weather.temperature, float)
    kinds = {type(block).__name__ for blocks in results.values() for block in blocks}
    assert kinds == {"TextContent", "ImageContent", "ResourceLink", "EmbeddedResource"}


REFUSED: Final[Mapping[str, str]] = {
    "simulate-research-query": "wants to be a task of MCP, which livebind has not",
}
"""Tools that are answered with an error of the server, and why."""


def test_every_method_is_answered_with_its_type(
    uri: str, bindings: Bindings, everything: Package
) -> None:
    def sample(params: object) -> object:
        del params
        content = {"type": "text", "text": "a sonnet"}
        return {"role": "assistant", "model": "none", "content": content}

    def decline(params: object) -> object:
        del params
        return {"action": "decline"}

    def no_roots(params: object) -> object:
        del params
        return {"roots": list[str]()}

    handlers: dict[str, Any] = {
        "sampling/createMessage": sample,
        "elicitation/create": decline,
        "roots/list": no_roots,
    }
    of_method: dict[str, dict[str, Any]] = {
        "gzip-file-as-resource": {"data_": "data:text/plain,hello"},
        "get-structured-content": {"location": "Chicago"},
        "prompts/get": {"name": "simple-prompt"},
        "resources/read": {"uri": "demo://resource/dynamic/text/1"},
        "trigger-long-running-operation": {"duration": 1, "steps": 2},
    }
    api = bindings.api
    with everything.connect(uri, handlers=handlers) as server:

        def call(method: Method, arguments: dict[str, Any]) -> object:
            return getattr(everything, method.function)(server, timeout=60, **arguments)

        outcomes = call_all(api.methods, api, call, Meanings(of_method=of_method))
    assert outcomes.contradictions == {}
    assert outcomes.silent == set()
    assert outcomes.refusals.keys() == REFUSED.keys(), outcomes.refusals
    assert len(outcomes.results) + len(REFUSED) == len(api.methods)


def test_the_program_of_the_how_to_works(uri: str, bindings: Bindings) -> None:
    lines = bindings.run(program("mcp.md", "tools.py"), uri).splitlines()
    assert lines[:2] == ["mcp-servers/everything", "float"]
    assert "image/png" in lines
    assert lines[-6:] == ["True", "25%", "50%", "75%", "100%", "cancelled"]


def test_the_program_about_resources_works(uri: str, bindings: Bindings) -> None:
    lines = bindings.run(program("mcp.md", "resources.py"), uri).splitlines()
    assert lines[0] in {"text True", "bytes True"}
    assert lines[-2:] == ["True", "user TextContent"]


def test_prompts_are_typed(uri: str, everything: Package) -> None:
    with everything.connect(uri) as server:
        prompts = {one.name: one for one in everything.prompts_list(server).prompts}
        arguments = [one.name for one in prompts["args-prompt"].arguments]
        assert arguments == ["city", "state"]
        given = {"city": "Chicago", "state": "Illinois"}
        prompt = everything.prompts_get(server, name="args-prompt", arguments=given)
        (message,) = prompt.messages
        assert isinstance(message, everything.PromptMessage)
        assert (message.role, "Chicago" in message.content.text) == (everything.Role.USER, True)
        values = {"resourceType": "Text", "resourceId": "1"}
        kinds: set[type[object]] = set()
        for name, one in prompts.items():
            known = {given.name: values.get(given.name, "x") for given in one.arguments or ()}
            messages = everything.prompts_get(server, name=name, arguments=known).messages
            kinds |= {type(message.content) for message in messages}
        assert kinds == {everything.TextContent, everything.EmbeddedResource}
        with pytest.raises(livebind.InvalidParamsError):
            everything.prompts_get(server, name="none")


def test_resources_are_typed(uri: str, everything: Package) -> None:
    with everything.connect(uri) as server:
        resources = everything.resources_list(server).resources
        assert isinstance(resources[0], everything.Resource)
        templates = everything.resources_templates_list(server).resource_templates
        made = [one.uri_template.replace("{resourceId}", "1") for one in templates]
        kinds: set[type[object]] = set()
        for one in [resources[0].uri, *made]:
            contents = everything.resources_read(server, uri=one).contents
            assert contents[0].uri == one
            kinds |= {type(content) for content in contents}
        assert kinds == {everything.TextResource, everything.BlobResource}
        with pytest.raises(livebind.RemoteError):
            everything.resources_read(server, uri="demo://nowhere")


def test_requests_of_the_server_are_answered(uri: str, everything: Package) -> None:
    asked: list[object] = []

    def sample(params: object) -> object:
        asked.append(params)
        content = {"type": "text", "text": "a sonnet"}
        return {"role": "assistant", "model": "none", "content": content}

    def refuse(params: object) -> object:
        del params
        raise livebind.RemoteError("not today", code=-1)

    handlers = {"sampling/createMessage": sample, "elicitation/create": refuse}
    with everything.connect(uri, handlers=handlers) as server:
        (answer,) = everything.trigger_sampling_request(server, prompt="write")
        assert "a sonnet" in answer.text
        assert "write" in str(asked)
        with pytest.raises(everything.ToolError, match="not today"):
            everything.trigger_elicitation_request(server)


def test_what_the_server_says_unasked_is_heard(uri: str, everything: Package) -> None:
    with everything.connect(uri) as server, server.listen(everything.NotificationsMessage) as log:
        everything.toggle_simulated_logging(server)
        assert isinstance(log.next(timeout=30).level, everything.LoggingLevel)


def test_a_cancelled_call_ends_and_harms_no_other(
    uri: str,
    everything: Package,
) -> None:
    with everything.connect(uri) as server:
        tasks = [
            everything.trigger_long_running_operation_task(server, duration=600, steps=600)
            for _ in range(40)
        ]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with pytest.raises(livebind.RequestCancelledError):
                task.result(timeout=10)
        assert everything.get_sum(server, a=1, b=2)


def test_wrong_arguments_are_refused(uri: str, everything: Package) -> None:
    with everything.connect(uri) as server:
        with pytest.raises(livebind.InvalidRequestError):
            everything.get_sum(server, a="one", b=2)
        with pytest.raises(livebind.RemoteError, match="expected number"):
            server.request("get-sum", {"a": "one", "b": 2})
        with pytest.raises(livebind.RemoteError, match="not found"):
            server.request("fly")


def test_a_program_that_is_killed_in_mid_call_and_started_again(
    stdio: str,
    everything: Package,
) -> None:
    server = everything.connect(stdio)
    task = everything.trigger_long_running_operation_task(server, duration=600)
    os.kill(server._connection._transport._process.pid, signal.SIGKILL)  # noqa: SLF001
    with pytest.raises(livebind.ConnectionClosedError, match="by signal 9"):
        task.result(timeout=30)
    with pytest.raises(livebind.ConnectionClosedError):
        everything.get_env(server)
    with everything.connect(stdio) as again:
        assert everything.get_sum(again, a=1, b=2)


def test_a_server_on_http_that_is_killed_in_mid_call_and_started_again(
    everything: Package,
) -> None:
    lost = Event()
    with running_everything() as running:
        hooks = livebind.Hooks(on_connection_lost=lambda _: lost.set())
        server = everything.connect(f"mcp+{running.http}", hooks=hooks)
        task = everything.trigger_long_running_operation_task(server, duration=600, steps=6000)
        next(iter(task))
        running.program.kill()
        with pytest.raises(livebind.ConnectionError):
            task.result(timeout=60)
        assert lost.wait(60)
        with pytest.raises(livebind.ConnectionError):
            everything.get_env(server)
    with (
        running_everything() as running,
        everything.connect(f"mcp+{running.http}") as again,
    ):
        assert everything.get_sum(again, a=1, b=2)


def test_standard_error_goes_to_the_log(
    stdio: str,
    everything: Package,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO), everything.connect(stdio):
        pass
    assert "Starting default (STDIO) server..." in caplog.text


def test_a_server_of_pypi_is_typed(harbour: tuple[Bindings, str]) -> None:
    bindings, uri = harbour
    assert bindings.checked_by() == ["mypy", "pyright"]
    document = (bindings.folder / "harbour" / "openrpc.json").read_text(encoding="utf-8")
    assert numbered_names(bindings.api, document) == []
    assert untyped_share(bindings.api) <= 0.03
    assert untyped_references(bindings.api) == []
    package = bindings.load()
    with package.connect(uri) as server:
        ship = package.find_ship(server, name="Anna", near={"x": 1, "y": 2})
        assert (ship.at.x, ship.at.y) == (1, 2)
        assert package.count(server, ships=[ship, ship]).result == 2
        task = package.sail_task(server, miles=4)
        progress = [(one.operation, one.amount) for one in task]
        assert progress[-1] == ("mile 4", 1)
        with pytest.raises(package.ToolError, match="sink"):
            package.sink(server)


def test_a_server_of_pypi_is_killed_in_mid_call_and_started_again(
    harbour: tuple[Bindings, str],
) -> None:
    bindings, uri = harbour
    package = bindings.load()
    server = package.connect(uri)
    process = server._connection._transport._process.pid  # noqa: SLF001 - whom to kill
    os.kill(process, signal.SIGSTOP)
    os.waitid(os.P_PID, process, os.WSTOPPED)
    task = package.sail_task(server)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(livebind.ConnectionClosedError, match="by signal 9"):
        task.result(timeout=60)
    with package.connect(uri) as again:
        with pytest.raises(livebind.InvalidRequestError):
            package.find_ship(again, name=7)
        with pytest.raises(livebind.RemoteError, match="name"):
            again.request("find_ship", {"name": 7})
        assert package.find_ship(again, name="Anna").name == "Anna"


def test_a_tool_that_is_called_like_a_method_is_told_apart(harbour: tuple[Bindings, str]) -> None:
    bindings, uri = harbour
    package = bindings.load()
    with package.connect(uri) as server:
        assert package.tools_call_ping(server).result == "the tool"
        assert server.request("tools/call/ping") == {"result": "the tool"}
        assert server.request("ping") == {}
