"""The command line: the arguments and options of each command, and how it ends.

Problems are one line on stderr. Nothing is written unless all of it can be.
"""

# ruff: noqa: FBT002, PLR0913, PLR0917 - each parameter is an option of the command line

from __future__ import annotations

import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Optional

import typer

from livebind_codegen import help_texts
from livebind_codegen.commands.headers import headers_of
from livebind_codegen.console import be_quiet, complain, say
from livebind_codegen.corrections.model import load_corrections
from livebind_codegen.dialects.dialect import LiveOptions
from livebind_codegen.diff.render import Format
from livebind_codegen.errors import CodegenError, ExitCode, UsageProblem
from livebind_codegen.overlay_folders import overlay_folder
from livebind_codegen.settings import Settings, read_settings

__all__ = ["run"]

_NAME: Final = "livebind"
_STDOUT: Final = Path("-")

app = typer.Typer(
    name=_NAME,
    help=help_texts.LIVEBIND,
    epilog=help_texts.LIVEBIND_EPILOG,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE", help="host:port, a URL such as wss://host:port, or a captured file."
    ),
]
OptionalSource = Annotated[
    str, typer.Argument(metavar="SOURCE", help="The backend, or a captured file.")
]
Package = Annotated[str, typer.Option("--package", metavar="NAME", help="Name of the package.")]
OutputFolder = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--output", metavar="FOLDER", help="Folder that holds the package.  [default: generated]"
    ),
]
OutputFile = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="File to write, in a folder that is there; else, or for -, it is printed.",
    ),
]
ProtocolName = Annotated[
    str,
    typer.Option(
        "--protocol", metavar="NAME", help="How the backend describes itself; else it is asked."
    ),
]
CaFile = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--cafile",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Certificates to trust (PEM), for wss://; host:port then means it.",
    ),
]
Headers = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--header",
        metavar="'NAME: VALUE'",
        help="Sent with each request; also by lines of LIVEBIND_HEADERS, which no list of "
        "processes shows.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0.1, help="For the conversation with a backend."
    ),
]
KeepGoing = Annotated[
    bool, typer.Option("--keep-going", help="Leave out methods that cannot be described.")
]
Include = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it at run time
    typer.Option("--include", metavar="GLOB", help="Only methods that match (see above)."),
]
Exclude = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads it at run time
    typer.Option("--exclude", metavar="GLOB", help="No methods that match."),
]
Stubs = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option(
        "--stubs", metavar="FILE", help="Signatures (.pyi) of what a backend cannot describe."
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print results and errors, but no summary or notes.")
]


