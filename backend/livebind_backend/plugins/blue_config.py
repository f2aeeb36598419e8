"""The configuration of a simulation of the Blue Brain Project: BlueConfig, or CircuitConfig."""

import re
from pathlib import Path
from typing import Final

from livebind_backend.errors import InternalError
from livebind_backend.files import Files
from livebind_backend.plugins.bbp_files import cells_of, read_spikes, read_targets
from livebind_backend.plugins.circuits import evenly

__all__ = ["BlueConfig"]

_SECTION: Final = re.compile(r"^\s*(\w+)\s+(\S+)\s*\{([^{}]*)\}", re.MULTILINE)

_REPORTS: Final = {"bin": ".bbp", "binary": ".bbp", "hdf5": ".h5"}
"""Extension of report files by their format."""


class BlueConfig:
    """A configuration, whose paths may be relative to its folder.

    Args:
        files: Reads what it names.
        path: Where it is.
        data: Its content.

    Raises:
        InternalError: It has no section `Run`.
    """

    def __init__(self, files: Files, path: str, data: bytes) -> None:
        self._files = files
        self._folder = Path(path).parent
        text = re.sub(r"#.*", "", data.decode("utf-8", "replace"))
        sections = [(kind, name, _properties(body)) for kind, name, body in _SECTION.findall(text)]
        runs = [properties for kind, _, properties in sections if kind == "Run"]
        if not runs:
            raise InternalError("The BlueConfig has no section 'Run'")
        self._run = runs[0]
        self._reports = {name: found for kind, name, found in sections if kind == "Report"}

    def _value(self, name: str) -> str:
        value = self._run.get(name)
        if value is None:
            raise InternalError(f"The BlueConfig has no '{name}'")
        return value

    def path(self, name: str) -> Path:
        """Return the path that a property is.

        Raises:
            InternalError: There is no such property.
        """
        return self._folder / self._value(name)

    def number(self, name: str) -> float:
        """Return the number that a property is.

        Raises:
            InternalError: There is no such property, or it is no number.
        """
        try:
            return float(self._value(name))
        except ValueError:
            raise InternalError(f"'{name}' of the BlueConfig is no number") from None

    @property
    def circuit(self) -> str:
        """The file of the cells."""
        path = self.path("CircuitPath")
        return str(path if path.suffix == ".mvd3" else path / "circuit.mvd3")

    def report(self, name: str) -> str:
        """Return the file of a compartment report.

        Raises:
            InternalError: There is no such report, or its format is unknown.
        """
        if name not in self._reports:
            known = ", ".join(sorted(self._reports)) or "none"
            raise InternalError(f"There is no report '{name}' (there are: {known})")
        kind = self._reports[name].get("Format", "hdf5")
        extension = _REPORTS.get(kind.lower())
        if extension is None:
            raise InternalError(f"The report '{name}' has the format '{kind}', which is not read")
        return str(self.path("OutputRoot") / f"{name}{extension}")

    def spikes(self) -> dict[int, list[float]]:
        """Read the times of the spikes of each cell in milliseconds.

        Raises:
            InternalError: They are not there, or malformed.
        """
        path = self.path("SpikesPath" if "SpikesPath" in self._run else "OutputRoot")
        path = path / "out.dat" if path.is_dir() else path
        return read_spikes(self._files.read(str(path)))

    def chosen(self, gids: list[int], names: list[str], part: float, count: int) -> list[int]:
        """Choose cells of a circuit.

        Args:
            gids: Their numbers; empty to choose by targets.
            names: Targets; empty for the default one, or all cells if there is none.
            part: Which part of the targets, 0 to 1.
            count: Number of cells in the circuit.

        Raises:
            InternalError: A cell or target is not there, or none is chosen.
        """
        if not gids:
            names = names or [name for name in [self._run.get("CircuitTarget")] if name]
            found = set(range(1, count + 1))
            if names:
                targets = self._targets()
                found = {cell for name in names for cell in cells_of(targets, name)}
            gids = evenly(sorted(found), part)
        wrong = [gid for gid in gids if not 0 < gid <= count]
        if wrong:
            raise InternalError(f"Cell {wrong[0]} is not in 1-{count}")
        return gids

    def _targets(self) -> dict[str, list[str]]:
        """Read the targets of the circuit, and those of the user, which are there perhaps."""
        targets: dict[str, list[str]] = {}
        if "nrnPath" in self._run:
            path = self.path("nrnPath") / "start.target"
            if path.exists():
                targets |= read_targets(self._files.read(str(path)))
        if "TargetFile" in self._run:
            targets |= read_targets(self._files.read(str(self.path("TargetFile"))))
        return targets


def _properties(body: str) -> dict[str, str]:
    rows = [line.split(None, 1) for line in body.splitlines()]
    return {row[0]: row[1].strip() for row in rows if len(row) > 1}
