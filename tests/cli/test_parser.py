"""What can be typed, and the one clear line for what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.cli.parser import parsed
from exgen.errors import InputError


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", "a command is missing (see exgen --help)"),
        ("--quiet", "unknown option --quiet; allowed: --help, --version (see exgen --help)"),
        ("lst", 'unknown command "lst"; did you mean "list"?'),
        ("chekc a b", 'unknown command "chekc"; did you mean "check"?'),
        (
            "zzz",
            'unknown command "zzz"; allowed: audit, check, compare, diagnose, lint, list, network, practice, preview, '
            "rebuild, sheet, show, solve",
        ),
        ("sheet", "sheet: the following arguments are required: BANK (see exgen sheet --help)"),
        ("check", "check: the following arguments are required: SHEET (see exgen check --help)"),
        ("list week5", 'list: unexpected argument "week5" (see exgen list --help)'),
        ("list --jsn", 'list: unknown option --jsn; did you mean "--json"? (see exgen list --help)'),
        ("sheet week5 --sede=3", 'sheet: unknown option --sede; did you mean "--seed"? (see exgen sheet --help)'),
        ("sheet week5 --see 3", 'sheet: unknown option --see; did you mean "--seed"? (see exgen sheet --help)'),
        ("sheet week5 --seed", "sheet: argument --seed: expected one argument (see exgen sheet --help)"),
        (
            "sheet week5 --seed -3",
            'sheet: argument --seed: found "-3"; a whole number of at most 18 digits is needed'
            " (see exgen sheet --help)",
        ),
        (
            "sheet week5 --pdf-engine tpst",
            'sheet: argument --pdf-engine: found "tpst"; did you mean "typst"? (see exgen sheet --help)',
        ),
        (
            "sheet week5 --url exgen.example.org",
            'sheet: argument --url: found "exgen.example.org"; an address is needed, such as https://example.org/sheets/'
            " (see exgen sheet --help)",
        ),
        (
            "solve a --set H",
            'solve: argument --set: found "H"; write NAME=VALUE, such as H=78 (see exgen solve --help)',
        ),
        (
            "compare requests.jsonl",
            'compare: argument -: found "requests.jsonl"; requests are read from standard input, written as -'
            " (see exgen compare --help)",
        ),
        ("lint", "lint: one of the arguments TEMPLATE|BANK --all is required (see exgen lint --help)"),
        (
            "sheet a --versions 27",
            'sheet: argument --versions: found "27"; a whole number from 2 to 26 is needed (see exgen sheet --help)',
        ),
        (
            "sheet week5 --format htm",
            'sheet: argument --format: found "htm"; did you mean "html"? (see exgen sheet --help)',
        ),
        (
            "lint a --variants 0",
            'lint: argument --variants: found "0"; a whole number from 1 to 10,000 is needed (see exgen lint --help)',
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(typed: str, line: str) -> None:
    with pytest.raises(InputError) as raised:
        parsed(typed.split())
    assert str(raised.value) == line


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "sheet week5 --roster r.csv --seed 7 --out d --as-published --no-solutions --pdf-engine typst",
            {
                "bank": "week5",
                "roster": Path("r.csv"),
                "seed": 7,
                "out": Path("d"),
                "as_published": True,
                "no_solutions": True,
                "pdf_engine": "typst",
                "library": [],
            },
        ),
        (
            "sheet week5",
            {
                "roster": None,
                "seed": None,
                "out": None,
                "as_published": False,
                "no_solutions": False,
                "pdf_engine": "auto",
            },
        ),
        (
            "sheet week5 --format html --format docx --format html",
            {"formats": ["html", "docx", "html"]},
        ),
        (
            "sheet week5 --roster r.csv --id-column SID --name-column Vorname --name-column Nachname",
            {"id_column": "SID", "name_columns": ["Vorname", "Nachname"]},
        ),
        ("sheet week5 --versions 4", {"versions": 4}),
        ("check d r.csv --json", {"sheet": Path("d"), "responses": Path("r.csv"), "json": True}),
        ("audit week5 --strict", {"banks": ["week5"], "all": False, "strict": True, "json": False, "errata": None}),
        ("solve a/b --set H=78 --set K=-5 --seed 3", {"values": [("H", "78"), ("K", "-5")], "seed": 3}),
        ("solve a/b", {"values": [], "seed": 0}),
        ("network - --json", {"network": "-", "input": None, "json": True}),
        ("network vgg16 --input 3x224x224", {"network": "vgg16", "input": "3x224x224"}),
        ("lint --all --variants 5", {"all": True, "name": None, "variants": 5}),
        ("list --library a --library b", {"library": [Path("a"), Path("b")]}),
    ],
)
def test_what_is_typed_is_understood(typed: str, expected: dict[str, object]) -> None:
    found = vars(parsed(typed.split()))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("typed", "pair"),
    [("H=78", ("H", "78")), (" H = 78 ", ("H", "78")), ("text=a=b", ("text", "a=b")), ("name=", ("name", ""))],
)
def test_a_parameter_is_set_by_its_name_and_all_behind_the_first_sign(typed: str, pair: tuple[str, str]) -> None:
    assert parsed(["solve", "a/b", "--set", typed]).values == [pair]