class FailOn(StrEnum):
    """Which changes fail a pipeline."""

    BREAKING = "breaking"


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 - typer calls it
    if is_asked:
        import livebind  # noqa: PLC0415 - seldom needed

        say(f"{_NAME} {livebind.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Take what belongs to no command."""
    del version


@app.command(help=help_texts.CAPTURE, epilog=help_texts.CAPTURE_EXAMPLES)
def capture(
    source: Source,
    output: OutputFile = None,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    keep_going: KeepGoing = False,
    stubs: Stubs = None,
    quiet: Quiet = False,
) -> None:
    """Write what a backend says about itself, as an OpenRPC document."""
    from livebind_codegen.commands.generate import capture_to_file  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    live = LiveOptions(protocol, cafile, timeout, keep_going, stubs, headers_of(header))
    capture_to_file(source, live, _file(output))


@app.command(help=help_texts.GENERATE, epilog=help_texts.GENERATE_EXAMPLES)
def generate(
    source: OptionalSource = "",
    package: Package = "",
    output: OutputFolder = None,
    include: Include = None,
    exclude: Exclude = None,
    tests: Annotated[bool, typer.Option("--tests", help="Add a module of contract tests.")] = False,
    overlay: Annotated[
        str,
        typer.Option(
            "--overlay",
            metavar="FOLDER",
            help="Hand-written modules to put in: a folder, or the name of some of livebind's own; "
            "else those that fit.",
        ),
    ] = "",
    no_overlay: Annotated[
        bool, typer.Option("--no-overlay", help="Put in no hand-written modules, now and later.")
    ] = False,
    corrections: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            "--corrections",
            metavar="FILE",
            help="Where the backend is not what it says, as probe writes it; else as before.",
        ),
    ] = None,
    no_corrections: Annotated[
        bool, typer.Option("--no-corrections", help="Take the description as it is.")
    ] = False,
    distribution: Annotated[
        str,
        typer.Option(
            "--distribution",
            metavar="NAME",
            help="Make a project of this name that pip can install, in the folder that holds the "
            "package.",
        ),
    ] = "",
    check_types: Annotated[
        bool, typer.Option("--check-types", help="Type-check before anything is written.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which files would change, and write none.")
    ] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    keep_going: KeepGoing = False,
    stubs: Stubs = None,
    quiet: Quiet = False,
) -> None:
    """Generate a typed package from a backend. A second run changes nothing."""
    from livebind_codegen.commands.generate import generate_package  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    settings = read_settings(Path.cwd())
    if overlay and no_overlay:
        raise UsageProblem("--overlay and --no-overlay do not go together: give one of them")
    said = settings.options
    if overlay or no_overlay:
        wanted = overlay_folder(overlay, Path()) if overlay else None
        said = replace(said, overlay=wanted, without_overlay=no_overlay)
    if corrections and no_corrections:
        raise UsageProblem("--corrections and --no-corrections do not go together: give one")
    if corrections or no_corrections:
        given = load_corrections(corrections) if corrections else ()
        said = replace(said, corrections=given)
    options = replace(
        said,
        package=_chosen(package, said.package, "--package"),
        include=tuple(include or said.include),
        exclude=tuple(exclude or said.exclude),
        tests=tests or said.tests,
        distribution=distribution or said.distribution,
    )
    live = LiveOptions(
        protocol or settings.protocol, cafile, timeout, keep_going, stubs, headers_of(header)
    )
    generate_package(
        _source(source, settings),
        live,
        output or settings.output or Path("generated"),
        options,
        with_type_check=check_types,
        dry_run=dry_run,
    )


@app.command(help=help_texts.CHECK, epilog=help_texts.CHECK_EXAMPLES)
def check(
    source: OptionalSource = "",
    package: Package = "",
    output: OutputFolder = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no backend, whatever the settings say.")
    ] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    stubs: Stubs = None,
    quiet: Quiet = False,
) -> None:
    """Is the package what its description gives, and the description what the backend says?"""
    from livebind_codegen.commands.check import check_package  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    settings = read_settings(Path.cwd())
    name = _chosen(package, settings.options.package, "--package")
    folder = (output or settings.output or Path("generated")) / name
    live = LiveOptions(
        protocol or settings.protocol, cafile, timeout, stubs=stubs, headers=headers_of(header)
    )
    asked = "" if offline else source or settings.source
    raise typer.Exit(check_package(folder, asked, live, settings.options))


@app.command(help=help_texts.DIFF, epilog=help_texts.DIFF_EXAMPLES)
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The old version: a SOURCE.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new version: a SOURCE.")],
    form: Annotated[Format, typer.Option("--format", help="What the report looks like.")] = (
        Format.TEXT
    ),
    output: OutputFile = None,
    fail_on: Annotated[
        Optional[FailOn],  # noqa: UP045 - typer reads it at run time
        typer.Option("--fail-on", help="End with exit code 23 if there is such a change."),
    ] = None,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    quiet: Quiet = False,
) -> None:
    """Tell what a new version of a backend breaks."""
    from livebind_codegen.commands.diff import report_changes  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    live = LiveOptions(protocol, cafile, timeout, headers=headers_of(header))
    code = report_changes(old, new, live, form, _file(output), fail_on_breaking=fail_on is not None)
    raise typer.Exit(code)


