"""The documents: the blocks of code in them, and what they take for granted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["DOCS", "SERVE", "Block", "Command", "Page"]

DOCS = Path(__file__).parents[2] / "docs"
SERVE = "livebind serve --uri localhost:5000"
"""How a page starts a backend."""

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?"
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"\n]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A block of code.

    A comment right above it, which readers do not see, marks what a test cannot run as it is:
    `not run: REASON`, or `needs: PROGRAM` for what runs where that program is installed.
    """

    language: str
    title: str
    """The file that readers are told to write it to; empty if they type it in."""
    text: str
    mark: str

    @property
    def commands(self) -> list[Command]:
        """The commands of a console block; a backslash continues one in the next line."""
        if self.language != "console":
            return []
        before, *parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        assert before == "", f"a console block must begin with a prompt: {self.text}"
        lines = [part.replace("\\\n", " ").splitlines() for part in parts]
        return [Command(line, tuple(shown)) for line, *shown in lines]


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the lines that are shown below it."""

    line: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A document."""

    path: Path

    def __str__(self) -> str:
        """Return its path in the repository."""
        return self.path.relative_to(DOCS.parent).as_posix()

    @cached_property
    def text(self) -> str:
        """Its Markdown."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[Block]:
        """Its blocks of code, in order."""
        return [
            Block(found["language"], found["title"] or "", found["text"], found["mark"] or "")
            for found in _BLOCK.finditer(self.text)
        ]

    @property
    def installs(self) -> list[str]:
        """What it tells pip to install."""
        commands = [one.line for block in self.blocks if not block.mark for one in block.commands]
        lines = [line for line in commands if line.startswith("pip install ")]
        return [word.strip("'") for line in lines for word in line.split()[2:]]

    @property
    def installs_the_wheel(self) -> bool:
        """Whether it begins with nothing, or takes the installed product for granted."""
        return any(".whl" in word for word in self.installs)

    @property
    def other_packages(self) -> tuple[str, ...]:
        """What it installs beside the wheel."""
        return tuple(word for word in self.installs if ".whl" not in word)

    @property
    def extras(self) -> frozenset[str]:
        """The extras that it names, to pip or in its text."""
        in_brackets = re.findall(r"livebind-\S+\[([\w,]+)\]", " ".join(self.installs))
        words = " ".join(self.text.split())
        in_text = re.findall(r"extras? ((?:(?:, | and )?`\w+`)+)", words)
        found = [*in_brackets, *re.findall(r"`(\w+)`", " ".join(in_text))]
        return frozenset(extra for names in found for extra in names.split(","))

    @property
    def generates(self) -> bool:
        """Whether it generates the package `brayns` that its programs import."""
        return "--package brayns --output .\n" in self.text

    @property
    def starts_a_backend(self) -> bool:
        """Whether it starts one at the address that its programs connect to."""
        return any(one.line.startswith(SERVE) for block in self.blocks for one in block.commands)

    @property
    def pictures(self) -> list[str]:
        """The names of the pictures that it shows."""
        return re.findall(r"images/(\w+\.png)", self.text)
