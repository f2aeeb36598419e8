"""A captured server of OpenRPC: params by position, declared errors, notifications."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from backend.peer import Peer, PeerError, command, connected, running
from livebind_backend.validation import violations

Json = Any

MOVED: Json = {
    "type": "object",
    "required": ["name", "azimuth"],
    "properties": {
        "name": {"type": "string"},
        "azimuth": {"type": "number", "minimum": 0, "maximum": 360},
    },
}
ERRORS: Json = [
    {"code": 404, "message": "no such telescope", "data": {"$ref": "#/components/schemas/Missing"}},
    {"code": 416, "message": "below the horizon"},
    {"code": 503, "message": "closed", "data": {"until": "sunset"}},
]
MISSING: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 9}},
}


def observatory(**more: Json) -> Json:
    """Describe a server as the generator captures it."""
    params: Json = [
        {"name": "name", "required": True, "schema": {"type": "string"}},
        {"name": "track", "schema": {"type": "boolean"}},
        {"name": "speed", "schema": {"type": "number", "maximum": 5}},
    ]
    return {
        "openrpc": "1.3.2",
        "info": {"title": "Observatory", "version": "2.1.0"},
        "methods": [
            {
                "name": "point",
                "paramStructure": "by-position",
                "params": params,
                "result": {"name": "result", "schema": {"type": "boolean"}},
                "errors": ERRORS,
                "x-livebind": {
                    "params": {"schema": {"type": "object", "additionalProperties": False}}
                },
            },
            {
                "name": "park",
                "paramStructure": "by-name",
                "params": params[:1],
                "result": {"name": "result", "schema": {"type": "null"}},
            },
        ],
        "components": {"schemas": {"Missing": MISSING, "Moved": MOVED}},
        "x-livebind": {
            "protocol": "",
            "loaders": [],
            "notifications": [
                {"name": "moved", "params": {"$ref": "#/components/schemas/Moved"}},
                {"name": "dawn"},
            ],
            **more,
        },
    }


def write(folder: Path, content: Json) -> str:
    path = folder / "captured.json"
    path.write_text(json.dumps(content))
    return str(path)


def refused(*options: str) -> str:
    """Return the one line that says why a mock cannot start."""
    done = subprocess.run(  # noqa: S603 - starts this project
        command("--uri", "localhost:0", *options),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_params_come_by_position_or_by_name(tmp_path: Path) -> None:
    with (
        running("--from", write(tmp_path, observatory())) as backend,
        connected(backend.uri) as peer,
    ):
        for params in (["north"], ["north", None, 3], {"name": "north", "speed": 3}):
            assert peer.request("point", params) in {True, False}
        assert peer.request("point", ["north"]) == peer.request("point", {"name": "north"})
        for wrong in ([], [1], ["north", True, 9], ["north", True, 1, 2], {"speed": 1}, None):
            with pytest.raises(PeerError) as caught:
                peer.request("point", wrong)
            assert caught.value.code == -32602
        with pytest.raises(PeerError):
            peer.request("park", ["north"])
        assert peer.request("park", {"name": "north"}) is None


def test_a_method_answers_with_the_error_that_was_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, observatory())
    seen: list[Json] = []
    for _ in range(2):
        with (
            running("--from", path, "--error", "point=404", "--error", "park=-32603") as backend,
            connected(backend.uri) as peer,
        ):
            with pytest.raises(PeerError, match="no such telescope") as caught:
                peer.request("point", ["north"])
            assert caught.value.code == 404
            data: Json = caught.value.data
            assert violations(MISSING, data) == ()
            assert len(data["name"]) >= 9
            seen.append(data)
            with pytest.raises(PeerError) as caught:
                peer.request("point", [1])
            assert caught.value.code == -32602
            with pytest.raises(PeerError) as caught:
                peer.request("park", {"name": "north"})
            assert (caught.value.code, caught.value.data) == (-32603, None)
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("code", "data"), [(416, None), (503, {"until": "sunset"})])
def test_the_data_of_an_error_may_be_missing_or_an_example(
    tmp_path: Path, code: int, data: Json
) -> None:
    path = write(tmp_path, observatory())
    with (
        running("--from", path, "--error", f"point={code}") as backend,
        connected(backend.uri) as peer,
    ):
        with pytest.raises(PeerError) as caught:
            peer.request("point", ["north"])
        assert (caught.value.code, caught.value.data) == (code, data)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("fly=404", "no method 'fly'"),
        ("point=405", "404, 416, 503"),
        ("park=404", "declares no error 404"),
    ],
)
def test_an_error_that_is_not_declared_is_refused(tmp_path: Path, option: str, words: str) -> None:
    assert words in refused("--from", write(tmp_path, observatory()), "--error", option)


def told(peer: Peer, count: int) -> list[Json]:
    return [peer.receive().content for _ in range(count)]


def test_every_client_is_told_each_notification_in_turn(tmp_path: Path) -> None:
    path = write(tmp_path, observatory())
    with (
        running("--from", path, "--notify-every", "0.05") as backend,
        connected(backend.uri) as first,
        connected(backend.uri) as second,
    ):
        for messages in (told(first, 4), told(second, 4)):
            methods = [one["method"] for one in messages]
            assert methods in (["moved", "dawn"] * 2, ["dawn", "moved"] * 2)
            for one in messages:
                assert "id" not in one
                if one["method"] == "moved":
                    assert violations(MOVED, one["params"]) == ()
                else:
                    assert "params" not in one


def test_nothing_is_told_unless_it_is_asked_for(tmp_path: Path) -> None:
    with (
        running("--from", write(tmp_path, observatory())) as backend,
        connected(backend.uri) as peer,
    ):
        assert peer.ask("point", ["north"]).progress == []


def test_a_client_that_does_not_read_is_told_no_more_than_it_may_miss(tmp_path: Path) -> None:
    content = observatory(
        notifications=[{"name": "long", "params": {"type": "string", "minLength": 500_000}}]
    )
    with (
        running("--from", write(tmp_path, content), "--notify-every", "0.001") as backend,
        connected(backend.uri) as slow,
        connected(backend.uri) as quick,
    ):
        told(quick, 100)
        told(slow, 1)
        status = Path(f"/proc/{backend.process.pid}/status").read_text(encoding="ascii")
        (resident,) = (line.split()[1] for line in status.splitlines() if line[:6] == "VmRSS:")
        assert int(resident) < 300_000


@pytest.mark.parametrize("kinds", [1, 100])
def test_notifications_that_must_be_huge_are_refused_at_the_start(
    tmp_path: Path, kinds: int
) -> None:
    length = 2**31 if kinds == 1 else 900_000
    content = observatory(
        notifications=[
            {"name": f"huge{number}", "params": {"type": "string", "minLength": length}}
            for number in range(kinds)
        ]
    )
    path = write(tmp_path, content)
    assert "characters" in refused("--from", path, "--notify-every", "1")
    with running("--from", path):
        pass


def test_an_error_that_must_be_huge_is_refused_at_the_start(tmp_path: Path) -> None:
    content = observatory()
    content["methods"][1]["errors"] = [
        {"code": 7, "message": "x", "data": {"type": "string", "minLength": 2**31}}
    ]
    assert "characters" in refused("--from", write(tmp_path, content), "--error", "park=7")


def test_without_notifications_there_is_nothing_to_tell(tmp_path: Path) -> None:
    path = write(tmp_path, observatory(notifications=[]))
    assert "no notifications" in refused("--from", path, "--notify-every", "1")


@pytest.mark.parametrize("protocol", ["cdp", "conplyent", "mcp", "qmp"])
def test_what_is_spoken_to_in_another_way_is_refused(tmp_path: Path, protocol: str) -> None:
    assert protocol in refused("--from", write(tmp_path, observatory(protocol=protocol)))


@pytest.mark.parametrize(
    "options",
    [
        ["--error", "point=404"],
        ["--notify-every", "1"],
        ["--from", "x", "--error", "point"],
        ["--from", "x", "--error", "point=much"],
        ["--from", "x", "--notify-every", "0"],
        ["--from", "x", "--notify-every", "nan"],
    ],
)
def test_options_that_make_no_sense_are_told(options: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - starts this project
        command(*options), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert options[-2] in done.stderr
