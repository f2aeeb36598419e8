"""Emits what binds a package together: the lazy `__init__`, and those of its folders."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from livebind_codegen.emit.documentation import header, module_docstring
from livebind_codegen.emit.rendering import (
    AIO_NAMES,
    LIVEBIND_NAMES,
    module_text,
    render,
    render_text,
)
from livebind_codegen.emit.safety import check_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind.wires.wire import Wire
    from livebind_codegen.api.model import Api
    from livebind_codegen.dialects.client import Layout

__all__ = [
    "emit_aio_connector",
    "emit_aio_init",
    "emit_connector",
    "emit_layout",
    "emit_package_init",
    "package_places",
]

_RUNTIME: Final = "livebind"
_AIO: Final = "livebind.aio"
_CONNECTING: Final = ("Connector", "connect")
_CONNECTOR: Final = """{docstring}

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind.connector import Connector as _Connector
from {module} import {wire}

if TYPE_CHECKING:
    from typing import Unpack

    from livebind import Instance
    from livebind.connector import ConnectorSettings

__all__ = ["Connector", "connect"]


class Connector(_Connector):
    \"\"\"How to connect to an instance; see `livebind.Connector`.\"\"\"

    _wire = {wire}


def connect(uri: str, **settings: Unpack[ConnectorSettings]) -> Instance:
    \"\"\"Connect to an instance: short for `Connector(uri, **settings).connect()`.\"\"\"
    return Connector(uri, **settings).connect()
"""


_AIO_CONNECTOR: Final = """{docstring}

from __future__ import annotations

from typing import TYPE_CHECKING

from ..client import Connector

if TYPE_CHECKING:
    from typing import Unpack

    from livebind.aio import Connecting
    from livebind.connector import ConnectorSettings

__all__ = ["connect"]


def connect(uri: str, **settings: Unpack[ConnectorSettings]) -> Connecting:
    \"\"\"Connect to an instance in a coroutine; see `livebind.aio.connect`.\"\"\"
    return Connector(uri, **settings).connect_async()
"""


def package_places(api: Api) -> dict[str, str]:
    """Return the public names of a package without an overlay, and the module of each."""
    if api.client.layout is not None:
        return dict(api.client.layout.places)
    places = dict.fromkeys(LIVEBIND_NAMES, _RUNTIME)
    if api.client.wire is not None:
        places |= dict.fromkeys(_CONNECTING, ".client")
    places |= {type_.name: f".models.{type_.module}" for type_ in api.types}
    places |= {error.name: ".errors" for error in api.errors if error.is_own}
    return places | {"aio": ".aio"} | _function_places(api)


def _function_places(api: Api) -> dict[str, str]:
    places = {domain.module: f".{domain.module}" for domain in api.domains}
    for method in api.methods:
        places[method.function] = places[method.task_function] = f".functions.{method.module}"
    return places


def emit_package_init(api: Api, digest: str, overlays: Mapping[str, Sequence[str]]) -> str:
    """Return the package's `__init__`, which imports a module when a name of it is first used.

    `overlays` has the public names of each hand-written module of the package.
    """
    places = package_places(api)
    for module, names in overlays.items():
        places |= dict.fromkeys(names, module)
    return module_text(_header(api, digest), _lazy_body(places, _RUNTIME), {})


def emit_aio_init(api: Api) -> str:
    """Return the `__init__` of the coroutines, which is as lazy as that of the package."""
    places = dict.fromkeys(AIO_NAMES, _AIO) | _function_places(api)
    if api.client.wire is not None:
        places["connect"] = ".client"
    return module_text(module_docstring("Coroutines", api), _lazy_body(places, _AIO), {})


def _lazy_body(places: Mapping[str, str], runtime: str) -> str:
    """Return what imports a module when a name of it is first used.

    `runtime` is the module of the run time that gives names of its own.
    """
    own = sorted(name for name, place in places.items() if place == f".{name}")
    return render(
        "package.py.jinja2",
        runtime=runtime,
        runtime_names=sorted(name for name, place in places.items() if place == runtime),
        modules=sorted({*places.values()} - {runtime, *(f".{name}" for name in own)}),
        own_modules=own,
        all_names=sorted(places),
        places=sorted(places.items()),
    )


def emit_connector(wire: type[Wire], api: Api) -> str:
    """Return the module that connects to backends with a wire of their own."""
    about = module_docstring("How to connect to instances", api)
    return _CONNECTOR.format(docstring=about, module=wire.__module__, wire=wire.__name__)


def emit_aio_connector(api: Api) -> str:
    """Return the module that connects to backends with a wire of their own in coroutines."""
    return _AIO_CONNECTOR.format(docstring=module_docstring("How to connect to instances", api))


def emit_layout(
    layout: Layout, api: Api, digest: str, overlays: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the modules of a package that is made of templates, by their path.

    Raises:
        UnsafeCodeError: if one holds something that its layout does not allow.
    """
    context = layout.context(api)
    files: dict[str, str] = {}
    for path, template in layout.modules.items():
        body = render_text(template.text, **context)
        files[path] = module_text(module_docstring(template.about, api), body, layout.imports)
        check_code(files[path], path, layout)
    names = {*layout.places, *chain.from_iterable(overlays.values())}
    files["__init__.py"] = render_text(
        layout.package,
        header=_header(api, digest),
        names=sorted(names),
        overlays=sorted(overlays.items()),
    )
    return files


def _header(api: Api, digest: str) -> str:
    return header("Typed bindings for", api, f"Description: openrpc.json, SHA-256 {digest}.")
