"""Trame, which has no types: here and nowhere else its parts are taken for anything."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["PAGE_FOLDER", "Server", "State", "client", "get_server", "html", "layouts", "vuetify"]

Server: TypeAlias = Any
"""Trame's server: its state, controller and protocol."""
State: TypeAlias = Any
"""The state of a server: a name for each value that its page shows."""
get_server: Final[Any] = import_module("trame.app").get_server
"""Returns the server (state, controller, protocol) of a name."""
layouts: Final[Any] = import_module("trame.ui.vuetify3")
vuetify: Final[Any] = import_module("trame.widgets.vuetify3")
"""Vuetify's components as Python classes; what stands in a `with` of one is within it."""
client: Final[Any] = import_module("trame.widgets.client")
html: Final[Any] = import_module("trame.widgets.html")
PAGE_FOLDER: Final = Path(import_module("trame_client.module.vue3").www)
"""Where trame's page lies."""
