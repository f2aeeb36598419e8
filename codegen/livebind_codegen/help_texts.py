r"""What `--help` says, apart from each option: also where docstrings are stripped (`python -OO`).

A paragraph after `\b` keeps its lines.
"""

from __future__ import annotations

from typing import Final

from livebind_codegen.errors import ExitCode

__all__ = [
    "CALL",
    "CALL_EXAMPLES",
    "CAPTURE",
    "CAPTURE_EXAMPLES",
    "CHECK",
    "CHECK_EXAMPLES",
    "DIFF",
    "DIFF_EXAMPLES",
    "EXPLORE",
    "EXPLORE_EXAMPLES",
    "GENERATE",
    "GENERATE_EXAMPLES",
    "LIVEBIND",
    "LIVEBIND_EPILOG",
    "PROBE",
    "PROBE_EXAMPLES",
    "SERVE",
]


def _examples(*lines: str) -> str:
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def _exit_codes() -> str:
    return "\n".join(["\b", "Exit codes:", *(f"  {code:>3}  {code.meaning}" for code in ExitCode)])


LIVEBIND: Final = """Typed Python bindings, generated from a live backend.

SOURCE is host:port, a URL such as wss://host:port, or a file that capture wrote. Settings can stand
in [tool.livebind] of pyproject.toml.
"""

LIVEBIND_EPILOG: Final = "\n\n".join(
    [
        _examples(
            "livebind serve                                     a backend to try it with",
            "livebind generate localhost:5000 --package brayns  its package",
            "livebind call localhost:5000                       what can be called",
            "livebind call localhost:5000 get-version           one call",
            "livebind generate --help                           more about a command",
        ),
        _exit_codes(),
    ]
)

CAPTURE: Final = """Save what a backend says about itself, as an OpenRPC document.

The other commands take the file in place of the backend.
"""
CAPTURE_EXAMPLES: Final = _examples(
    "livebind capture localhost:5000 -o brayns.json",
    "livebind capture wss://r1i1n1:5000 --cafile ca.pem | less",
)

GENERATE: Final = """Write a typed package for a backend.

Run again, it changes only what differs, and keeps the names of types. What --package, --output,
--include, --exclude, --tests, --overlay, --distribution, --corrections, --protocol and SOURCE say
can stand in [tool.livebind] of pyproject.toml instead.

A GLOB such as 'camera*', '*-light-*' or 'Circuit Explorer' is compared with the name of a method,
its function, its plugin and its module; --include and --exclude can be given several times.
"""
GENERATE_EXAMPLES: Final = _examples(
    "livebind generate localhost:5000 --package brayns",
    "livebind generate brayns.json --package brayns --output src --dry-run",
    "livebind generate localhost:5000 --package looks --include 'camera*'",
)

CHECK: Final = """Tell whether a package is current.

It is compared with what its own description gives (exit code 20 if it differs), and the description
with what SOURCE says, if there is one (21; both: 22).
"""
CHECK_EXAMPLES: Final = _examples(
    "livebind check --package brayns --offline",
    "livebind check localhost:5000 --package brayns",
)

DIFF: Final = """Tell what a new version of a backend breaks.

Either side is a live backend or a file. --cafile is for the side that says wss://; host:port beside
it is not encrypted.
"""
DIFF_EXAMPLES: Final = _examples(
    "livebind diff generated/brayns/openrpc.json localhost:5000",
    "livebind diff old.json new.json --format html -o report.html",
    "livebind diff old.json new.json --fail-on breaking",
)

CALL: Final = """Send one request, or list what can be called.

Without METHOD, the methods are listed: also those of a captured file.

PARAMS are KEY=VALUE pairs, or one of: JSON text, @FILE, or - for JSON on standard input. A VALUE
that is no JSON is a string: name=knot, size=[800,600], id='"7"'.
"""
CALL_EXAMPLES: Final = _examples(
    "livebind call localhost:5000",
    "livebind call localhost:5000 get-model id=1",
    "livebind call localhost:5000 snapshot @settings.json --data picture.png",
    "livebind call localhost:5000 upload-model @loader.json --send mesh.obj",
)

PROBE: Final = """Tell where a live backend contradicts its own description.

Methods are called once, without parameters, and what they return is compared with their schemas.
Called is what asks and changes nothing, by its name: it begins with a word such as get, list or
query, has none such as set or delete, needs no parameters and no bytes, and returns something.
--all calls all that need no parameters, but for what ends the backend.

A GLOB of --include and --exclude is compared with names as generate does it. The exit code is 24 if
there is a contradiction. The corrections in --output FILE are for livebind generate --corrections.
"""
PROBE_EXAMPLES: Final = _examples(
    "livebind probe localhost:5000",
    "livebind probe localhost:5000 --output corrections.json",
    "livebind probe localhost:5000 --json --all --include net_version",
)

EXPLORE: Final = """Show an instance in the browser: methods, forms, calls, events.

The page is for this machine alone, and its address holds a token. It writes each call as Python, as
a command line and as JSON. Ctrl-C ends it. For a captured file, `livebind serve --from` answers.
"""
EXPLORE_EXAMPLES: Final = _examples(
    "livebind explore localhost:5000",
    "livebind explore wss://r1i1n1:5000 --cafile ca.pem --read-only",
    "livebind explore brayns.json --port 8080 --no-browser",
)

SERVE: Final = "Run the reference backend (options: serve --help)."
