"""Starting `livebind`, before any command is looked at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# A shell that runs the tests in the background ignores Ctrl-C, and so would its children.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from livebind_codegen.main import main
main()
"""


def test_ctrl_c_ends_it_in_one_line_while_it_starts(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(
        "import signal\nprint('importing', flush=True)\nsignal.pause()\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", PROGRAM, "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "livebind: interrupted\n")
    assert process.returncode == 130


def test_own_package_can_be_generated_without_docstrings() -> None:
    command = [sys.executable, "-OO", "-m", "livebind_codegen.regen", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert "Write generated/brayns anew" in done.stdout


def test_serve_says_in_its_own_name_what_is_wrong() -> None:
    program = "from livebind_codegen.main import main; main()"
    command = [sys.executable, "-c", program, "serve", "--uri", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 1
    assert done.stderr.startswith("livebind serve: 'nowhere' is no address")
