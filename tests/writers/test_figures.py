"""Figures on pages: the same in both engines, each once, beside the ``.tex``, whatever a caption holds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from exgen.errors import TypesettingError
from exgen.figures import Figure
from exgen.writers import QuestionBlock, SheetDocument, latex_sources, typesetter, typst_sources
from exgen.writers.drawn_figures import DrawnFigures
from exgen.writers.pdf import EngineName
from tests.figures.drawing import exercise_with, figure
from tests.writers.setting import sources_of

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
NETWORK = '[network]\ninput = "(1, 9, 30)"\nlayers = "Conv2d(1, 1, 3, stride=2, padding=1)"'


@pytest.fixture(scope="module")
def kernel() -> Figure:
    return figure(exercise_with(NETWORK, 'kind = "kernel"'))


@pytest.fixture(scope="module")
def made(kernel: Figure) -> dict[str, bytes]:
    with DrawnFigures(60.0) as drawn:
        return drawn.pdfs({kernel.digest: kernel})


def _document(sheet: SheetDocument, drawn: Figure, *statements: str) -> SheetDocument:
    questions = [
        QuestionBlock(number, "Windows", None, statement, (), None, "t/q", {drawn.digest: drawn})
        for number, statement in enumerate(statements, 1)
    ]
    return replace(sheet, questions=tuple(questions))


def _pdf(document: SheetDocument, engine: EngineName, figures: dict[str, bytes]) -> bytes:
    with typesetter(engine) as setter:
        return setter.pdfs(sources_of([document], engine), ["sheet"], figures)[0].data


@pytest.mark.parametrize("engine", ENGINES)
def test_a_figure_is_on_the_page_as_text_with_its_caption_and_its_description(
    engine: EngineName, sheet: SheetDocument, kernel: Figure, made: dict[str, bytes], text_of: Callable[[bytes], str]
) -> None:
    document = _document(sheet, kernel, f"Before.\n\n![The kernel $K$, *laid*]({kernel.digest})\n\nAfter.")
    pdf = _pdf(document, engine, made)
    text = " ".join(text_of(pdf).split())
    for words in ("Before.", "W = 30", "P = 1", "first position", "next position", "The kernel", "laid", "After."):
        assert words.replace(" ", "") in text.replace(" ", "")
    assert kernel.alt in _alternatives(pdf)


def _alternatives(pdf: bytes) -> list[str]:
    """The texts that stand for what cannot be seen: in tags, or around what is drawn."""
    with pikepdf.open(BytesIO(pdf)) as read:
        found = [str(each["/Alt"]) for each in read.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
        for page in read.pages:
            page.contents_coalesce()
            drawn = re.findall(rb"/Alt ?<FEFF([0-9A-F]+)>", page.Contents.read_bytes())
            found += [bytes.fromhex(each.decode()).decode("utf-16-be") for each in drawn]
        return found


def test_a_figure_shown_twice_stands_once_in_a_source(sheet: SheetDocument, kernel: Figure) -> None:
    document = _document(sheet, kernel, *2 * [f"![One]({kernel.digest})\n\nText.\n\n![Two]({kernel.digest})"])
    [typst], [latex] = typst_sources([document]), latex_sources([document])
    assert typst.count("<svg") == 2  # the QR code's, and the figure's
    assert typst.count("#sheet-figure(") == 4
    assert latex.count(r"\DescribeFigure{" + kernel.digest) == 1
    assert latex.count(r"\SheetFigure{" + kernel.digest) == 4


@pytest.mark.latex
def test_a_tex_file_compiles_alone_with_its_figures_beside_it(
    sheet: SheetDocument, kernel: Figure, made: dict[str, bytes], tmp_path: Path
) -> None:
    [source] = latex_sources([_document(sheet, kernel, f"![]({kernel.digest})")])
    (tmp_path / "sheet.tex").write_text(source, encoding="utf-8")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / f"{kernel.digest}.pdf").write_bytes(made[kernel.digest])
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    printed = finished.stdout.decode(errors="replace")
    assert finished.returncode == 0, printed
    assert "PDF inclusion" not in printed
    assert b"PTEX" not in (tmp_path / "sheet.pdf").read_bytes()


def test_the_pdf_of_a_figure_is_a_page_of_its_size_and_the_same_bytes_each_time(
    kernel: Figure, made: dict[str, bytes]
) -> None:
    with DrawnFigures(60.0) as drawn:
        again = drawn.pdfs({kernel.digest: kernel})
        assert drawn.pdfs({kernel.digest: kernel})[kernel.digest] is again[kernel.digest]
    assert again == made
    with pikepdf.open(BytesIO(made[kernel.digest])) as read:
        [page] = read.pages
        assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [
            round(kernel.width),
            round(kernel.height),
        ]
        assert read.pdf_version == "1.5"
        assert not {"/StructTreeRoot", "/Metadata"} & set(read.Root.keys())


HOSTILE = [
    r"\input{/etc/passwd} \write18{touch x} ^^5cinput{x}",
    '#read("/etc/passwd") #panic() "]) #eval("1")',
    r"100 % & # _ ~ { } \ $",
    "**bold** `code)` <script>alert(1)</script>",
    "𝔘nicode → ∞ 张",
]


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_a_caption_holds_is_printed_as_text(
    engine: EngineName, sheet: SheetDocument, kernel: Figure, made: dict[str, bytes], text_of: Callable[[bytes], str]
) -> None:
    statements = [f"![{caption}]({kernel.digest})" for caption in HOSTILE]
    text = "".join(text_of(_pdf(_document(sheet, kernel, *statements), engine, made)).split())
    for shown in (r"\input{/etc/passwd}", '#read("/etc/passwd")', "100%&#_~{}", "<script>alert(1)</script>"):
        assert shown in text.replace("”", '"').replace("“", '"')
    assert "root:" not in text


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("![x](/etc/passwd)", "only figures of the template can be shown"),
        ("![x](" + 32 * "0" + ")", "only figures of the template can be shown"),
        ("Among ![x](FIGURE) words.", "an image among words: a figure stands in a paragraph of its own"),
        ("*![x](FIGURE)*", "an image among words"),
        ("[![x](FIGURE)](http://example.org)", "an image among words"),
        ("- ![x](FIGURE)", "an image among words"),
        ("![![x](FIGURE)](FIGURE)", "an image among words"),
    ],
)
def test_an_image_that_is_no_figure_in_its_own_paragraph_is_refused(
    statement: str, problem: str, sheet: SheetDocument, kernel: Figure
) -> None:
    with pytest.raises(TypesettingError) as error:
        latex_sources([_document(sheet, kernel, statement.replace("FIGURE", kernel.digest))])
    assert error.value.problems[0].startswith("question 1 (Windows), t/q/statement.md: ")
    assert problem in error.value.problems[0]
