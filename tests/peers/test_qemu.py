"""A machine of QEMU, over a Unix socket and TCP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.peers.bindings import Bindings, bindings_of, program
from support.peers.machine import Machine, running_machine

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def bindings(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(f"qmp+unix:{machine.path}", "qemu", tmp_path_factory.mktemp("qemu"))


def test_both_sockets_describe_the_same(
    machine: Machine, bindings: Bindings, tmp_path: Path
) -> None:
    again = bindings_of(f"qmp+tcp://127.0.0.1:{machine.port}", "qemu", tmp_path)
    files = [folder / "qemu" / "openrpc.json" for folder in (bindings.folder, again.folder)]
    assert files[0].read_text() == files[1].read_text()


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


def test_its_types_have_names_of_words_and_are_known(bindings: Bindings) -> None:
    document = (bindings.folder / "qemu" / "openrpc.json").read_text(encoding="utf-8")
    assert numbered_names(bindings.api, document) == []
    assert untyped_share(bindings.api) <= 0.03
    assert untyped_references(bindings.api) == []


def test_commands_without_arguments_are_answered(machine: Machine, bindings: Bindings) -> None:
    qemu = bindings.load()
    harmless = [
        method
        for method in bindings.api.methods
        if method.name.startswith("query-") and not any(p.required for p in method.parameters)
    ]
    refused: dict[str, str] = {}
    with qemu.connect(f"qmp+unix:{machine.path}") as instance:
        for method in harmless:
            try:
                getattr(qemu, method.function)(instance)
            except livebind.RemoteError as error:
                refused[method.name] = error.message
    # A machine without anything in it cannot tell everything.
    assert len(harmless) - len(refused) > 40, refused


@pytest.mark.parametrize("scheme", ["qmp+unix", "qmp+tcp"])
def test_the_program_of_the_how_to_works(scheme: str, machine: Machine, bindings: Bindings) -> None:
    place = f":{machine.path}" if scheme == "qmp+unix" else f"://127.0.0.1:{machine.port}"
    lines = bindings.run(program("qemu.md", "machine.py"), f"{scheme}{place}").splitlines()
    assert re.fullmatch(r"QEMU \d+ \d+", lines[0])
    assert lines[1:3] == ["Stop paused", "Resume running"]
    assert "nothing" in lines[3]


def test_a_machine_that_is_killed_in_mid_call_and_started_again(bindings: Bindings) -> None:
    qemu = bindings.load()
    with running_machine() as running:
        instance = qemu.connect(f"qmp+unix:{running.path}")
        events = instance.listen(qemu.Stop)
        running.program.freeze()
        task = qemu.query_status_task(instance)
        running.program.kill()
        with pytest.raises(livebind.ConnectionClosedError):
            task.result(timeout=60)
        with pytest.raises(livebind.ConnectionClosedError):
            events.next(timeout=30)
        with pytest.raises(livebind.ConnectionError):
            qemu.query_status(instance)
        with pytest.raises(livebind.ServiceUnavailableError):
            qemu.connect(f"qmp+unix:{running.path}")
    with running_machine() as running, qemu.connect(f"qmp+unix:{running.path}") as instance:
        assert qemu.query_status(instance).running


def test_wrong_arguments_are_refused_before_they_are_sent(
    machine: Machine, bindings: Bindings
) -> None:
    qemu = bindings.load()
    with qemu.connect(f"qmp+unix:{machine.path}") as instance:
        with pytest.raises(livebind.InvalidRequestError):
            qemu.balloon(instance, value="much")
        with pytest.raises(livebind.MethodNotFoundError, match="has not been found"):
            instance.request("fly")
