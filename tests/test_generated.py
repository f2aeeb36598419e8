"""The package in `generated/` is what the generator makes of the reference backend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import brayns
from support.backends import serving
from support.recorded_server import always, serve_replies

ROOT = Path(__file__).parents[1]


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("livebind")), "check", *arguments]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )


def test_it_is_what_the_reference_backend_gives() -> None:
    with serving() as address:
        result = check(address)
    assert result.returncode == 0, f"run make regen: {result.stdout}{result.stderr}"
    assert "so is its description" in result.stdout


def test_it_can_be_checked_without_a_backend() -> None:
    result = check("--offline")
    assert result.returncode == 0, f"run make regen: {result.stdout}{result.stderr}"


def test_a_reply_without_what_its_type_promises_is_refused() -> None:
    reply = {"aperture_radius": 0.0, "focus_distance": 1.0}
    with serve_replies(always(reply)) as address, brayns.connect(address) as instance:
        with pytest.raises(brayns.InvalidReplyError, match="fovy"):
            brayns.get_camera_perspective(instance)
        assert instance.request("get-camera-perspective") == reply
