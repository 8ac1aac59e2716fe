"""One question as its sheet and its solution show it, set anew as often as its author changes it.

What takes long is kept from one time to the next: the processes of pandoc and typst (sheet and solution are set side by
side), the markup of every piece of Markdown, what conventions the keys hang on, and the pages whose source is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.questions.common_mistakes import CommonMistakes
from exgen.questions.exercise import Exercise
from exgen.questions.layouts import Layout
from exgen.questions.loading import template_from_folder
from exgen.questions.manifest import BankRecord, StudentRecord
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.sheet_layout import Language
from exgen.questions.solving import Solved, solved_variant
from exgen.sheets.documents import sheet_document
from exgen.sheets.making import sheet_code, variant_record
from exgen.sheets.roster import NOBODY
from exgen.writers.document import SheetDocument
from exgen.writers.made_pdf import Pdf
from exgen.writers.markdown import markup_of_documents
from exgen.writers.pandoc import Pandoc, pandoc_path
from exgen.writers.pdf import SHEET_SECONDS, choose_engine
from exgen.writers.typst_markup import typst_sources
from exgen.writers.typst_pool import TypstWorker

NAMES = ("sheet", "solution")
"""What stands in the PDF, one behind the other."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """The PDF of a question's sheet and solution, and the exercise on it.

    ``unprinted`` is a text for which there is no font: boxes stand in its place.
    """

    pdf: bytes
    exercise: Exercise
    unprinted: str


class Preview:
    """Sets the question template in a folder, in its variant of a seed; a context manager that ends its processes.

    Raises TypesettingError where pandoc or typst is not installed.
    """

    def __init__(self, name: str, folder: Path, layout: Layout, *, seed: int = 0, language: Language = "en") -> None:
        pandoc_path()
        choose_engine("typst")
        self._name, self._folder, self._layout = name, folder, layout
        self._seed, self._language = seed, language
        self._set: dict[str, Pdf] = {}
        with ExitStack() as started:
            self._pandoc = started.enter_context(Pandoc())
            placed = layout.placed
            self._workers = [started.enter_context(TypstWorker(SHEET_SECONDS, placed)) for _ in NAMES]
            self._threads = started.enter_context(ThreadPoolExecutor(len(NAMES)))
            self._open = started.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def previewed(self) -> Previewed:
        """The question as its files are now.

        Raises InputError for whatever its author has to mend, ProofError where rules and oracle disagree.
        """
        template = template_from_folder(self._name, self._folder)
        solved = solved_variant(template, seed=self._seed)
        documents = self._documents(solved)
        sources = typst_sources(documents, markup_of_documents(documents, pandoc=self._pandoc))
        pdfs = list(self._threads.map(self._pdf, self._workers, sources, NAMES))
        self._set = dict(zip(sources, pdfs, strict=True))
        unprinted = next((pdf.unprinted for pdf in pdfs if pdf.unprinted), "")
        return Previewed(_behind_each_other(pdfs), solved.exercise, unprinted)

    def _documents(self, solved: Solved) -> list[SheetDocument]:
        exercise = solved.exercise
        bank = BankRecord(name=self._name, title=self._name, course="", digest="", language=self._language)
        variant = variant_record(1, None, exercise, solved.draw, CommonMistakes())
        code = sheet_code(bank.digest, NOBODY.id, [variant])
        student = StudentRecord(id=NOBODY.id, name=NOBODY.name, code=code, variants=[variant], group=1)
        questions = [RebuiltQuestion(1, exercise, Fraction(1))]
        return [
            sheet_document(bank, student, questions, is_solution=name == "solution", layout=self._layout)
            for name in NAMES
        ]

    def _pdf(self, worker: TypstWorker, source: str, name: str) -> Pdf:
        if source in self._set:
            return self._set[source]
        (pdf,) = worker.pdfs([source], [f"{self._name}, {name}"])
        return pdf


def _behind_each_other(pdfs: Sequence[Pdf]) -> bytes:
    """All pages in one PDF; the same ones give the same bytes."""
    import pikepdf

    joined = BytesIO()
    with ExitStack() as opened:
        first, *others = [opened.enter_context(pikepdf.open(BytesIO(pdf.data))) for pdf in pdfs]
        for other in others:
            first.pages.extend(other.pages)
        first.save(joined, deterministic_id=True)
    return joined.getvalue()
