"""Replies that contradict their own schema, where a program wants what of them fits."""

from __future__ import annotations

import copy
import logging
import pickle
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import pytest

from livebind import (
    UNSET,
    Connector,
    InvalidReplyError,
    Method,
    Model,
    Notification,
    OpenEnum,
    Reply,
    UnsetType,
    UsageError,
)
from livebind.constants import Exactly
from livebind.open_model import OpenModel
from livebind.union import UntaggedUnion
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.peer import Peer


class Kind(OpenEnum):
    MOVIE = "movie"


class Item(Model, kw_only=True):
    label: str
    kind: Kind | UnsetType = UNSET
    rating: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.0
    tags: list[str] | UnsetType = UNSET
    next: Item | UnsetType | None = UNSET


class Episode(Model, kw_only=True):
    label: str
    season: int


class Movie(Model, kw_only=True):
    label: str
    year: int
    plot: str


class Video(UntaggedUnion, options=(Movie, Episode, int)):
    pass


class Odd(Exactly, values=(True, 1.5)):
    pass


class Art(OpenModel[str]):
    id: int
    class_: str | UnsetType = msgspec.field(name="class", default=UNSET)


class Cat(Model, kw_only=True, tag_field="kind", tag="cat"):
    lives: int


class Dog(Model, kw_only=True, tag_field="kind", tag="dog"):
    name: str


class Everything(Model, kw_only=True):
    item: Item
    items: list[Item] | UnsetType = UNSET
    by_name: dict[str, Item] | UnsetType = UNSET
    size: tuple[int, int] | UnsetType = UNSET
    mode: Literal["on", "off"] | UnsetType = UNSET
    video: Video | UnsetType = UNSET
    odd: Odd | UnsetType = UNSET
    art: Art | UnsetType = UNSET
    pet: Cat | Dog | UnsetType = UNSET
    limits: Annotated[list[int], msgspec.Meta(max_length=2)] | UnsetType = UNSET
    from_: int | UnsetType = msgspec.field(name="from", default=UNSET)


EVERYTHING = Method[Everything]("get-everything", result=Everything)
GOOD: dict[str, Any] = {"label": "a"}


class Nested(Model, kw_only=True):
    item: Nested


class Playing(Notification):
    __notification__ = "Player.OnPlay"
    item: Item
    speed: int = 1


def of(kind: Callable[..., Any], /, **values: object) -> Any:  # noqa: ANN401 - of that class
    """Return an object of a class, of values that may be of any type."""
    made: Any = kind(**values)
    return made


class Log(logging.Logger):
    def __init__(self) -> None:
        super().__init__("test", logging.INFO)
        self.records: list[logging.LogRecord] = []

    def handle(self, record: logging.LogRecord) -> None:
        if "contradict" in record.getMessage():
            self.records.append(record)

    def warnings(self) -> list[str]:
        return [one.getMessage() for one in self.records if one.levelno == logging.WARNING]


def answering(*results: object) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        for result in results:
            peer.reply(peer.receive(), result)
        peer.wait_until_gone()

    return script


def received(result: object, method: Method[Any] = EVERYTHING) -> tuple[Any, list[str]]:
    """Return what a lenient program gets, and the warnings."""
    log = Log()
    with connected(answering(result), validation="lenient", logger=log) as instance:
        return instance.call(method), log.warnings()


def test_strict_is_the_default() -> None:
    with connected(answering({"item": {}})) as instance, pytest.raises(InvalidReplyError):
        instance.call(EVERYTHING)
    assert Connector("localhost:1").validation == "strict"
    assert Connector("localhost:1", validation="lenient") != Connector("localhost:1")


@pytest.mark.parametrize("validation", ["none", "", None, True, "Lenient"])
def test_validation_is_strict_or_lenient(validation: Any) -> None:  # noqa: ANN401 - wrong ones
    with pytest.raises(UsageError, match="validation"):
        Connector("localhost:1", validation=validation)


