"""The command line, with the options of `braynsService`."""

import argparse
import asyncio
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from livebind_backend import BRAYNS_VERSION, PROGRAM
from livebind_backend.address import bind, parse_address
from livebind_backend.announcements import SILENCE, Announcements
from livebind_backend.core import make_engine, make_registry
from livebind_backend.mock.document import read_description
from livebind_backend.mock.failures import Failure
from livebind_backend.mock.instance import make_mock_registry
from livebind_backend.mock.notifications import make_notifications
from livebind_backend.plugins.catalog import load_plugin, plugin_names
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.registry import Registry
from livebind_backend.server import Service
from livebind_backend.tls import TlsFiles, make_tls_context

__all__ = ["main"]

EXIT_FAILURE: Final = 1

_SHORTEST: Final = 0.001
_LONGEST: Final = 86_400
"""Seconds between two notifications."""

_LEVELS: Final[dict[str, int]] = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "off": logging.CRITICAL + 1,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve an instance until `quit` or a signal.

    Args:
        arguments: What stands behind the command; taken from the process by default.

    Returns:
        Exit code: 0 after a clean stop, 1 if it cannot start. Wrong options exit with 2.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.description is None and (options.error or options.notify_every is not None):
        parser.error("--error and --notify-every need --from: only a mock makes things up")
    _configure_logging(_LEVELS[options.log_level])
    try:
        tls = _tls_of(options)
        plugins = [load_plugin(name) for name in options.plugin]
        registry, announcements = _content_of(options, plugins)
        listener = bind(parse_address(options.uri))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{PROGRAM}: {_reason(error)}\n")
        return EXIT_FAILURE
    engine = make_engine(plugins, options.allow_path)
    make_service = partial(Service, engine, registry, options.max_clients, announcements)
    asyncio.run(_serve(listener, tls, make_service))
    return 0


def _configure_logging(level: int) -> None:
    logging.basicConfig(level=level, format="[%(levelname)s] %(message)s")
    logging.captureWarnings(capture=True)
    if level > logging.DEBUG:
        # Tracebacks about clients that send garbage, and extreme numbers in their scenes.
        for name in ("websockets", "py.warnings"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'cannot listen'}: {error.strerror}"
    return str(error)


def _content_of(
    options: argparse.Namespace, plugins: list[Plugin]
) -> tuple[Registry, Announcements]:
    """Return what can be called, and what is told without asking."""
    if options.description is None:
        return make_registry(plugins), SILENCE
    instance = read_description(Path(options.description))
    registry = make_mock_registry(instance, options.seed, options.error)
    if options.notify_every is None:
        return registry, SILENCE
    texts = make_notifications(instance, options.seed)
    return registry, Announcements(texts, options.notify_every)


async def _serve(
    listener: socket.socket, tls: ssl.SSLContext | None, make_service: Callable[[], Service]
) -> None:
    service = make_service()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: service.stop(drain=False))
    host, port = listener.getsockname()[:2]
    scheme = "ws" if tls is None else "wss"
    address = f"[{host}]:{port}" if listener.family == socket.AF_INET6 else f"{host}:{port}"

    def announce() -> None:
        sys.stdout.write(f"listening on {scheme}://{address}\n")
        sys.stdout.flush()

    await service.run(listener, tls, announce)


def _tls_of(options: argparse.Namespace) -> ssl.SSLContext | None:
    if not options.secure:
        return None
    files = TlsFiles(
        options.certificate_file,
        options.private_key_file,
        options.private_key_passphrase,
        options.ca_location,
    )
    return make_tls_context(files)


class _ShowVersion(argparse.Action):
    """Prints the version, which is looked up only then: that takes longer than parsing."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print and exit."""
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see above

        served = ".".join(str(part) for part in BRAYNS_VERSION)
        try:
            own = version("livebind")
        except PackageNotFoundError:
            own = "0+unknown"
        sys.stdout.write(f"livebind {own} (API of Brayns {served})\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Serve the JSON-RPC API of Brayns 3.10 over WebSocket.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    parser.add_argument(
        "--uri",
        default="localhost:5000",
        metavar="HOST:PORT",
        help="where to listen; port 0 takes a free one (default: %(default)s)",
    )
    parser.add_argument(
        "--client",
        type=_not_client,
        metavar="false",
        help="connect to a server instead of listening, which only a real service can",
    )
    parser.add_argument(
        "--max-clients",
        type=_positive,
        default=2,
        metavar="N",
        help="clients that are served at the same time (default: %(default)s)",
    )
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="NAME",
        help=f"load a plugin, may be given several times: {', '.join(plugin_names())}",
    )
    parser.add_argument(
        "--allow-path",
        type=_folder,
        action="append",
        default=[],
        metavar="FOLDER",
        help="where clients may read and write files, may be given several times "
        "(default: wherever this process may)",
    )
    parser.add_argument(
        "--log-level", choices=list(_LEVELS), default="warn", help="default: %(default)s"
    )
    mock = parser.add_argument_group("mock")
    mock.add_argument(
        "--from",
        dest="description",
        metavar="FILE",
        help="stand in for the instance of which `livebind capture` wrote this description",
    )
    mock.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="other made-up results for another number (default: %(default)s)",
    )
    mock.add_argument(
        "--error",
        type=_failure,
        action="append",
        default=[],
        metavar="METHOD=CODE",
        help="answer the method with its declared error of this code (or one of JSON-RPC's own) "
        "and made-up data, may be given for several methods",
    )
    mock.add_argument(
        "--notify-every",
        type=_period,
        metavar="SECONDS",
        help="tell all clients the described notifications, one after the other with this pause, "
        "and made-up content (default: never)",
    )
    tls = parser.add_argument_group("TLS")
    tls.add_argument(
        "--secure", type=_boolean, nargs="?", const=True, default=False, help="use TLS"
    )
    tls.add_argument("--certificate-file", metavar="FILE", help="certificate, PEM")
    tls.add_argument("--private-key-file", metavar="FILE", help="its private key, PEM")
    tls.add_argument("--private-key-passphrase", metavar="TEXT", help="opens the private key")
    tls.add_argument("--ca-location", metavar="PATH", help="file or folder of authorities, PEM")
    return parser


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise argparse.ArgumentTypeError(f"'{text}' is neither true nor false")
    return text.lower() == "true"


def _not_client(text: str) -> None:
    if _boolean(text):
        raise argparse.ArgumentTypeError("this instance waits for clients, and is none itself")


def _folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"'{text}' is no folder")
    return folder


def _failure(text: str) -> Failure:
    method, _, code = text.rpartition("=")
    try:
        return Failure(method, int(code))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not METHOD=CODE") from None


def _period(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not _SHORTEST <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no number of seconds from {_SHORTEST} to {_LONGEST}"
        )
    return seconds


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no positive number")
    return int(text)
