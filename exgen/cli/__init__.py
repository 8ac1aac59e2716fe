"""The command line: ``exgen COMMAND``.

    parser      what can be typed, and one clear line for what cannot
    commands    a function for each command: what to call, what to print
    reports     what people are shown: tables and text

Exit codes: 0 done; 1 a check found something wrong; 2 what was typed or given cannot be used; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from exgen.cli.parser import build_parser, parsed
from exgen.errors import ExgenError

__all__ = ["build_parser", "main"]

UNUSABLE = 2
INTERRUPTED = 130
NOBODY_READS = 141
"""As a shell reports a program that wrote into a pipe nobody reads."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; ``arguments`` are those of the process by default. Returns the exit code."""
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except ExgenError as error:
        for line in str(error).split("\n"):
            print(f"exgen: {line}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("exgen: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return NOBODY_READS
    except OSError as error:
        _leave_stdout()
        print(f"exgen: {error.filename or 'writing the output'}: {error.strerror}", file=sys.stderr)
        return UNUSABLE
    return code


def _run(arguments: Sequence[str]) -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        found = parsed(arguments)
    except SystemExit as stopped:  # argparse has printed help or version
        return int(stopped.code or 0)
    from exgen.cli.commands import COMMANDS

    return COMMANDS[found.command](found)


def _leave_stdout() -> None:
    """Let what is still to be written go nowhere, so that the interpreter does not complain when it ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
