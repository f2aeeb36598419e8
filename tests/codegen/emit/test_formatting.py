"""Generated code is laid out as black does it."""

from __future__ import annotations

import black
import pytest
from black.mode import TargetVersion
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.emit.formatting import formatted
from livebind_codegen.errors import OutputError

_MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=100)

NAMES = st.text("abcdefghij_", min_size=1, max_size=40).map("name_{}".format)
TEXTS = st.text(max_size=60).map(repr)
VALUES = st.recursive(
    st.one_of(NAMES, TEXTS, st.integers().map(str), st.floats(allow_nan=False).map(repr)),
    lambda values: st.one_of(
        st.lists(values, max_size=6).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(values, min_size=2, max_size=6).map(" | ".join),
        st.tuples(NAMES, st.lists(values, max_size=5)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        st.dictionaries(TEXTS, values, max_size=5).map(
            lambda items: f"{{{', '.join(f'{key}: {value}' for key, value in items.items())}}}"
        ),
    ),
    max_leaves=15,
)
STATEMENTS = st.one_of(
    st.tuples(NAMES, VALUES).map(lambda parts: f"{parts[0]} = {parts[1]}"),
    st.tuples(NAMES, NAMES, VALUES).map(lambda parts: "{}: {} = {}".format(*parts)),
    st.tuples(NAMES, st.dictionaries(NAMES, NAMES, max_size=6), NAMES).map(
        lambda parts: f"def {parts[0]}("
        + ", ".join(f"{name}: {type_}" for name, type_ in parts[1].items())
        + f") -> {parts[2]}: ..."
    ),
)


@given(st.lists(STATEMENTS, max_size=5).map("\n".join))
def test_what_is_emitted_is_laid_out_as_black_does(code: str) -> None:
    assert formatted({"a/b.py": code}) == {"a/b.py": black.format_str(code, mode=_MODE)}


def test_settings_around_the_package_do_not_count(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    (folder / "ruff.toml").write_text("format.quote-style = 'single'\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert formatted({"a.py": "a='b'"}) == {"a.py": 'a = "b"\n'}


def test_what_is_no_python_is_never_returned() -> None:
    with pytest.raises(OutputError, match="lay out"):
        formatted({"a.py": "def"})