def test_what_fits_raises_no_warning() -> None:
    everything, warnings = received({"item": GOOD, "unknown": 1, "from": 2.0})
    assert everything == Everything(item=Item(label="a"), from_=2)
    assert not warnings


@pytest.mark.parametrize(
    ("given", "name", "expected", "place"),
    [
        ({"from": "x"}, "from_", "x", "$.from"),
        ({"mode": "auto"}, "mode", "auto", "$.mode"),
        ({"odd": 7}, "odd", 7, "$.odd"),
        ({"size": [1, "b"]}, "size", (1, "b"), "$.size[1]"),
        ({"size": [1, 2, 3]}, "size", (1, 2, 3), "$.size"),
        ({"size": 5}, "size", 5, "$.size"),
        ({"items": None}, "items", None, "$.items"),
        ({"items": [GOOD, 3]}, "items", [of(Item, label="a"), 3], "$.items[1]"),
        ({"by_name": {"a b": {"label": 1}}},
         "by_name", {"a b": of(Item, label=1)}, "$.by_name.a b.label"),
        ({"item": {"label": "a", "rating": 11}},
         "item", of(Item, label="a", rating=11), "$.item.rating"),
        ({"item": {"label": None}}, "item", of(Item, label=None), "$.item.label"),
        ({"item": {"label": "a", "kind": 3}}, "item", of(Item, label="a", kind=3), "$.item.kind"),
        ({"item": {}}, "item", of(Item, label=UNSET), "$.item.label"),
        ({"item": []}, "item", [], "$.item"),
        ({"item": {"label": "a", "next": {"tags": 1}}},
         "item", of(Item, label="a", next=of(Item, label=UNSET, tags=1)), "$.item.next.label"),
        ({"limits": [1, 2, 3]}, "limits", [1, 2, 3], "$.limits"),
        ({"limits": [1, 2, "3"]}, "limits", [1, 2, "3"], "$.limits"),
        ({"video": {"label": "a", "season": "2"}},
         "video", of(Episode, label="a", season="2"), "$.video.season"),
        ({"video": {"label": "a", "year": 1999}},
         "video", of(Movie, label="a", year=1999, plot=UNSET), "$.video.plot"),
        ({"video": "x"}, "video", "x", "$.video"),
        ({"art": {"class": 1, "id": 2, "thumb": "t"}},
         "art", of(Art, id=2, class_=1, additional_properties={"thumb": "t"}), "$.art.class"),
        ({"art": {"id": 2, "thumb": 5, "fan": "f"}},
         "art", of(Art, id=2, additional_properties={"thumb": 5, "fan": "f"}), "$.art.thumb"),
        ({"art": {"thumb": "t"}},
         "art", of(Art, id=UNSET, additional_properties={"thumb": "t"}), "$.art.id"),
        ({"pet": {"kind": "dog"}}, "pet", of(Dog, name=UNSET), "$.pet.name"),
        ({"pet": {"kind": "cow", "name": "Elsa"}}, "pet", of(Dog, name="Elsa"), "$.pet.kind"),
    ],
)  # fmt: skip
def test_all_that_fits_is_kept(
    given: dict[str, Any], name: str, expected: object, place: str
) -> None:
    everything, warnings = received({"item": GOOD} | given)
    assert getattr(everything, name) == expected
    assert type(getattr(everything, name)) is type(expected)
    assert "item" in given or everything.item == Item(label="a")
    [warning] = warnings
    assert "'get-everything'" in warning
    assert f" {place}:" in warning


def test_a_result_that_is_none_of_its_type_is_given_as_it_came() -> None:
    assert received("text")[0] == "text"
    assert received(None)[0] is None
    result, [warning] = received("Application", Method("Version", result=Literal["application"]))
    assert result == "Application"
    assert " $:" in warning
    assert received(7, Method("nothing"))[0] == 7
    assert received({}, Method("nothing"))[0] is None


