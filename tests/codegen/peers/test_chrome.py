"""Chrome describes 674 methods and more types than any other backend: all of them are honoured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.description.openrpc import from_document
from livebind_codegen.generation import PackageOptions, generate
from support.api_quality import numbered_names, untyped_share
from support.chrome import chrome_command, chrome_protocol
from support.chrome_document import chrome_document

if TYPE_CHECKING:
    from pathlib import Path

    from support.descriptions import Json

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not chrome_command(), reason="no Chrome: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Json:
    return chrome_document(chrome_protocol(tmp_path_factory.mktemp("profile")))


def test_its_types_have_names_of_words_and_are_known(document: Json) -> None:
    api = build_api(from_document(document, "chrome.json"))
    assert len(api.methods) == len(document["methods"]) > 500
    assert len(api.types) > 700
    assert numbered_names(api, json.dumps(document)) == []
    assert untyped_share(api) <= 0.03


def test_checkers_have_nothing_to_say_of_its_package(document: Json, tmp_path: Path) -> None:
    generate(from_document(document, "chrome.json"), tmp_path, PackageOptions("chrome"))
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir=.cache", "-p", "chrome"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
