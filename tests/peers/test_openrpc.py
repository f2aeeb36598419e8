"""A server of OpenRPC that is not ours, live: over WebSocket and HTTP alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.command_line import run_livebind
from support.http_server import http_server
from support.peers.bindings import Bindings, bindings_of, program
from support.peers.open_rpc_server import OBSERVATORY, OpenRpcServer, running_open_rpc_server

if TYPE_CHECKING:
    from pathlib import Path

    from support.http_server import Answer
    from support.peers.chain import Chain


@pytest.fixture(scope="module")
def bindings(server: OpenRpcServer, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(server.http, "observatory", tmp_path_factory.mktemp("openrpc"))


@pytest.fixture(params=["websocket", "http"])
def uri(request: pytest.FixtureRequest, server: OpenRpcServer) -> str:
    return str(getattr(server, request.param))


def test_both_transports_and_the_document_describe_the_same(
    server: OpenRpcServer, bindings: Bindings, tmp_path: Path
) -> None:
    expected = (bindings.folder / "observatory" / "openrpc.json").read_text()
    for source in (server.websocket, server.http):
        again = bindings_of(source, "observatory", tmp_path / source[:2])
        assert (again.folder / "observatory" / "openrpc.json").read_text() == expected
    captured = json.loads(expected)
    document = json.loads(OBSERVATORY.read_text(encoding="utf-8"))
    assert [one["name"] for one in captured["methods"]] == sorted(
        one["name"] for one in document["methods"]
    )


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


def test_its_types_have_names_of_words_and_are_known(bindings: Bindings) -> None:
    assert numbered_names(bindings.api, OBSERVATORY.read_text(encoding="utf-8")) == []
    assert untyped_share(bindings.api) == 0
    assert untyped_references(bindings.api) == []


def test_every_method_is_called(bindings: Bindings, uri: str) -> None:
    observatory = bindings.load()
    with observatory.connect(uri) as instance:
        assert {one.name for one in observatory.telescope_list(instance)} == {"north", "south"}
        place = observatory.Place(azimuth=10, altitude=20)
        pointed = observatory.telescope_point(instance, name="south", target=place, track=True)
        assert (pointed.place, pointed.tracking) == (place, True)
        red = observatory.PlateFilter.RED
        plate = observatory.plate_expose(instance, name="south", seconds=1.5, filters=[red])
        assert (plate.seconds, plate.filters, plate.telescope.name) == (1.5, [red], "south")
        with pytest.warns(DeprecationWarning, match="weather"):
            weather = observatory.weather(instance)
        assert weather == "cloudy" or weather.wind == 3.5
        assert observatory.log_write(instance, line="x") is None


def test_declared_errors_have_classes(bindings: Bindings, uri: str) -> None:
    observatory = bindings.load()
    with observatory.connect(uri) as instance:
        place = observatory.Place(azimuth=10, altitude=20)
        with pytest.raises(observatory.NoSuchTelescopeError) as caught:
            observatory.telescope_point(instance, name="west", target=place)
        assert caught.value.data == observatory.NoSuchTelescopeData(name="west")
        below = observatory.Place(azimuth=10, altitude=-20)
        with pytest.raises(observatory.BelowHorizonError, match="416"):
            observatory.telescope_point(instance, name="north", target=below)
        with pytest.raises(livebind.InvalidParamsError):
            instance.request("telescope.point", ["north"])
        with pytest.raises(livebind.MethodNotFoundError):
            instance.request("telescope.sell")


def test_the_program_of_the_how_to_works(bindings: Bindings, uri: str) -> None:
    printed = bindings.run(program("openrpc.md", "observe.py"), uri)
    assert printed.splitlines() == [
        "['north', 'south']",
        "Place(altitude=45.0, azimuth=120.0)",
        "404 west",
    ]


def test_wrong_arguments_are_refused_before_they_are_sent(bindings: Bindings, uri: str) -> None:
    observatory = bindings.load()
    with observatory.connect(uri) as instance:
        with pytest.raises(livebind.InvalidRequestError):
            observatory.telescope_point(instance, name="north", target={"azimuth": 400})
        with pytest.raises(livebind.InvalidRequestError):
            observatory.plate_expose(instance, name="south", seconds=-1)


def test_a_server_that_is_killed_in_mid_call_and_started_again(bindings: Bindings) -> None:
    observatory = bindings.load()
    with running_open_rpc_server() as running:
        web, http = observatory.connect(running.websocket), observatory.connect(running.http)
        running.program.freeze()
        tasks = [observatory.telescope_list_task(one) for one in (web, http)]
        running.program.kill()
        for instance, task in zip((web, http), tasks, strict=True):
            with pytest.raises(livebind.ConnectionError):
                task.result(timeout=60)
            with pytest.raises(livebind.ConnectionError):
                observatory.telescope_list(instance)
            instance.disconnect()
    with running_open_rpc_server() as running, observatory.connect(running.http) as instance:
        assert len(observatory.telescope_list(instance)) == 2


def test_the_program_about_events_works_on_an_ethereum_node(chain: Chain) -> None:
    printed = Bindings(OBSERVATORY.parent, "").run(
        program("openrpc.md", "blocks.py"), f"ws://{chain.authority}"
    )
    assert printed.startswith("0x")


@pytest.mark.parametrize("scheme", ["ws", "http"])
def test_who_discovers_nothing_is_told_to_give_a_document(
    scheme: str, chain: Chain, tmp_path: Path
) -> None:
    ran = run_livebind(tmp_path, "generate", f"{scheme}://{chain.authority}", "--package", "x")
    ran.check_failed(4)
    assert "document" in ran.err


def test_a_document_at_a_url_is_read_with_the_headers_that_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: dict[str, Any]) -> Answer:
        del request
        return 405, b"", {}

    document = OBSERVATORY.read_bytes()
    monkeypatch.setenv("LIVEBIND_HEADERS", "X-Key: hidden")
    with http_server(refuse, document=document) as server:
        options = ("--package", "observatory", "--header", "Authorization: Bearer x")
        ran = run_livebind(tmp_path, "generate", server.uri, *options)
        assert ran.code == 0, ran.err
        sent = server.gets[-1]
    assert (sent["authorization"], sent["x-key"]) == ("Bearer x", "hidden")
    assert (tmp_path / "generated" / "observatory" / "errors.py").exists()


@pytest.mark.parametrize("header", ["no colon hidden", "A b: hidden", "Host: hidden"])
def test_a_header_that_is_none_is_refused_without_its_value(header: str, tmp_path: Path) -> None:
    ran = run_livebind(tmp_path, "generate", "http://127.0.0.1:1", "--header", header)
    ran.check_failed(2)
    assert "hidden" not in ran.err
