"""Every method of a backend has a form: in the page, for all kinds of backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_codegen.verification import read_description
from support.explorer_page import ExplorerPage
from support.recordings import recorded
from support.repository import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description
    from support.explorer import Show
    from support.tab import Tab

pytestmark = [pytest.mark.timeout(600), pytest.mark.long]


def look_at_all(tab: Tab, description: Description) -> int:
    """Show each method, and check that its form asks for all that it takes."""
    page = ExplorerPage(tab)
    methods = build_api(description).methods
    for method in methods:
        page.pick(method.name)
        names = {f"/{one.wire_name}" for one in method.parameters if one.wire_name}
        tab.wait(f"document.querySelectorAll('[data-path]').length >= {len(names)}")
        assert names <= set(page.paths()), method.name
        assert tab.run("!!document.querySelector('#call')")
    assert tab.complaints() == []
    return len(methods)


def test_every_method_of_the_reference_backend_has_a_form(page: Tab) -> None:
    assert look_at_all(page, read_description(REPOSITORY / "generated" / "brayns")) == 84


def test_every_method_of_a_captured_brayns_4_has_a_form_and_answers(
    showing: Show, tmp_path: Path
) -> None:
    description = recorded("brayns4").description()
    file = tmp_path / "brayns4.json"
    file.write_text(canonical_json(to_document(description)), encoding="utf-8")
    with showing(str(file)) as tab:
        assert look_at_all(tab, description) == 123
        page = ExplorerPage(tab)
        page.pick("getVersion")
        page.call()
        assert page.error == ""
        assert "major" in page.result
