"""Dialects of other packages, as the how-to tells to write them: no file of livebind knows them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from websockets.sync.server import ServerConnection, serve

from support.command_line import run_livebind
from support.dialect_package import write_dialect_package
from support.documents import DOCS, Page
from support.recorded_server import serve_replies

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from support.descriptions import Json

BLOCKS = {
    block.title: block.text
    for block in Page(DOCS / "how-to" / "protocol-module.md").blocks
    if block.title
}
WIRE = "boxes_wire/__init__.py"
NUMBER: Json = {"type": "number"}
SUM: Json = {"takes": [["b", NUMBER], ["a", NUMBER]], "needs": ["b"], "gives": NUMBER}
BOX: Json = {
    "type": "object",
    "properties": {"size": {"type": "array", "items": NUMBER, "minItems": 3, "maxItems": 3}},
    "required": ["size"],
    "title": "Box",
}
DOCUMENT: Json = {
    "version": "1.5",
    "boxes": {
        "subtract": {"about": "Subtract b from a.", **SUM},
        "biggest": {"about": "Find it.", "takes": [], "needs": [], "gives": BOX},
        "fail": {"about": "Fail.", "takes": [], "needs": [], "gives": {"type": "null"}},
    },
}
PROGRAM = """
import sys
import our_boxes
with our_boxes.connect(sys.argv[1]) as instance:
    print(our_boxes.subtract(instance, a=5, b=2.5), our_boxes.subtract(instance, b=1))
    print(our_boxes.biggest(instance).size, our_boxes.biggest_task(instance).result().size)
    try:
        our_boxes.fail(instance)
    except our_boxes.RemoteError as error:
        print(error.message)
"""


def answer(method: str, params: list[float]) -> Json:
    if method == "describe":
        return DOCUMENT
    if method == "subtract":
        return (params[1] if len(params) > 1 else 0) - params[0]
    return {"size": [1, 2, 3]}


@contextmanager
def boxes() -> Generator[str]:
    """Serve the invented backend; give its address."""

    def talk(connection: ServerConnection) -> None:
        for message in connection:
            request_id, method, params = json.loads(message)
            state, content = ("no", "it failed") if method == "fail" else ("ok", None)
            reply = [request_id, state, content or answer(method, params)]
            connection.send(json.dumps(reply))

    with serve(talk, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


def install_boxes(folder: Path) -> None:
    (folder / WIRE).parent.mkdir()
    (folder / WIRE).write_text(BLOCKS[WIRE])
    (folder / WIRE).with_name("py.typed").touch()
    write_dialect_package(folder, "boxes", BLOCKS["boxes.py"], "boxes = boxes:Boxes")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for packages of other people, where Python finds them."""
    folder = tmp_path / "site"
    folder.mkdir()
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    return folder


def test_one_document_and_a_wire_of_its_own(installed: Path, tmp_path: Path) -> None:
    install_boxes(installed)
    assert sum(BLOCKS[name].count("\n") for name in (WIRE, "boxes.py")) < 100
    with boxes() as address:
        options = ("--package", "our_boxes", "--output", tmp_path, "--check-types")
        made = run_livebind(tmp_path, "generate", address, *options)
        assert made.code == 0, made.err
        called = run_livebind(tmp_path, "call", address, "subtract", "[1]", "--protocol", "boxes")
        assert (called.code, called.out) == (0, "-1\n"), called.err
        used = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-W", "error", "-c", PROGRAM, address],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    expected = "2.5 -1.0\n(1.0, 2.0, 3.0) (1.0, 2.0, 3.0)\nit failed\n"
    assert used.stdout == expected, used.stderr


def test_a_captured_file_of_another_kind_gives_the_same(installed: Path, tmp_path: Path) -> None:
    install_boxes(installed)
    (tmp_path / "boxes.json").write_text(json.dumps(DOCUMENT))
    captured = run_livebind(tmp_path, "capture", "boxes.json")
    with boxes() as address:
        live = run_livebind(tmp_path, "capture", address, "--protocol", "boxes")
    assert captured.code == 0, captured.err
    assert captured.out == live.out


def test_a_description_with_a_wire_that_nobody_brings_is_refused(tmp_path: Path) -> None:
    extension = {"protocol": "boxes", "wire": "boxes_wire.BoxesWire"}
    methods: list[Json] = [{"name": "a", "params": []}]
    document: Json = {"openrpc": "1.3.2", "methods": methods}
    (tmp_path / "other.json").write_text(json.dumps({**document, "x-livebind": extension}))
    ran = run_livebind(tmp_path, "generate", "other.json", "--package", "other")
    ran.check_failed(2)
    assert "'boxes'" in ran.err


def test_a_list_of_names_and_a_schema_each(installed: Path, tmp_path: Path) -> None:
    code, target = BLOCKS["signatures.py"], "signatures = signatures:Signatures"
    write_dialect_package(installed, "signatures", code, target)
    signature = {"summary": "Find it.", "result": BOX}
    replies: Json = {"methods": ["biggest"], "signature": signature, "version": 2}
    with serve_replies(lambda method, _: replies[method]) as address:
        options = ("--package", "our_boxes", "--output", tmp_path, "--check-types")
        made = run_livebind(tmp_path, "generate", address, *options)
    assert made.code == 0, made.err
    assert "My backend 2: 1 methods, 1 types" in made.out + made.err
