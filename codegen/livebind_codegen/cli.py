"""The command line: arguments and options, and how each command ends.

Exit codes:

     0  done
     1  the backend answered a `call` with an error
     2  a wrong option, argument or setting
     3  the source cannot be reached or read (nobody listening, untrusted certificate, no file)
     4  the source is no backend that we know
     5  the backend does not describe one of its methods
     6  a schema that cannot be honoured
     7  two things would get one name
     8  the output cannot be written
     9  the generated code does not type-check
    10  the generated code holds something that may not be emitted
    20  check: the generated folder is not what its description gives
    21  check: the live backend is not what was described
    22  check: both
    23  diff: a breaking change, with --fail-on breaking
   130  interrupted

Problems are one line on stderr. Nothing is written unless all of it can be.
"""

# ruff: noqa: FBT002, PLR0913, PLR0917 - each parameter is an option of the command line

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Optional

import typer

from livebind_codegen.console import complain
from livebind_codegen.diff.render import Format
from livebind_codegen.errors import CodegenError, ExitCode, UsageProblem
from livebind_codegen.overlay_folders import overlay_folder
from livebind_codegen.settings import Settings, read_settings
from livebind_codegen.sources import LiveOptions

__all__ = ["run"]

_EXIT_CODES: Final = (__doc__ or "").split("\n\n")[2]

app = typer.Typer(
    name="livebind",
    help="Typed Python bindings, generated from a live JSON-RPC backend.",
    epilog=f"\b\nExit codes:\n{_EXIT_CODES}",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Source = Annotated[
    str,
    typer.Argument(help="host:port, a ws://, wss:// or conplyent:// URL, or a captured file."),
]
OptionalSource = Annotated[
    str,
    typer.Argument(
        help="host:port, a ws://, wss:// or conplyent:// URL, or a captured file [setting: source]."
    ),
]
ProtocolName = Annotated[
    str, typer.Option("--protocol", help="How the backend describes itself; else found by asking.")
]
CaFile = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option("--cafile", help="Certificates to trust (PEM), for wss://."),
]
Timeout = Annotated[
    float, typer.Option("--timeout", min=0.1, help="Seconds for the conversation with a backend.")
]
KeepGoing = Annotated[
    bool, typer.Option("--keep-going", help="Leave out methods that cannot be described.")
]
Stubs = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads it at run time
    typer.Option("--stubs", help="Signatures (.pyi) of a conplyent server's own commands."),
]


class FailOn(StrEnum):
    """Which changes fail a pipeline."""

    BREAKING = "breaking"


@app.command()
def capture(
    source: Source,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--output", "-o", help="File to write; else it is printed."),
    ] = None,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    timeout: Timeout = 60.0,
    keep_going: KeepGoing = False,
    stubs: Stubs = None,
) -> None:
    """Write what a backend says about itself, as an OpenRPC document."""
    from livebind_codegen.commands.generate import capture_to_file  # noqa: PLC0415 - fast start

    live = LiveOptions(protocol, cafile, timeout, keep_going, stubs)
    capture_to_file(source, live, output)


@app.command()
def generate(
    source: OptionalSource = "",
    package: Annotated[
        str, typer.Option("--package", help="Name of the package [setting: package].")
    ] = "",
    output: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--output", help="Folder that holds the package [setting: output]."),
    ] = None,
    include: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it at run time
        typer.Option("--include", help="Only methods or plugins that match this glob."),
    ] = None,
    exclude: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads it at run time
        typer.Option("--exclude", help="No methods or plugins that match this glob."),
    ] = None,
    tests: Annotated[
        bool, typer.Option("--tests", help="Add a module of contract tests [setting: tests].")
    ] = False,
    overlay: Annotated[
        str,
        typer.Option(
            "--overlay",
            help="Hand-written modules to put in: a folder, or the name of some that livebind "
            "brings. Else those that fit [setting: overlay].",
        ),
    ] = "",
    no_overlay: Annotated[
        bool, typer.Option("--no-overlay", help="Put in no hand-written modules, now and later.")
    ] = False,
    distribution: Annotated[
        str,
        typer.Option(
            "--distribution",
            metavar="NAME",
            help="Make a project that pip can install under this name, in the folder that holds "
            "the package [setting: distribution].",
        ),
    ] = "",
    check_types: Annotated[
        bool, typer.Option("--check-types", help="Type-check before anything is written.")
    ] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    timeout: Timeout = 60.0,
    keep_going: KeepGoing = False,
    stubs: Stubs = None,
) -> None:
    """Generate a typed package from a backend. A second run changes nothing."""
    from livebind_codegen.commands.generate import generate_package  # noqa: PLC0415 - fast start
    from livebind_codegen.generation import PackageOptions  # noqa: PLC0415 - likewise

    settings = read_settings(Path.cwd())
    if overlay and no_overlay:
        raise UsageProblem("--overlay and --no-overlay do not go together: give one of them")
    wanted = overlay_folder(overlay, Path()) if overlay else settings.overlay
    options = PackageOptions(
        package=_chosen(package, settings.package, "--package"),
        include=tuple(include or settings.include),
        exclude=tuple(exclude or settings.exclude),
        rename=settings.rename,
        tests=tests or settings.tests,
        overlay=None if no_overlay else wanted,
        without_overlay=no_overlay or (not overlay and settings.without_overlay),
        distribution=distribution or settings.distribution,
    )
    live = LiveOptions(protocol or settings.protocol, cafile, timeout, keep_going, stubs)
    generate_package(
        _source(source, settings),
        live,
        output or settings.output or Path("generated"),
        options,
        with_type_check=check_types,
    )


