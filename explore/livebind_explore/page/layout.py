"""Puts the page together from its templates.

Templates are written by hand, and no text of a backend is ever a part of one: it comes as data,
which Vue shows as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.web.toolkit import client, html, layouts, vuetify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livebind_explore.web.toolkit import Server

__all__ = ["Panel", "build_layout"]

_CONFIG: Final = {
    "theme": {"defaultTheme": "system"},
    "display": {"mobileBreakpoint": "md"},
    "defaults": {"VTextField": {"spellcheck": "false", "autocomplete": "off"}},
}
_TEMPLATES: Final = Path(__file__).with_name("templates")
_TABS: Final = """
<v-tabs v-model="tab" density="compact" color="primary">
  <v-tab v-for="one in tabs" :key="one.name" :value="one.name" :data-tab="one.name">
    {{ one.title }}
  </v-tab>
</v-tabs>
<v-divider></v-divider>
<v-alert v-if="problem" id="problem" type="warning" variant="tonal" density="compact" tile closable
  class="livebind-wrap" @click:close="problem = ''">{{ problem }}</v-alert>
"""


@dataclass(frozen=True)
class Panel:
    """A tab of the page that some kind of backend has."""

    name: str
    """What the state `tab` is while it is shown."""
    title: str
    build: Callable[[], object]
    """Makes its widgets, within the layout."""


def build_layout(server: Server, panels: Sequence[Panel]) -> Any:  # noqa: ANN401 - no types
    """Make the page of a server, with `panels` before the other tabs; return what copies a text."""
    with layouts.VAppLayout(server, vuetify_config=_CONFIG, theme=("theme",)) as layout:
        layout.root.add_child(_template("bar"))
        layout.root.add_child(_template("methods"))
        client.Style(_text("page.css"))
        copy = client.JSEval(exec="navigator.clipboard.writeText($event)")
        with vuetify.VMain() as main:
            main.add_child(_TABS)
            for panel in panels:
                with html.Div(v_show=f"tab == '{panel.name}'"):
                    panel.build()
            for name in ("call", "history", "events"):
                with html.Div(v_show=f"tab == '{name}'") as part:
                    part.add_child(_template(name))
    return copy


def _template(name: str) -> str:
    text = _text(f"{name}.html")
    return text.replace("FORM", _text("form.html")) if name == "call" else text


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
