"""What can be typed behind ``exgen``, and one clear line for what cannot."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from exgen import __version__
from exgen.cli.argument_types import address, assignment, count, one_of, row, size, stdin, version_count, whole_number
from exgen.errors import InputError, did_you_mean

ENGINES = ("auto", "typst", "latex")
FORMATS = ("html", "docx", "markdown", "notebook", "text", "fragments")
LANGUAGES = ("en", "de")
VARIANTS = 200
"""So many variants of each template lint draws by default."""


class _Parser(argparse.ArgumentParser):
    """A parser that raises InputError with one line, instead of printing its usage and leaving."""

    def error(self, message: str) -> NoReturn:
        command = self.prog.removeprefix("exgen").strip()
        raise InputError(f"{f'{command}: ' if command else ''}{message} (see {self.prog} --help)")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command with its arguments; ``command`` is its name.

    Raises InputError with one line; argparse leaves by SystemExit where help or version is asked for.

    >>> parsed(["list", "--json"]).command
    'list'
    >>> parsed(["lst"])
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: unknown command "lst"; did you mean "list"?
    """
    parser = build_parser()
    commands = _commands_of(parser)
    if not arguments:
        parser.error("a command is missing")
    if not arguments[0].startswith("-") and arguments[0] not in commands:
        raise InputError(f'unknown command "{arguments[0]}"; {did_you_mean(arguments[0], commands)}')
    found, left = parser.parse_known_args(arguments)
    if left:
        command = commands.get(found.command or "", parser)
        unknown = next((text for text in left if text.startswith("-") and text != "-"), None)
        if unknown is None:
            command.error(f'unexpected argument "{left[0]}"')
        name = unknown.partition("=")[0]
        command.error(f"unknown option {name}; {did_you_mean(name, _options_of(command))}")
    if found.command is None:
        parser.error("a command is missing")
    return found


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, a subparser for each command."""
    parser = _Parser(
        prog="exgen",
        description="Exercise sheets on convolutional networks, with proven keys.",
        epilog="exgen COMMAND --help tells more of each command.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"exgen {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
        )
        assert isinstance(command, argparse.ArgumentParser)
        return command

    _add_sheet(add("sheet", "make a sheet for every student, with solutions and keys"))
    _add_rebuild(add("rebuild", "make a sheet again from its manifest, to the same bytes"))
    _add_check(add("check", "judge responses: verdicts, points, mistakes by name"))
    _add_practice(add("practice", "ask questions one after the other, in ever new variants"))
    _add_preview(add("preview", "show a question as it will look, anew whenever its files change"))
    _add_audit(add("audit", "find the wrong answers of a published sheet"))
    _add_solve(add("solve", "solve a variant of a question template, step by step"))
    _add_list(add("list", "list question templates, banks and layouts"))
    _add_show(add("show", "show a question template and an example of it"))
    _add_network(add("network", "tell shape, parameters and operations of every layer"))
    _add_compare(add("compare", "judge responses against keys, in lines of JSON"))
    _add_diagnose(add("diagnose", "name the mistakes behind responses, in lines of JSON"))
    _add_lint(add("lint", "try a question template or a bank out"))
    return parser


def _add_sheet(command: argparse.ArgumentParser) -> None:
    command.add_argument("bank", metavar="BANK", help="a question bank: its name, or its .toml file")
    command.add_argument(
        "--roster", type=Path, metavar="FILE", help="CSV or XLSX with a student in each row, as a learning platform "
        "exports it, or with the columns id,name (default: one sheet)",
    )  # fmt: skip
    command.add_argument(
        "--seed", type=whole_number, metavar="N", help="the same seed makes the same sheets (default: that of the "
        "sheet which is there already, else one is drawn)",
    )  # fmt: skip
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="the folder to write (default: build/ and the bank's name)"
    )
    command.add_argument(
        "--add", type=Path, metavar="FILE", help="a roster: whoever on it has no sheet in the folder yet gets one, and "
        "nobody else's changes; goes with --out and the roster's columns only",
    )  # fmt: skip
    command.add_argument(
        "--id-column", metavar="NAME", help="the roster's column of ids (default: guessed, and told in the end)"
    )
    command.add_argument(
        "--name-column", dest="name_columns", action="append", default=[], metavar="NAME",
        help="the roster's column of names; twice for first and last names",
    )  # fmt: skip
    command.add_argument(
        "--layout", metavar="NAME", help="how the sheets look: handout, compact, exam or a layout of your own "
        "(default: the bank's, else handout)",
    )  # fmt: skip
    command.add_argument("--as-published", action="store_true", help="take the numbers of the published sheet")
    command.add_argument("--no-solutions", action="store_true", help="make no solution sheets")
    command.add_argument(
        "--self-check", action="store_true", help="write a file for each student from which exgen check works"
    )
    command.add_argument(
        "--versions", type=version_count, metavar="N", help="make only so many different sheets, A, B, ..., which "
        "students get in turn: for exams (default: a sheet of their own for everybody)",
    )  # fmt: skip
    command.add_argument(
        "--practice", type=count, metavar="N", help="make N sheets more, with solutions, for all to practise on: "
        "variants that no student has, in the folder practice",
    )  # fmt: skip
    command.add_argument(
        "--pdf-engine",
        type=one_of(ENGINES),
        choices=ENGINES,
        default="auto",
        help="what sets the PDFs (default: auto)",
    )
    command.add_argument(
        "--format", dest="formats", action="append", default=[], type=one_of(FORMATS), choices=FORMATS,
        help="write the sheets in this format, too; as often as you like (.tex and PDF are always written; fragments: "
        "a .tex file without preamble for each question)",
    )  # fmt: skip
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="the scheduler of a Dask cluster that does the work (tcp://HOST:8786): "
        "its workers have exgen and share the folder",
    )  # fmt: skip
    command.add_argument(
        "--url", type=address, metavar="BASE", help="the QR code of a sheet holds the address BASE and the "
        "sheet's code (default: the code alone)",
    )  # fmt: skip
    _add_library(command)


def _add_rebuild(command: argparse.ArgumentParser) -> None:
    command.add_argument("sheet", type=Path, metavar="SHEET", help="a folder written by exgen sheet, or its manifest")
    command.add_argument("--student", metavar="ID", help="only the files of this student")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="the new folder to write (default: build/ and the bank's name, rebuilt)"
    )
    command.add_argument(
        "--anyway", action="store_true", help="also where another version makes other pages; it is told which"
    )


def _add_check(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "sheet", type=Path, metavar="SHEET", help="a folder written by exgen sheet, its manifest, or a student's file"
    )
    command.add_argument(
        "responses", type=Path, nargs="?", metavar="RESPONSES", help="CSV with the columns student,question,response; "
        "without it, one student's sheet is asked question by question",
    )  # fmt: skip
    command.add_argument("--student", metavar="ID", help="without RESPONSES: whose sheet of a class's")
    command.add_argument(
        "--keys", action="store_true", help="without RESPONSES: show at the end the keys of what was answered wrong"
    )
    _add_json(command)


def _add_practice(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="TEMPLATE|BANK", help="a question template or bank: its name, or its path")
    command.add_argument(
        "--seed", type=whole_number, metavar="N", help="the same seed asks the same variants (default: one is drawn)"
    )
    _add_library(command)


def _add_preview(command: argparse.ArgumentParser) -> None:
    command.add_argument("template", metavar="TEMPLATE", help="a question template: its name, or its folder")
    command.add_argument("--seed", type=whole_number, default=0, metavar="N", help="what to draw from (default: 0)")
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="the PDF to write (default: build/preview/ and the template's name)"
    )
    command.add_argument(
        "--language", type=one_of(LANGUAGES), choices=LANGUAGES, default="en",
        help="the language of the words around the question (default: en)",
    )  # fmt: skip
    command.add_argument("--once", action="store_true", help="write the PDF and end, for scripts")
    _add_library(command)


def _add_audit(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "banks", nargs="*", default=[], metavar="BANK", help="a question bank: its name, or its .toml file"
    )
    which.add_argument("--all", action="store_true", help="every bank that has published answers")
    command.add_argument("--strict", action="store_true", help="exit with 1 if a printed answer is wrong")
    command.add_argument(
        "--errata", type=Path, metavar="FILE", help="write a page (Markdown) of what is wrong and what it depends on"
    )
    _add_json(command)
    _add_library(command)


def _add_solve(command: argparse.ArgumentParser) -> None:
    command.add_argument("template", metavar="TEMPLATE", help="a question template: its name, or its folder")
    command.add_argument(
        "--set", dest="values", type=assignment, action="append", default=[], metavar="NAME=VALUE",
        help="give a parameter a value; the others are drawn",
    )  # fmt: skip
    command.add_argument("--seed", type=whole_number, default=0, metavar="N", help="what to draw from (default: 0)")
    _add_json(command)
    _add_library(command)


def _add_list(command: argparse.ArgumentParser) -> None:
    _add_json(command)
    _add_library(command)


def _add_show(command: argparse.ArgumentParser) -> None:
    command.add_argument("template", metavar="TEMPLATE", help="a question template: its name, or its folder")
    _add_json(command)
    _add_library(command)


def _add_network(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "network", metavar="TEXT", help="a known name (vgg16), a file, or layers as PyTorch spells them; - reads lines "
        'of JSON such as {"network": "vgg16", "input": [3, 224, 224]}',
    )  # fmt: skip
    command.add_argument("--input", metavar="SHAPE", help="what goes in, without the batch: 3x224x224")
    command.add_argument(
        "--receptive-field",
        action="store_true",
        help="tell which inputs each layer reaches, in place of the operations",
    )
    command.add_argument(
        "--memory",
        action="store_true",
        help="tell what is learned and what comes out in bytes, in place of the operations",
    )
    command.add_argument("--batch", type=size, default=1, metavar="N", help="train on so many examples at once: 32")
    command.add_argument(
        "--bytes-per-number", type=size, default=4, metavar="N", help="bytes that a number takes: 2 for float16"
    )
    command.add_argument(
        "--frozen",
        type=row,
        metavar="LAYERS",
        help="so many first layers are frozen; tell what is trained of the rest",
    )
    command.add_argument(
        "--against-plain",
        action="store_true",
        help="tell what the layers cost for what one plain convolution costs with the same receptive field",
    )
    command.add_argument("--where", type=row, metavar="LAYER", help="tell how the row of this layer comes about: 3")
    command.add_argument(
        "--symbolic", action="store_true", help="formulas for an input of any size; the network may hold letters"
    )
    _add_json(command)


def _add_compare(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source",
        type=stdin,
        metavar="-",
        help='reads lines of JSON: {"kind": ..., "key": ..., "response": ..., "options": ...}',
    )


def _add_diagnose(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source", type=stdin, metavar="-",
        help='reads lines of JSON: {"network": ..., "input": ..., "quantity": ..., "layer": ..., "response": ...}, '
        "the quantity as a question template writes it",
    )  # fmt: skip


def _add_lint(command: argparse.ArgumentParser) -> None:
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "name", nargs="?", metavar="TEMPLATE|BANK", help="a question template or bank: its name, or its path"
    )
    which.add_argument("--all", action="store_true", help="every template and bank there is")
    command.add_argument(
        "--variants",
        type=count,
        default=VARIANTS,
        metavar="N",
        help=f"how many variants of each template (default: {VARIANTS})",
    )
    command.add_argument(
        "--class", dest="class_size", type=count, metavar="N", help="also draw a bank for a class of N students: how "
        "different its variants are in difficulty, how many students share their answers",
    )  # fmt: skip
    _add_json(command)
    _add_library(command)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON, for scripts")


def _add_library(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--library", type=Path, action="append", default=[], metavar="DIR",
        help="look for templates, banks and layouts here first; may be given several times (also: EXGEN_LIBRARY)",
    )  # fmt: skip


def _commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands by name; argparse has no public way to list them."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: command for group in groups for name, command in group.choices.items()}


def _options_of(parser: argparse.ArgumentParser) -> list[str]:
    return [text for action in parser._actions for text in action.option_strings if text.startswith("--")]
