"""Somebody who does what a page says, in an empty folder with nothing but the installed product."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from support.documents import Block, Command, Page
    from support.installation import Installation

__all__ = ["Reader"]

_ADDRESS = re.compile(r"\b(localhost|127\.0\.0\.1):(50\d\d)\b")

_DRIVER = """
import json, sys
names = {"__name__": "__main__"}
for line in sys.stdin:
    exec(compile(json.loads(line), "block", "exec"), names)
    print("\\0", flush=True)
"""
"""Runs one block of Python after the other, as if typed into one interpreter."""


class Reader:
    """Does what a page says. Ports of the page are replaced by free ones."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self._folder = folder
        self._python = installation.python
        # What a page installs is there already, so that pip has to ask nobody.
        no_index = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        self._variables = {**installation.variables, **no_index, "HOME": str(folder)}
        self._ports: dict[str, int] = {}
        self._running = ExitStack()
        self._interpreter: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    def follow(self, page: Page) -> None:
        """Do everything that a page says, in order."""
        for block in page.blocks:
            if not block.mark.startswith("not run: ") and not _is_missing(block.mark):
                self._do(block)

    def _run(self, command: Command) -> None:
        """Run a command of a shell, and check that it shows what the page says."""
        line = self._translated(command.line)
        if line.startswith("livebind serve"):
            self.serve(line, command.shown)
            return
        done = subprocess.run(  # noqa: S603 - a command of our documents
            ["bash", "-c", line],  # noqa: S607 - the system's
            cwd=self._folder,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        is_mistake = any("error:" in shown for shown in command.shown)
        assert (done.returncode != 0) == is_mistake, f"$ {line}\n{done.stdout}"
        self._check_shown(command, done.stdout)

    def serve(self, line: str, shown: tuple[str, ...] = ()) -> None:
        """Start a backend, and stop it when the page is done."""
        command = f"exec {self._translated(line).removesuffix('&')}"
        process = self._running.enter_context(
            subprocess.Popen(  # noqa: S603 - a command of our documents
                ["bash", "-c", command],  # noqa: S607 - the system's
                cwd=self._folder,
                env=self._variables,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        self._running.callback(process.terminate)
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("listening on "), f"$ {line}\n{said}"
        for expected in shown:
            assert said.rstrip() == self._translated(expected)

    def _do(self, block: Block) -> None:
        if block.language == "console":
            for command in block.commands:
                self._run(command)
        elif block.title:
            path = self._folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._translated(block.text), encoding="utf-8")
        elif block.language == "python":
            self._type(self._translated(block.text))

    def _type(self, code: str) -> None:
        interpreter = self._interpreter or self._start_interpreter()
        assert interpreter.stdin is not None
        assert interpreter.stdout is not None
        interpreter.stdin.write(json.dumps(code) + "\n")
        interpreter.stdin.flush()
        printed: list[str] = []
        for line in interpreter.stdout:
            if line == "\0\n":
                return
            printed.append(line)
        raise AssertionError(f"{code}\n{''.join(printed)}")

    def _start_interpreter(self) -> subprocess.Popen[str]:
        # It ends when its input does.
        self._interpreter = self._running.enter_context(
            subprocess.Popen(  # noqa: S603 - ours
                [self._python, "-W", "error", "-c", _DRIVER],
                cwd=self._folder,
                env=self._variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return self._interpreter

    def _check_shown(self, command: Command, printed: str) -> None:
        for shown in command.shown:
            assert self._translated(shown) in printed, f"$ {command.line}\n{printed}"

    def _translated(self, text: str) -> str:
        return _ADDRESS.sub(lambda found: f"{found[1]}:{self._port(found[2])}", text)

    def _port(self, written: str) -> int:
        if written not in self._ports:
            with socket.create_server(("127.0.0.1", 0)) as server:
                self._ports[written] = server.getsockname()[1]
        return self._ports[written]


def _is_missing(mark: str) -> bool:
    program = mark.removeprefix("needs: ")
    return program != mark and shutil.which(program) is None
