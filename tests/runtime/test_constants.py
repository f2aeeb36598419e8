"""Constants that `Literal` cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from livebind import UNSET, Model, UnsetType
from livebind.codec.json_type import decode_hook
from livebind.constants import Exactly, Nothing

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Automatic: TypeAlias = Literal[True]
    Step: TypeAlias = float | list[int] | dict[str, Any] | Literal["all"] | None
else:

    class Automatic(Exactly, values=(True,)):
        """Yes, and nothing else."""

    class Step(Exactly, values=(1, 2.5, "all", None, [1, 2], {"a": [False]})):
        """Values of every kind."""


class Settings(Model, kw_only=True):
    automatic: Automatic | None = None
    steps: list[Step] | UnsetType = UNSET
    nothing: Nothing | UnsetType = UNSET
    nobody: list[Nothing] | UnsetType = UNSET


def decode(text: str) -> Settings:
    decoder = msgspec.json.Decoder(Settings, dec_hook=decode_hook)
    return decoder.decode(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.0", 1),
        ("2.5", 2.5),
        ('"all"', "all"),
        ("null", None),
        ("[1, 2]", [1, 2]),
        ("[1.0, 2]", [1, 2]),
        ('{"a": [false]}', {"a": [False]}),
    ],
)
def test_listed_values_are_taken_as_they_are(text: str, value: object) -> None:
    steps = decode(f'{{"steps": [{text}]}}').steps
    assert steps == [value]
    assert msgspec.json.decode(msgspec.json.encode(steps)) == [value]


@pytest.mark.parametrize(
    "text",
    ["true", "false", "0", "2", '"1"', '"All"', "[]", "[2, 1]", "[true, 2]", "{}", '{"a": [0]}'],
)
def test_other_values_are_refused_also_those_that_python_takes_for_equal(text: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"Expected `1`, .*got .*\$\.steps\[0\]"):
        decode(f'{{"steps": [{text}]}}')


def test_a_boolean_is_no_number() -> None:
    assert decode('{"automatic": true}').automatic is True
    assert decode('{"automatic": null}').automatic is None
    with pytest.raises(msgspec.ValidationError, match="Expected `true`, got `1`"):
        decode('{"automatic": 1}')


def test_a_number_is_of_the_listed_type() -> None:
    steps = decode('{"steps": [1.0]}').steps
    assert isinstance(steps, list)
    assert isinstance(steps[0], int)


def test_a_list_that_was_read_belongs_to_the_reader() -> None:
    first = decode('{"steps": [[1, 2]]}').steps
    assert isinstance(first, list)
    assert isinstance(first[0], list)
    first[0].append(3)
    assert decode('{"steps": [[1, 2]]}').steps == [[1, 2]]


def test_a_message_stays_short() -> None:
    class Many(Exactly, values=tuple(range(1000))):
        pass

    with pytest.raises(ValueError, match="or 990 more, got") as caught:
        decode_hook(Many, "x" * 1000)
    assert len(str(caught.value)) < 200


def test_values_are_instances() -> None:
    step: Any = Step
    assert isinstance(2.5, step)
    assert isinstance([1, 2], step)
    assert not isinstance("none", step)


class TestNothing:
    def test_takes_no_value(self) -> None:
        for text in ("null", "true", "{}", "[]", '"x"', "0"):
            with pytest.raises(msgspec.ValidationError, match="nothing at all"):
                decode(f'{{"nothing": {text}}}')

    def test_what_is_absent_or_empty_is_fine(self) -> None:
        assert decode("{}").nothing is UNSET
        assert decode('{"nobody": []}').nobody == []
        with pytest.raises(msgspec.ValidationError, match=r"\$\.nobody\[0\]"):
            decode('{"nobody": [1]}')
