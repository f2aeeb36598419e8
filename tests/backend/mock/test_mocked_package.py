"""A generated package on a mock of what it was generated from: all that it is told has its type."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.peer import running

pytest.importorskip("livebind_codegen", reason="the generator is not installed")

from support.command_line import run_livebind
from support.peers.open_rpc_server import OBSERVATORY

Package = Any
"""A package that was generated."""

TELESCOPE: Any = {"$ref": "#/components/schemas/Telescope"}
NOTIFICATIONS: Any = [
    {
        "name": "telescope.moved",
        "params": {
            "type": "object",
            "required": ["telescope", "path"],
            "properties": {
                "telescope": TELESCOPE,
                "path": {"type": "array", "items": {"$ref": "#/components/schemas/Place"}},
                "cause": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Weather"}]},
            },
        },
    },
    {"name": "dome.closed"},
]


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    """Return a captured observatory that also tells something unasked."""
    document = json.loads(OBSERVATORY.read_text(encoding="utf-8"))
    document["x-livebind"] = {"notifications": NOTIFICATIONS}
    source, target = tmp_path / "document.json", tmp_path / "captured.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    assert run_livebind(tmp_path, "capture", source, "-o", target).code == 0
    return target


@pytest.fixture
def observatory(captured: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    options = ("--package", "mocked_observatory", "--output", captured.parent)
    assert run_livebind(captured.parent, "generate", captured, *options).code == 0
    monkeypatch.setattr(sys, "path", [str(captured.parent), *sys.path])
    importlib.invalidate_caches()
    yield importlib.import_module("mocked_observatory")
    for name in [one for one in sys.modules if one.partition(".")[0] == "mocked_observatory"]:
        del sys.modules[name]


def test_every_method_answers_with_its_type(captured: Path, observatory: Package) -> None:
    with (
        running("--from", str(captured)) as backend,
        observatory.connect(backend.uri) as instance,
    ):
        place = observatory.Place(azimuth=1, altitude=2)
        for one in observatory.telescope_list(instance):
            assert isinstance(one, observatory.Telescope)
        turned = observatory.telescope_point(instance, name="x", target=place, speed=2)
        assert isinstance(turned.place, observatory.Place)
        assert isinstance(
            observatory.plate_expose(instance, name="x", seconds=1), observatory.Plate
        )
        with pytest.warns(DeprecationWarning, match="weather"):
            assert isinstance(observatory.weather(instance), str | observatory.Weather)
        assert observatory.log_write(instance, line="x") is None


def test_every_notification_reaches_who_listens(captured: Path, observatory: Package) -> None:
    with (
        running("--from", str(captured), "--notify-every", "0.02") as backend,
        observatory.connect(backend.uri) as instance,
        instance.listen(observatory.TelescopeMoved, observatory.DomeClosed) as events,
    ):
        told = [events.next(timeout=30) for _ in range(4)]
        assert {type(one) for one in told} == {observatory.TelescopeMoved, observatory.DomeClosed}
        moved = next(one for one in told if isinstance(one, observatory.TelescopeMoved))
        assert isinstance(moved.telescope.place, observatory.Place)


@pytest.mark.parametrize("code", [404, 416])
def test_declared_errors_are_raised(captured: Path, observatory: Package, code: int) -> None:
    kinds = {404: observatory.NoSuchTelescopeError, 416: observatory.BelowHorizonError}
    with (
        running("--from", str(captured), "--error", f"telescope.point={code}") as backend,
        observatory.connect(backend.uri) as instance,
    ):
        place = observatory.Place(azimuth=1, altitude=2)
        with pytest.raises(kinds[code]) as caught:
            observatory.telescope_point(instance, name="x", target=place)
        if code == 404:
            assert isinstance(caught.value.data, observatory.NoSuchTelescopeData)
        observatory.telescope_list(instance)