@app.command()
def check(
    source: Annotated[
        str, typer.Argument(help="Also compare with this backend [setting: source].")
    ] = "",
    package: Annotated[
        str, typer.Option("--package", help="Name of the package [setting: package].")
    ] = "",
    output: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--output", help="Folder that holds the package [setting: output]."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no backend, whatever the settings say.")
    ] = False,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    timeout: Timeout = 60.0,
    stubs: Stubs = None,
) -> None:
    """Is the package what its description gives, and the description what the backend says?"""
    from livebind_codegen.commands.check import check_package  # noqa: PLC0415 - fast start

    settings = read_settings(Path.cwd())
    name = _chosen(package, settings.package, "--package")
    folder = (output or settings.output or Path("generated")) / name
    live = LiveOptions(protocol or settings.protocol, cafile, timeout, stubs=stubs)
    asked = "" if offline else source or settings.source
    raise typer.Exit(check_package(folder, asked, live, settings))


@app.command()
def diff(
    old: Source,
    new: Source,
    form: Annotated[Format, typer.Option("--format", help="What the report looks like.")] = (
        Format.TEXT
    ),
    output: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--output", "-o", help="File to write; else it is printed."),
    ] = None,
    fail_on: Annotated[
        Optional[FailOn],  # noqa: UP045 - typer reads it at run time
        typer.Option("--fail-on", help="End with exit code 23 if there is such a change."),
    ] = None,
    protocol: ProtocolName = "",
    cafile: CaFile = None,
    timeout: Timeout = 60.0,
) -> None:
    """Tell what a new version of a backend breaks."""
    from livebind_codegen.commands.diff import report_changes  # noqa: PLC0415 - fast start

    live = LiveOptions(protocol, cafile, timeout)
    code = report_changes(old, new, live, form, output, fail_on_breaking=fail_on is not None)
    raise typer.Exit(code)


@app.command()
def call(
    source: Source,
    method: Annotated[str, typer.Argument(help="Name of the method.")],
    params: Annotated[str, typer.Argument(metavar="[JSON]", help="Its parameters.")] = "",
    data: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option("--data", help="File for the bytes of the reply."),
    ] = None,
    cafile: CaFile = None,
    timeout: Timeout = 60.0,
) -> None:
    """Send one request and print its result."""
    from livebind_codegen.commands.call import call_method  # noqa: PLC0415 - fast start

    call_method(source, method, params, LiveOptions(cafile=cafile, timeout=timeout), data)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def serve(context: typer.Context) -> None:
    """Run the reference backend; the arguments are its own (see serve --help)."""
    from livebind_codegen.commands.serve import serve as hand_over  # noqa: PLC0415 - fast start

    hand_over(context.args)


def run() -> None:
    """Run the command line and exit with the code of what happened."""
    try:
        code = app(args=sys.argv[1:] or ["--help"], standalone_mode=False)
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
        complain(f"{format_message()} (see livebind --help)")
        sys.exit(ExitCode.USAGE)
    if code == ExitCode.INTERRUPTED:
        # Newer versions of typer catch Ctrl-C themselves.
        complain("interrupted")
    sys.exit(code if isinstance(code, int) else ExitCode.OK)


def _chosen(option: str, setting: str, name: str) -> str:
    value = option or setting
    if not value:
        raise UsageProblem(f"{name} is missing, here and in [tool.livebind] of pyproject.toml")
    return value


def _source(source: str, settings: Settings) -> str:
    return _chosen(source, settings.source, "SOURCE")
