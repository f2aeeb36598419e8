"""Makes the recordings in this folder from what was recorded of real backends.

`python tests/recordings/strip.py FOLDER` reads, in `FOLDER`, what each backend answered when it was
asked about itself:

- `brayns-3.10.1/core` and `brayns-3.10.1/plugins`, without and with its five plugins:
  `registry.json`, `schemas.json` (the result of `schema` for each method), `loaders.json`,
  `version.json`; and `brayns-3.10.1/probes.json`, requests and what came of each;
- `brayns-4.0.0`: `schemas.json` (the result of `getSchema` for each method, in the order of
  `getMethods`);
- `conplyent-0.2.17`: `server_methods.json`.

What is kept are facts: names, types, limits, defaults, enums, orders, error codes. What a backend
says about them in words is its authors': no description is kept. Of those of Brayns 3.10.1 there
are digests, by which a test tells that the reference backend has its own words.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["Json", "descriptions", "digest", "prose", "without_descriptions"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_HERE = Path(__file__).parent
_PROSE_KEYS = frozenset({"description", "doc"})
_FOUR_WORDS = re.compile(r"[^\W\d_]+([ \n]+[^\W\d_]+){3}")


def without_descriptions(value: Json) -> Json:
    """Return JSON without its descriptions; a property may have such a name, too."""
    if isinstance(value, list):
        return [without_descriptions(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_descriptions(item)
        for key, item in value.items()
        if not (key in _PROSE_KEYS and isinstance(item, str))
    }


def descriptions(value: Json) -> set[str]:
    """Return all descriptions in JSON."""
    if isinstance(value, list):
        return set[str]().union(*map(descriptions, value))
    if not isinstance(value, dict):
        return set()
    own = {item for key, item in value.items() if key in _PROSE_KEYS and isinstance(item, str)}
    return own.union(*map(descriptions, value.values()))


def prose(value: Json) -> set[str]:
    """Return what is or may be a sentence: descriptions, and text with four words in a row."""
    texts = set(re.findall(r'"(?:[^"\\]|\\.)*"', json.dumps(value, ensure_ascii=False)))
    return descriptions(value) | {text for text in texts if _FOUR_WORDS.search(json.loads(text))}


def digest(text: str) -> str:
    """Return what tells a text from others without saying it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read(path: Path) -> Any:  # noqa: ANN401 - any JSON, of a known shape
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, value: Json) -> None:
    """Write one line for each item, in the order in which they were recorded."""
    if found := prose(value):
        sys.exit(f"{path}: there are sentences left: {sorted(found)}")
    path.parent.mkdir(exist_ok=True)

    def compact(item: object) -> str:
        return json.dumps(item, ensure_ascii=False, separators=(",", ":"))

    if isinstance(value, dict):
        brackets, lines = "{}", [f"{compact(key)}: {compact(one)}" for key, one in value.items()]
    else:
        assert isinstance(value, list)
        brackets, lines = "[]", [compact(item) for item in value]
    text = ",\n".join(lines)
    path.write_text(f"{brackets[0]}\n{text}\n{brackets[1]}\n", encoding="utf-8")


def _strip_brayns3(source: Path, target: Path) -> None:
    core, plugins = source / "core", source / "plugins"
    schemas, loaders = _read(plugins / "schemas.json"), _read(plugins / "loaders.json")
    # What plugins add changes nothing of the core.
    assert _read(core / "schemas.json").items() <= schemas.items()
    assert _read(core / "loaders.json") == [one for one in loaders if one["plugin"] == "Core"]
    registry = {one.name: _read(one / "registry.json") for one in (core, plugins)}
    _write(target / "registry.json", registry)
    _write(target / "schemas.json", without_descriptions(schemas))
    _write(target / "loaders.json", without_descriptions(loaders))
    _write(target / "version.json", _read(plugins / "version.json"))
    _write(target / "probes.json", [_plain_outcome(one) for one in _read(source / "probes.json")])
    digests: list[Json] = [*sorted(map(digest, descriptions([schemas, loaders])))]
    _write(target / "description_digests.json", digests)


def _plain_outcome(probe: dict[str, Json]) -> dict[str, Json]:
    """Return a probe with its outcome in one form: `result` or `error`, or `dies` as here."""
    died = isinstance(probe["real"], str)
    return {**probe, "real": {"dies": True} if died else probe["real"]}


def _main(folder: Path) -> None:
    _strip_brayns3(folder / "brayns-3.10.1", _HERE / "brayns-3.10.1")
    brayns4 = _read(folder / "brayns-4.0.0" / "schemas.json")
    _write(_HERE / "brayns-4.0.0" / "schemas.json", without_descriptions(brayns4))
    commands = _read(folder / "conplyent-0.2.17" / "server_methods.json")
    _write(_HERE / "conplyent-0.2.17" / "commands.json", without_descriptions(commands))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/recordings/strip.py FOLDER")
    _main(Path(sys.argv[1]))
