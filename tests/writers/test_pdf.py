"""Which engine makes the PDFs, and many of them side by side."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from exgen.errors import TypesettingError
from exgen.writers import SheetDocument, choose_engine, pdf, typesetter
from exgen.writers.latex import PACKAGES
from exgen.writers.pdf import EngineName
from exgen.writers.pdflatex import LatexRun
from exgen.writers.typst_pool import TypstWorker
from tests.writers.setting import pdfs, sources_of

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]

FINE = '#set document(title: "Fine")\nfine'


@pytest.mark.parametrize("engine", ENGINES)
def test_sheets_come_in_their_order(engine: EngineName, sheet: SheetDocument, text_of: Callable[[bytes], str]) -> None:
    documents = [replace(sheet, student_id=f"s{index}") for index in range(5)]
    for index, made in enumerate(pdfs(sources_of(documents, engine), engine)):
        assert f" Id s{index} " in text_of(made)


@pytest.mark.parametrize("engine", ENGINES)
def test_page_numbers_and_labels_are_on_every_sheet(
    engine: EngineName, sheet: SheetDocument, solution_sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    long = replace(sheet, questions=tuple(replace(q, number=n) for n, q in enumerate(sheet.questions * 4, 1)))
    texts = {}
    for index, made in enumerate(pdfs(sources_of([long, sheet, solution_sheet], engine), engine)):
        texts[index] = text_of(made)
        pages = len(re.findall(r"Page \d+ of", texts[index]))
        assert re.findall(r"Page (\d+) of (\d+)", texts[index]) == [
            (str(page), str(pages)) for page in range(1, pages + 1)
        ]
    assert len(re.findall("Page", texts[0])) > len(re.findall("Page", texts[1]))
    for label in ("1a", "1b", "2a", "2b", "2c"):
        assert f" {label} " in texts[1]
    for word in ("Ada Lovelace", "s17", "K7F2QX", "Deep learning, 2024", "6.5 points", "2.5 points"):
        assert word in texts[1]
    for word in ("Solutions", "proven", "authored", "Written by the author.", "648"):
        assert word in texts[2]
        assert word not in texts[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_roster_leaves_lines_for_name_and_id(
    engine: EngineName, sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    nobody = replace(sheet, student_id="", student_name="", course="", questions=())
    [made] = pdfs(sources_of([nobody], engine), engine)
    assert text_of(made).startswith("Exercise week 5 Name Id Variant K7F2QX")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pdf_tells_its_title_and_neither_date_nor_student(engine: EngineName, sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    [made] = pdfs(sources_of([replace(sheet, title="Übung \\5 (x)")], engine), engine)
    metadata_of = PdfReader(BytesIO(made)).metadata
    assert metadata_of is not None
    assert metadata_of.title == "Übung \\5 (x)"
    assert not {"/CreationDate", "/ModDate", "/Author"} & set(metadata_of)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_source_gives_the_same_bytes_in_another_process(
    engine: EngineName, sheet: SheetDocument, solution_sheet: SheetDocument
) -> None:
    program = (
        "import hashlib, json, sys\n"
        "from exgen.writers import typesetter\n"
        "sources = json.load(sys.stdin)\n"
        "with typesetter(sys.argv[1]) as setter: made = setter.pdfs(sources, sources)\n"
        "print(*(hashlib.sha256(each.data).hexdigest() for each in made))"
    )
    sources = sources_of([solution_sheet, sheet, replace(sheet, student_name="Bo")], engine)
    here = pdfs(sources, engine)
    elsewhere = subprocess.run(
        [sys.executable, "-c", program, engine],
        input=json.dumps(sources).encode(),
        env={**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "3"},
        capture_output=True, check=True, timeout=120,
    ).stdout.decode()  # fmt: skip
    assert [hashlib.sha256(each).hexdigest() for each in here] == elsewhere.split()
    assert len(set(here)) == 3
    assert len(here) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_sheet_that_fails_is_named_with_the_engines_words(engine: EngineName, sheet: SheetDocument) -> None:
    good = sources_of([sheet], engine)[0]
    bad = good.replace("Exercise week 5", r"\undefined" if engine == "latex" else '" + nothing + "')
    with pytest.raises(TypesettingError) as caught:
        pdfs([good, bad, good], engine)
    expected = {
        "latex": r"sheet 2: pdflatex: Undefined control sequence. (line ",
        "typst": "sheet 2: typst: unknown variable: nothing",
    }
    assert str(caught.value).startswith(expected[engine])


@pytest.mark.latex
def test_the_line_in_an_error_is_that_of_the_file_on_disk(sheet: SheetDocument) -> None:
    source = sources_of([sheet], "latex")[0].replace("\\AnswerLongLine%\n", "\\undefined%\n")
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "undefined" in text)
    with pytest.raises(TypesettingError, match=rf"\(line {line}: \\undefined%?\)"):
        pdfs([source], "latex")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sheet_that_never_ends_is_stopped(engine: EngineName, sheet: SheetDocument) -> None:
    good = sources_of([sheet], engine)[0]
    endless = {
        "latex": good.replace(r"\begin{document}", r"\begin{document}\def\x{\x}\x"),
        "typst": "#for i in range(100000) { for j in range(100000) { str(j) } }",
    }[engine]
    with pytest.raises(TypesettingError, match=r"sheet 1: (pdflatex|typst) did not finish within 1 seconds"):
        pdfs([endless], engine, seconds=1)


def test_a_typst_worker_goes_on_after_an_error_and_after_it_was_killed() -> None:
    with TypstWorker(1) as worker:
        with pytest.raises(TypesettingError, match="typst: "):
            worker.pdf("#panic()")
        with pytest.raises(TypesettingError, match="within 1 seconds"):
            worker.pdf("#for i in range(100000) { for j in range(100000) { str(j) } }")
        assert worker.pdf(FINE).data.startswith(b"%PDF")


@pytest.mark.parametrize("engine", ENGINES)
def test_no_process_is_left_behind(engine: EngineName, sheet: SheetDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    sources = sources_of([sheet] * 4, engine)
    monkeypatch.setattr(subprocess, "Popen", Recorded)
    with typesetter(engine) as setter:
        setter.pdfs(sources, ["sheet"] * 4)
    assert started
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_do_is_no_error(engine: EngineName) -> None:
    assert sources_of([], engine) == []
    assert pdfs([], engine) == []


@pytest.mark.latex
def test_pages_of_many_sheets_set_in_one_run_are_each_ones_own(
    sheet: SheetDocument, solution_sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    documents = [replace(document, student_id=f"s{n}") for n in range(3) for document in (solution_sheet, sheet)]
    sources = sources_of(documents, "latex")
    alone = [pdfs([source], "latex")[0] for source in sources]
    assert list(map(text_of, pdfs(sources, "latex"))) == list(map(text_of, alone))


@pytest.mark.latex
def test_a_run_that_fails_for_no_single_sheet_is_made_sheet_by_sheet(
    sheet: SheetDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = sources_of([sheet, replace(sheet, student_name="Bo")], "latex")

    def failing(*_arguments: object) -> list[bytes]:
        raise TypesettingError("pdflatex: TeX capacity exceeded")

    alone = [pdfs([source], "latex")[0] for source in sources]
    monkeypatch.setattr(LatexRun, "_divided", failing)
    assert pdfs(sources, "latex") == alone


@pytest.mark.latex
def test_sheets_of_another_preamble_are_not_set_in_one_run(sheet: SheetDocument) -> None:
    [source] = sources_of([sheet], "latex")
    with pytest.raises(ValueError, match="share their preamble"):
        pdfs([source, source.replace("11pt", "12pt")], "latex")


def test_auto_takes_pdflatex_only_with_all_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "latex_lack", lambda: "")
    assert choose_engine("auto").name == "latex"
    assert choose_engine("latex").name == "latex"
    assert choose_engine("typst").name == "typst"
    monkeypatch.setattr(pdf, "latex_lack", lambda: "TeX lacks colortbl.sty")
    assert choose_engine("auto").name == "typst"
    assert choose_engine("auto").reason.endswith(", since TeX lacks colortbl.sty")
    with pytest.raises(TypesettingError, match=r"colortbl.sty; .* texlive-latex-extra lmodern"):
        choose_engine("latex")


def test_an_unknown_engine_is_answered_with_the_known_ones() -> None:
    with pytest.raises(TypesettingError, match="no PDF engine 'latx': did you mean \"latex\""):
        choose_engine("latx")


def test_an_absent_or_too_new_typst_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "0.15.1")
    with pytest.raises(TypesettingError, match=r"typst 0\.15\.1 is installed, 0\.14\.x is needed"):
        choose_engine("typst")

    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    with pytest.raises(TypesettingError, match=re.escape('pip install "exgen[sheets]"')):
        choose_engine("typst")


def test_what_tex_lacks_is_told_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert pdf.latex_lack() == "pdflatex is not installed"
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    def found(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        there = [f"/texmf/{name}" for name in arguments[1:] if name not in ("colortbl.sty", "lmodern.sty")]
        return subprocess.CompletedProcess(arguments, 1, "\n".join(there), "")

    monkeypatch.setattr(subprocess, "run", found)
    assert "colortbl" in PACKAGES
    assert pdf.latex_lack() == "TeX lacks lmodern.sty, colortbl.sty"


def test_a_typst_worker_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with TypstWorker(60) as worker:
        worker.pdf(FINE)
        assert len(list(tmp_path.iterdir())) == 1
    with TypstWorker(60) as worker:
        worker.pdf(FINE)
        with pytest.raises(TypesettingError):
            worker.pdf("#panic()")
    assert list(tmp_path.iterdir()) == []