def test_bytes_stay_with_a_result() -> None:
    def script(peer: Peer) -> None:
        peer.reply(peer.receive(), {"item": {}}, b"data")
        peer.wait_until_gone()

    method = Method[Reply[Everything]]("render", result=Everything, has_reply_data=True)
    with connected(script, validation="lenient", logger=Log()) as instance:
        reply = instance.call(method)
    assert reply.data == b"data"
    kept: Any = reply.result.item.label
    assert kept is UNSET


def test_what_was_kept_is_an_object_like_any_other() -> None:
    result = {"item": {"label": None, "rating": "x"}, "art": {"class": 1}, "size": [1], "mode": 3}
    everything, _ = received(result)
    assert everything.to_dict() == result
    assert pickle.loads(pickle.dumps(everything)) == everything  # noqa: S301 - our own
    assert copy.deepcopy(everything) == everything
    assert "label=None" in repr(everything)


def test_a_warning_tells_the_first_places_and_how_many_more_there_are() -> None:
    _, warnings = received({"item": GOOD, "items": [{"label": n} for n in range(100)], "mode": 1})
    [warning] = warnings
    assert "$.items[0].label: Expected `str`, got `int`" in warning
    assert "$.mode" in warning
    assert "99 more" in warning
    assert len(warning) < 500


def test_each_place_warns_once_for_a_connection() -> None:
    log = Log()
    other = {"item": GOOD, "items": [GOOD, {"label": 1}]}
    results = [other, other, {"item": GOOD, "items": [{"label": 2}]}, {"item": 1}, other]
    with connected(answering(*results), validation="lenient", logger=log) as instance:
        for _ in results:
            instance.call(EVERYTHING)
    assert [one.levelname for one in log.records] == ["WARNING", "INFO", "INFO", "WARNING", "INFO"]


def test_what_is_no_json_or_nested_too_deeply_still_fails() -> None:
    def script(peer: Peer) -> None:
        for result in ("-inf", "[" * 2000 + "]" * 2000, '{"item":' * 900 + "1" + "}" * 900):
            peer.send_text(f'{{"jsonrpc":"2.0","id":{peer.receive().id},"result":{result}}}')
        peer.wait_until_gone()

    with connected(script, validation="lenient", logger=Log()) as instance:
        for _ in range(3):
            with pytest.raises(InvalidReplyError):
                instance.call(Method[Nested]("get-nested", result=Nested))


def test_a_type_that_holds_itself_a_hundred_times_is_read_to_its_end() -> None:
    value: dict[str, Any] = {"label": 1}
    for _ in range(100):
        value = {"label": "a", "next": value}
    everything, [warning] = received({"item": value})
    assert f"$.item{100 * '.next'}.label"[:40] in warning
    deepest = everything.item
    while deepest.next is not UNSET:
        deepest = deepest.next
    assert deepest.label == 1


def test_controls_of_a_peer_are_shown_escaped() -> None:
    _, [warning] = received({"item": GOOD, "by_name": {"\x1b[2J\n": 1}})
    assert "\x1b" not in warning
    assert "\n" not in warning


def test_a_notification_is_kept_in_the_same_way() -> None:
    def script(peer: Peer) -> None:
        request = peer.receive()
        for params in ({"item": {"label": 1}, "speed": "fast"}, {"item": {"label": "a"}}, 5):
            peer.send_json({"jsonrpc": "2.0", "method": "Player.OnPlay", "params": params})
        peer.reply(request)
        peer.wait_until_gone()

    log = Log()
    with (
        connected(script, validation="lenient", logger=log) as instance,
        instance.listen(Playing) as events,
    ):
        instance.request("go")
        first: Any = events.next(5)
        assert first.item.label == 1
        assert first.speed == "fast"
        assert events.next(5) == Playing(item=Item(label="a"))
        with pytest.raises(InvalidReplyError, match="OnPlay"):  # no object, so no class of it
            events.next(5)
    assert "notification 'Player.OnPlay'" in log.warnings()[0]
    assert "$.item.label" in log.warnings()[0]