@app.command(help=help_texts.CALL, epilog=help_texts.CALL_EXAMPLES)
def call(
    source: Source,
    method: Annotated[
        str, typer.Argument(metavar="METHOD", help="Name of the method; without it, a list.")
    ] = "",
    params: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it at run time
        typer.Argument(metavar="PARAMS", help="KEY=VALUE ..., JSON, @FILE or -."),
    ] = None,
    send: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            "--send",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Bytes to send with the request.",
        ),
    ] = None,
    data: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--data", metavar="FILE", help="Where to put the bytes of the reply."),
    ] = None,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    quiet: Quiet = False,
) -> None:
    """Send one request and print its result."""
    from livebind_codegen.commands.call import call_method, list_methods  # noqa: PLC0415 - fast

    be_quiet(quiet)
    live = LiveOptions(protocol, cafile, timeout, headers=headers_of(header))
    if method:
        call_method(source, method, params or [], live, send, data)
    elif send or data:
        raise UsageProblem("--send and --data are for a METHOD, and none is given")
    else:
        list_methods(source, live)


@app.command(help=help_texts.PROBE, epilog=help_texts.PROBE_EXAMPLES)
def probe(
    source: OptionalSource = "",
    call_all: Annotated[
        bool, typer.Option("--all", help="Call also what may change something (see above).")
    ] = False,
    include: Include = None,
    exclude: Exclude = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write corrections, for generate --corrections."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    quiet: Quiet = False,
) -> None:
    """Tell where a live backend contradicts its description."""
    from livebind_codegen.commands.probe import probe_backend  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    settings = read_settings(Path.cwd())
    live = LiveOptions(protocol or settings.protocol, cafile, timeout, headers=headers_of(header))
    code = probe_backend(
        _source(source, settings),
        live,
        include or (),
        exclude or (),
        output,
        call_all=call_all,
        as_json=as_json,
    )
    raise typer.Exit(code)


@app.command(help=help_texts.EXPLORE, epilog=help_texts.EXPLORE_EXAMPLES)
def explore(
    source: OptionalSource = "",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, help="Where the page is; 0 takes a free port."
        ),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, and open no browser.")
    ] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Offer no call that may change something.")
    ] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    header: Headers = None,
    timeout: Timeout = 60.0,
    stubs: Stubs = None,
    quiet: Quiet = False,
) -> None:
    """Show an instance in the browser."""
    from livebind_codegen.commands.explore import explore as hand_over  # noqa: PLC0415 - fast start

    be_quiet(quiet)
    settings = read_settings(Path.cwd())
    live = LiveOptions(
        protocol or settings.protocol, cafile, timeout, stubs=stubs, headers=headers_of(header)
    )
    hand_over(
        _source(source, settings),
        live,
        port=port,
        opens_browser=not no_browser,
        is_read_only=read_only,
    )


@app.command(
    help=help_texts.SERVE,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def serve(context: typer.Context) -> None:
    """Run the reference backend; the arguments are its own (see serve --help)."""
    from livebind_codegen.commands.serve import serve as hand_over  # noqa: PLC0415 - fast start

    hand_over(context.args)


def run() -> None:
    """Run the command line and exit with the code of what happened."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        # What a terminal or pipe cannot show is escaped, as it is on stderr, not a crash.
        reconfigure(errors="backslashreplace")
    try:
        code = app(args=sys.argv[1:] or ["--help"], prog_name=_NAME, standalone_mode=False)
    except CodegenError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.FAILED)
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted")
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        # Errors of the command line itself; their class has moved between versions of typer.
        format_message = getattr(error, "format_message", None)
        if format_message is None:
            raise
        command = getattr(getattr(error, "ctx", None), "command_path", _NAME)
        complain(f"{format_message().rstrip('.')} (see {command} --help)")
        sys.exit(ExitCode.USAGE)
    if code == ExitCode.INTERRUPTED:
        # Newer versions of typer catch Ctrl-C themselves.
        complain("interrupted")
    sys.exit(code if isinstance(code, int) else ExitCode.OK)


def _file(output: Path | None) -> Path | None:
    """Return the file to write, None for standard output."""
    return None if output == _STDOUT else output


def _chosen(option: str, setting: str, name: str) -> str:
    value = option or setting
    if not value:
        raise UsageProblem(f"{name} is missing, here and in [tool.livebind] of pyproject.toml")
    return value


def _source(source: str, settings: Settings) -> str:
    return _chosen(source, settings.source, "SOURCE")
