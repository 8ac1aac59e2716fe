"""The .tex files of a sheet."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exgen.errors import TypesettingError
from exgen.writers import SheetDocument, latex_sources
from exgen.writers.latex import PACKAGES, escaped

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", ["sheet", "solution"])
def test_a_sheet_is_the_golden_file(
    name: str,
    sheet: SheetDocument,
    solution_sheet: SheetDocument,
    assert_golden: Callable[[Path, str], None],
) -> None:
    document = sheet if name == "sheet" else solution_sheet
    assert_golden(GOLDEN / f"{name}.tex", latex_sources([document])[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r"O'Neil_{#1}%$\input{x}", r"O'Neil\_\{\#1\}\%\$\textbackslash{}input\{x\}"),
        ("a--b---c", "a{-}{-}b{-}{-}{-}c"),
        ("<<a>> ,,b''", "<{}<a>{}> ,{},b'{}'"),
        ("?` !`", "?{}` !{}`"),
        ("^~[x]", r"\textasciicircum{}\textasciitilde{}{[}x{]}"),
        ("two\nlines\x07", "two lines"),
        ("张伟", r"\MissingCharacter{}\MissingCharacter{}"),
    ],
)
def test_plain_text_is_printed_as_it_stands(text: str, code: str) -> None:
    assert escaped(text) == code


def test_the_answer_space_follows_the_kind_and_tables_are_shared(sheet: SheetDocument) -> None:
    source = latex_sources([sheet])[0].partition("\n\\begin{document}")[2]
    fields = re.findall(r"\\(AnswerLine|AnswerLongLine|AnswerBox|begin\{AnswerTable\})", source)
    assert fields == ["AnswerLine", "AnswerLongLine", "begin{AnswerTable}", "AnswerBox"]
    assert source.count(r"\AnswerRow") == 2
    assert r"& \textbf{2a} & \textbf{2b}" in source


def test_a_students_file_holds_no_key(sheet: SheetDocument, solution_sheet: SheetDocument) -> None:
    with_keys_left_in = replace(solution_sheet, is_solution=False)
    for source in latex_sources([sheet, with_keys_left_in]):
        body = source.partition("\n\\begin{document}")[2]
        for key in ("(25, 28)", "224", "648", "shared", "author", "proven"):
            assert key not in body


def test_preambles_of_a_run_are_one_so_that_it_is_loaded_once(
    sheet: SheetDocument, solution_sheet: SheetDocument
) -> None:
    preambles = {
        source.partition("\n\\begin{document}")[0].partition("\n")[2]
        for source in latex_sources([sheet, solution_sheet, replace(sheet, student_name="Bo", title="T")])
    }
    assert len(preambles) == 1
    assert all(f"{{{package}}}%" in next(iter(preambles)) for package in PACKAGES)


@pytest.mark.latex
def test_a_file_compiles_with_plain_pdflatex_and_knows_its_pages_in_one_run(
    solution_sheet: SheetDocument, text_of: Callable[[bytes], str], tmp_path: Path
) -> None:
    three_pages = replace(solution_sheet, questions=solution_sheet.questions * 2)
    (tmp_path / "s17.tex").write_text(latex_sources([three_pages])[0], encoding="utf-8")
    subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "s17.tex"],
        cwd=tmp_path, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    pages = re.findall(r"Page \d+(?: of \d+)?", text_of((tmp_path / "s17.pdf").read_bytes()))
    assert pages == [f"Page {number} of 3" for number in (1, 2, 3)]


def test_sources_are_the_same_bytes_in_another_process_locale_and_hash_seed() -> None:
    program = (
        "import sys; from exgen.writers import *; from fractions import Fraction as F\n"
        "s = Solution(('$1$', '$2$'), ('line',), 'proven')\n"
        "a = AnswerBlock('1a', '$x_1$ *ask*', F(1), 'integer', ('`a`', '`b`'), s)\n"
        "q = QuestionBlock(1, 'Łuk', F(1), '| a |\\n|---|\\n| ≤ |', (a,), 'so')\n"
        "d = SheetDocument('T', 'C', 'i', 'Ольга', 'K', 'en', (q,), True)\n"
        "sys.stdout.buffer.write((latex_sources([d])[0] + typst_sources([d])[0]).encode())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
            check=True, capture_output=True, timeout=60,
        ).stdout
        for seed, locale, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Tokyo"))
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert "Łuk".encode() in runs[0]


def test_a_missing_extra_is_named(sheet: SheetDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylatex", None)
    with pytest.raises(TypesettingError, match=re.escape('pip install "exgen[sheets]"')):
        latex_sources([sheet])


def test_importing_the_room_loads_no_extra() -> None:
    program = (
        "import sys, exgen.writers; print(*({'pylatex', 'pypandoc', 'typst', 'sympy', 'numpy'} & set(sys.modules)))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert finished.stdout.split() == []
