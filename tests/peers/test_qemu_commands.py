"""Every command of Debian's QEMU, on a machine with something of everything; and its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

import livebind
from support.peers.bindings import Bindings, bindings_of
from support.peers.calling import Meanings, call_all
from support.peers.machine import Machine, running_machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from livebind_codegen.api.model import Method

Package: TypeAlias = Any
"""A package that was generated, and what is in it."""

pytestmark = pytest.mark.timeout(300)

NOT_CALLED: Final[Mapping[str, str]] = {
    "block-dirty-bitmap-merge": "of no bitmaps it ends QEMU 7.2",
    "blockdev-reopen": "of nothing it ends QEMU 7.2",
    "human-monitor-command": "takes commands of another language, which may end the machine",
    "quit": "ends the machine",
    "xen-load-devices-state": "of no file it ends QEMU 7.2",
}
"""Commands that are not called, and why."""
CONTRADICTIONS: Final[Mapping[str, str]] = {}
"""Commands whose answers are not what the machine says that they are, and how."""
FURNITURE: Final = (
    *("-machine", "pc", "-accel", "tcg", "-m", "16", "-nodefaults", "-vga", "std"),
    *("-blockdev", "driver=null-co,node-name=disk,read-zeroes=on"),
    *("-device", "virtio-blk-pci,drive=disk,id=drive"),
    *("-device", "virtio-balloon-pci,id=balloon", "-device", "qemu-xhci,id=usb"),
    *("-device", "usb-tablet,bus=usb.0", "-netdev", "hubport,id=net,hubid=0"),
    *("-device", "virtio-net-pci,netdev=net,id=card", "-chardev", "ringbuf,id=ring"),
    *("-object", "iothread,id=thread", "-object", "memory-backend-ram,id=memory,size=1M"),
    *("-device", "vmgenid,guid=auto"),
)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with running_machine(*FURNITURE) as running:
        yield running


@pytest.fixture(scope="module")
def bindings(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(f"qmp+unix:{machine.path}", "qemu", tmp_path_factory.mktemp("qemu"))


@pytest.fixture
def qemu(bindings: Bindings) -> Package:
    return bindings.load()


@pytest.fixture
def monitor(machine: Machine, qemu: Package) -> Iterator[Package]:
    with qemu.connect(f"qmp+unix:{machine.path}") as connected:
        yield connected


def meanings(folder: Path) -> Meanings:
    """Return what the machine may be asked about; files are written to the folder alone."""
    everywhere = {
        "device": "disk",
        "filename": str(folder / "file"),
        "node": "disk",
        "node_name": "disk",
        "path": "/machine",
        "property": "type",
        "size": 1,
        "typename": "virtio-balloon-pci",
    }
    of_method: dict[str, dict[str, Any]] = {
        "blockdev-add": {"add": {"driver": "null-co", "node-name": "second"}},
        "chardev-add": {"id": "more", "backend": {"type": "null", "data": {}}},
        "chardev-change": {"id": "more", "backend": {"type": "null", "data": {}}},
        "chardev-remove": {"id": "more"},
        "dump-guest-memory": {"protocol": f"file:{folder / 'dump'}"},
        "memsave": {"cpu_index": 0},
        "object-add": {"add": {"qom-type": "iothread", "id": "another"}},
        "object-del": {"id": "another"},
        "query-cpu-model-expansion": {"type": "full", "model": {"name": "qemu64"}},
        "ringbuf-read": {"device": "ring"},
        "ringbuf-write": {"device": "ring", "data_": "text"},
        "set_link": {"name": "card", "up": True},
        "trace-event-get-state": {"name": "*"},
        "trace-event-set-state": {"name": "qmp_job_cancel", "enable": False},
        "x-query-virtio-queue-element": {"path": "/machine/peripheral/balloon/virtio-backend"},
        "x-query-virtio-queue-status": {"path": "/machine/peripheral/balloon/virtio-backend"},
        "x-query-virtio-status": {"path": "/machine/peripheral/balloon/virtio-backend"},
    }
    return Meanings(everywhere, of_method=of_method)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_command_is_answered_with_its_type_or_an_error_of_the_machine(
    monitor: Package, qemu: Package, bindings: Bindings, tmp_path: Path
) -> None:
    api = bindings.api
    methods = [one for one in api.methods if one.name not in NOT_CALLED]

    def call(method: Method, arguments: dict[str, Any]) -> object:
        return getattr(qemu, method.function)(monitor, timeout=60, **arguments)

    outcomes = call_all(methods, api, call, meanings(tmp_path))
    assert outcomes.contradictions.keys() == CONTRADICTIONS.keys()
    assert outcomes.silent == set()
    assert len(outcomes.results) + len(outcomes.refusals) == len(methods)
    assert len(outcomes.results) > 110, outcomes.refusals
    assert type(outcomes.results["query-status"]).__module__.startswith("qemu.models")
    assert {type(one) for one in outcomes.refusals.values()} >= {
        livebind.RemoteError,
        qemu.DeviceNotFoundError,
    }


def until_the_end(events: Package) -> list[object]:
    """Return what is told until the machine has ended."""
    told: list[object] = []
    try:
        for event in events:
            told.append(event)  # noqa: PERF402 - what came before the error is wanted
    except livebind.ConnectionClosedError:
        return told
    raise AssertionError("the machine goes on")


def test_every_event_has_its_class(qemu: Package, bindings: Bindings) -> None:
    kinds = {
        one.notification: getattr(qemu, one.name) for one in bindings.api.types if one.notification
    }
    heard: list[str] = []
    hooks = livebind.Hooks(on_notification=lambda method, _: heard.append(method))
    with (
        running_machine(*FURNITURE) as machine,
        qemu.connect(f"qmp+unix:{machine.path}", hooks=hooks) as monitor,
        monitor.listen(*kinds.values()) as events,
    ):
        qemu.stop(monitor)
        qemu.system_reset(monitor)
        qemu.cont(monitor)
        qemu.system_powerdown(monitor)
        qemu.blockdev_add(monitor, add={"driver": "null-co", "node-name": "second"})
        qemu.blockdev_backup(monitor, job_id="copy", device="disk", target="second", sync="full")
        decoded: list[object] = [events.next(timeout=60)]
        while not isinstance(decoded[-1], qemu.BlockJobCompleted):
            decoded.append(events.next(timeout=60))
        qemu.quit(monitor)
        decoded += until_the_end(events)
    assert set(heard) <= kinds.keys()
    assert [kinds[one] for one in heard] == [type(one) for one in decoded]
    assert {type(one) for one in decoded} >= {
        qemu.Stop,
        qemu.Reset,
        qemu.Resume,
        qemu.Powerdown,
        qemu.JobStatusChange,
        qemu.BlockJobCompleted,
        qemu.Shutdown,
    }
