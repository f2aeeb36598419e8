"""What applications and generated packages may use: names, signatures, bases and members.

`UPDATE_GOLDEN=1 pytest tests/runtime/test_public_api.py` writes the file anew: look at what changed
before it is committed, as each line that is lost or changed breaks somebody's program.
"""

from __future__ import annotations

import inspect
import os
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import livebind

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN: Final = Path(__file__).with_name("public_api.txt")
MODULES: Final = (
    "livebind",
    "livebind.aio",
    # What generated packages and overlays import, or documents name.
    "livebind.bindings",
    "livebind.connector",
    "livebind.constants",
    "livebind.conplyent.connection",
    "livebind.conplyent.listener",
    "livebind.conplyent.pool",
    "livebind.conplyent.task",
    "livebind.conplyent.transfer",
    "livebind.deprecation",
    "livebind.errors",
    "livebind.hooks",
    "livebind.instance",
    "livebind.lazy",
    "livebind.listener",
    "livebind.logger",
    "livebind.method",
    "livebind.model",
    "livebind.open_model",
    "livebind.pool",
    "livebind.progress",
    "livebind.task",
    "livebind.timeouts",
    "livebind.tls",
    "livebind.union",
)


def described() -> Iterator[str]:
    """Yield a line for each public name and each public member of a class."""
    for name in MODULES:
        module = import_module(name)
        names: list[str] = module.__all__
        yield f"{name}: {', '.join(sorted(names))}"
    homes = {
        f"{getattr(value, '__module__', name)}.{public}": value
        for name in MODULES
        for public in import_module(name).__all__
        for value in [getattr(import_module(name), public)]
    }
    for name, value in sorted(homes.items()):
        yield ""
        if inspect.isclass(value):
            bases = ", ".join(base.__name__ for base in value.__bases__)
            yield f"class {name}({bases}): {signature(value)}"
            yield from members(value)
        elif callable(value):
            yield f"def {name}{signature(value)}"
        else:
            yield f"{name} = {type(value).__name__}"


def members(kind: type) -> Iterator[str]:
    """Yield the public members of a class, also of those bases that are not public."""
    found: dict[str, object] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.partition(".")[0] == "livebind":
            found |= dict.fromkeys(inspect.get_annotations(base))
            found |= vars(base)
    for name, value in sorted(found.items()):
        if name.startswith("_"):
            continue
        plain: object = getattr(value, "__func__", value)  # of a class method
        if inspect.isfunction(plain):
            kept = type(value).__name__ if plain is not value else "def"
            awaited = "async " if inspect.iscoroutinefunction(plain) else ""
            yield f"    {awaited}{kept} {name}{signature(plain)}"
        elif isinstance(value, property):
            changed = " (can be set)" if value.fset else ""
            yield f"    property {name}: {value.fget.__annotations__['return']}{changed}"
        else:
            yield f"    attribute {name}"


def signature(value: object) -> str:
    """Return a signature, or a dash for what has none."""
    try:
        text = str(inspect.signature(value))  # type: ignore[arg-type]  # any object may have one
    except (TypeError, ValueError):
        return "-"
    return re.sub(r"<Logger .*?>", "<Logger>", text)  # whose level other tests may have changed


def test_the_public_names_and_signatures_are_those_that_were_promised() -> None:
    text = "\n".join(described()) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_package_itself_has_each_name_that_it_promises() -> None:
    assert set(livebind.__all__) < set(dir(livebind))
