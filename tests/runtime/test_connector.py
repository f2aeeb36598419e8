"""Settings of a connector are checked at once, and survive pickling."""

from __future__ import annotations

import dataclasses
import inspect
import logging
import math
import pickle
import ssl
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

import livebind
from livebind import (
    Connector,
    Hooks,
    Logger,
    Pool,
    SslClientContext,
    TlsError,
    UsageError,
    connect,
)
from livebind.connector import ConnectorSettings
from livebind.conplyent.connection import CommandConnection
from livebind.conplyent.pool import ServerPool
from support.fault_server import FaultServer, answer_all

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "settings",
    [
        {"uri": "localhost"},
        {"max_attempts": 0},
        {"max_attempts": -1},
        {"max_attempts": math.nan},
        {"attempt_period": -0.1},
        {"attempt_period": math.nan},
        {"attempt_period": math.inf},
        {"attempt_jitter": 1.5},
        {"connect_timeout": 0},
        {"connect_timeout": math.nan},
        {"request_timeout": -1},
        {"max_message_size": 0},
        {"uri": "ws://localhost:1", "ssl_context": SslClientContext()},
        {"uri": 5},
        {"uri": b"localhost:5000"},
        {"uri": None},
        {"ssl_context": True},
        {"ssl_context": "ca.pem"},
        {"binary_handler": 5},
        {"logger": "application"},
        {"logger": None},
        {"max_attempts": "3"},
        {"max_attempts": 2.5},
        {"max_attempts": True},
        {"attempt_period": "1"},
        {"attempt_period": None},
        {"attempt_jitter": 1j},
        {"connect_timeout": "10"},
        {"request_timeout": math.inf},
        {"max_message_size": 1.5},
        {"max_message_size": None},
        {"hooks": print},
        {"headers": 5},
        {"handlers": 5},
        {"handlers": ["log"]},
        {"handlers": {"log": 5}},
    ],
    ids=str,
)
@pytest.mark.parametrize("make", [Connector, connect, Pool().add])
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(
    make: Callable[..., object], settings: dict[str, Any]
) -> None:
    arguments: dict[str, Any] = {"uri": "localhost:5000", **settings}
    with pytest.raises(UsageError, match=f"(?i){list(settings)[-1]}"):
        make(**arguments)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Hooks(on_error=cast("Any", "log")),
        lambda: SslClientContext(cafile=cast("Any", 5)),
        lambda: SslClientContext(cadata=cast("Any", 5)),
        lambda: CommandConnection(cast("Any", 5)),
        lambda: CommandConnection("localhost", cast("Any", "9922")),
        lambda: CommandConnection("localhost", 1 << 16),
        lambda: CommandConnection("localhost", logger=cast("Any", "log")),
        lambda: CommandConnection("localhost", enter_connect=cast("Any", 5)),
        lambda: CommandConnection("localhost", enter_connect_timeout=cast("Any", "5")),
    ],
)
def test_other_settings_of_a_wrong_type_are_refused_too(make: Callable[[], object]) -> None:
    with pytest.raises(UsageError, match="must be"):
        make()


def test_a_wrong_value_is_not_shown_as_it_may_be_a_secret() -> None:
    with pytest.raises(UsageError) as caught:
        Connector("localhost:5000", ssl_context=cast("Any", "hunter2"))
    assert "hunter2" not in str(caught.value)


def test_numbers_of_numpy_are_numbers() -> None:
    count, seconds = np.int64(3), np.float32(0.5)
    settings: Any = {"max_attempts": count, "attempt_period": seconds, "connect_timeout": seconds}
    assert Connector("localhost:5000", **settings).max_attempts == 3


def test_connecting_takes_the_settings_of_a_connector() -> None:
    logger = Logger(logging.INFO)
    with FaultServer(answer_all) as server, connect(server.uri, logger=logger) as instance:
        assert instance.request("echo", 1) == 1
    settings = {field.name: field.type for field in dataclasses.fields(Connector)[1:]}
    typed = ConnectorSettings.__annotations__
    assert {name: kind.__forward_arg__ for name, kind in typed.items()} == settings


def test_checkers_know_the_settings() -> None:
    with pytest.raises(UsageError):
        connect("localhost:1", max_attempts="3")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(TypeError):
        Pool().add("localhost:1", nonsense=3)  # type: ignore[call-arg]  # what is tested


@pytest.mark.parametrize(
    ("function", "source"),
    [
        (connect, Connector),
        (Pool().add, Connector),
        (ServerPool(CommandConnection).add, CommandConnection),
    ],
)
def test_interactive_help_shows_all_settings(
    function: Callable[..., object], source: Callable[..., object]
) -> None:
    shown = inspect.signature(function).parameters
    settings = inspect.signature(source).parameters
    assert list(shown) == list(settings)
    assert [one.default for one in shown.values()] == [one.default for one in settings.values()]


def test_only_the_uri_is_required() -> None:
    connector = Connector("localhost:5000")
    assert connector.max_attempts == 1
    assert connector.ssl_context is None


def test_none_means_without_limit() -> None:
    Connector("localhost:5000", max_attempts=None, connect_timeout=None, request_timeout=None)


def test_settings_are_a_dataclass() -> None:
    connector = dataclasses.replace(Connector("localhost:5000"), attempt_period=1)
    assert connector.attempt_period == 1


def test_pickled_connectors_are_equal() -> None:
    connector = Connector(
        "localhost:5000",
        ssl_context=SslClientContext(cafile="ca.pem"),
        binary_handler=len,
        logger=logging.getLogger("application"),
        hooks=Hooks(on_error=print),
    )
    assert pickle.loads(pickle.dumps(connector)) == connector  # noqa: S301 - made here


def test_a_pickled_logger_keeps_its_level() -> None:
    logger = pickle.loads(pickle.dumps(Logger(logging.INFO)))  # noqa: S301 - made here
    assert isinstance(logger, Logger)
    assert logger.level == logging.INFO


def test_certificates_that_cannot_be_read_are_named() -> None:
    with pytest.raises(TlsError, match=r"no-such-file\.pem"):
        SslClientContext(cafile="no-such-file.pem").create()


def test_default_context_checks_everything() -> None:
    context = SslClientContext().create()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_connect_refuses_a_bad_uri_before_it_connects() -> None:
    with pytest.raises(UsageError, match="host:port"):
        connect("nowhere")


def test_the_version_is_looked_up_when_it_is_asked_for() -> None:
    code = (
        "import sys; before = set(sys.modules); import livebind; "
        "print('importlib.metadata' in set(sys.modules) - before, livebind.__version__)"
    )
    output = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=30
    ).stdout
    assert output.split() == ["False", version("livebind")]


def test_sources_that_nobody_installed_have_no_version() -> None:
    sources = str(Path(livebind.__file__).parents[1])
    code = f"import sys; sys.path.append({sources!r}); import livebind as l; print(l.__version__)"
    output = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-I", "-S", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    ).stdout
    assert output.strip() == "0+unknown"


def test_importing_the_runtime_pulls_in_nothing_of_the_other_parts() -> None:
    heavy = ("jinja2", "datamodel_code_generator", "numpy", "black", "typer", "rich", "asyncio")
    code = f"import livebind, sys; print([name for name in {heavy!r} if name in sys.modules])"
    output = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=30
    ).stdout
    assert output.strip() == "[]"
