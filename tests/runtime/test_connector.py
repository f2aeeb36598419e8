"""Settings of a connector are checked at once, and survive pickling."""

from __future__ import annotations

import dataclasses
import logging
import math
import pickle
import ssl
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import livebind
from livebind import Connector, Hooks, Logger, SslClientContext, TlsError, UsageError, connect


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
    ],
    ids=str,
)
def test_a_setting_that_makes_no_sense_is_refused(settings: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"uri": "localhost:5000", **settings}
    with pytest.raises(UsageError):
        Connector(**arguments)


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
