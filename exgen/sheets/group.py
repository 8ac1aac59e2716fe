"""The sheets of a group of students, made of the manifest's records alone: the same ones on whatever machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.questions.layouts import layout_from_record
from exgen.questions.manifest import FileRecord, ManifestHead, PagesRecord, StudentRecord
from exgen.questions.rebuilt import exercise_makers, rebuilt_questions
from exgen.questions.record_files import Record, json_text
from exgen.questions.self_check import ENDING as SELF_CHECK_ENDING, self_check_file
from exgen.sheets.documents import practice_number, sheet_document
from exgen.writers.document import SheetDocument
from exgen.writers.drawn_figures import DrawnFigures
from exgen.writers.formats import format_files, need_pictures, notations
from exgen.writers.latex import latex_sources
from exgen.writers.latex_characters import unsettable
from exgen.writers.made_pdf import page_count
from exgen.writers.markdown import markup_of_documents
from exgen.writers.pandoc import Pandoc
from exgen.writers.pdf import SHEET_SECONDS, typesetter
from exgen.writers.pdflatex import FIGURES
from exgen.writers.typst_markup import typst_sources
from exgen.writers.typst_pool import TypstWorker

GROUP = 8
"""So many students are set in one run: enough to share the cost of starting it, few enough to use every core."""


_own = threading.local()


class GroupRecord(Record):
    """The students of a group, by the place of the group in the class; or sheets to practise on."""

    number: int
    students: list[StudentRecord]
    is_practice: bool = False


def unprinted_characters(groups: Iterable[GroupRecord]) -> dict[str, str]:
    """The characters in whose place PDFs have boxes, by the ids of the students whose PDFs they are."""
    return {student.id: student.unprinted for group in groups for student in group.students if student.unprinted}


def made_group(head: str, group: str, folder: str) -> str:
    """What :func:`write_group` does, told and answered in JSON: it can be called in another process.

    ``head`` is that of a :class:`ManifestHead`, ``group`` and the result that of a :class:`GroupRecord`; a machine
    elsewhere has to share the folder.
    """
    record = GroupRecord.model_validate_json(group)
    return write_group(_workshop(head), record, Path(folder)).model_dump_json()


def write_group(workshop: Workshop, group: GroupRecord, folder: Path) -> GroupRecord:
    """Write the files of a group's students into ``folder``; returns the group with the record of each file."""
    students = []
    made = zip(group.students, workshop.files(group.students, group.is_practice), strict=True)
    for student, (files, unprinted) in made:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
        records = {name: _record(name, data) for name, data in files.items()}
        students.append(student.model_copy(update={"files": records, "unprinted": unprinted}))
    return group.model_copy(update={"students": students})


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless it is there: equal figures are one file, of several students."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def _record(name: str, data: bytes) -> FileRecord:
    return FileRecord(sha256=sha256(data).hexdigest(), pages=page_count(data) if name.endswith(".pdf") else None)


def _workshop(head: str) -> Workshop:
    """This thread's for the class that is being made: its templates are read once, what sets its pages stays warm."""
    if getattr(_own, "head", None) != head:
        if hasattr(_own, "workshop"):
            _own.workshop.close()
        _own.head, _own.workshop = head, Workshop(ManifestHead.model_validate_json(head))
    workshop: Workshop = _own.workshop
    return workshop


class Workshop:
    """Makes the files of students' sheets; a context manager that ends the processes it has started."""

    def __init__(self, head: ManifestHead) -> None:
        if head.pages is None:
            raise ValueError("this manifest does not say how its pages were set")
        self._head, self._pages = head, head.pages
        self._makers = exercise_makers(head)
        self._layout = None if head.layout is None else layout_from_record(head.layout, head.called)
        placed = {} if self._layout is None else self._layout.placed
        self._open = ExitStack()
        self._typesetter = self._open.enter_context(typesetter(self._pages.engine, files=placed))
        running = self._typesetter if isinstance(self._typesetter, TypstWorker) else None
        self._figures = self._open.enter_context(DrawnFigures(SHEET_SECONDS, running))
        self._pandoc = self._open.enter_context(Pandoc())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started."""
        self._open.close()

    def files(
        self, students: Sequence[StudentRecord], is_practice: bool = False
    ) -> Iterator[tuple[Mapping[str, bytes], str]]:
        """Each student's files by their places in the sheet's folder, and characters that are boxes in them.

        The students are set together.

        Practice sheets have their solutions beside them.

        Raises TypesettingError naming the first file that cannot be set, SheetError where the exercises that are
        found are not those of the records.
        """

        def names(student: StudentRecord) -> list[str]:
            return practice_names(student.id) if is_practice else document_names(student.id, self._pages)

        documents: dict[str, SheetDocument] = {}
        for student in students:
            questions = rebuilt_questions(self._head, student, self._makers)
            for name, is_solution in zip(names(student), (False, True), strict=False):
                documents[name] = sheet_document(
                    self._head.bank,
                    student,
                    questions,
                    is_solution=is_solution,
                    url=self._pages.url,
                    layout=self._layout,
                    is_practice=is_practice,
                )
        sheets, formats = list(documents.values()), self._pages.formats
        markup = markup_of_documents(sheets, notations(formats), pandoc=self._pandoc)
        texts = latex_sources(sheets, markup)
        is_latex = self._pages.engine == "latex"
        sources = texts if is_latex else typst_sources(sheets, markup)
        shown = {name: one for each in documents.values() for name, one in each.figures.items()}
        figures = self._figures.pdfs(shown)
        pictures = self._figures.pngs(shown) if need_pictures(formats) else {}
        pdfs = self._typesetter.pdfs(sources, list(documents), figures)
        made = dict(zip(documents, zip(texts, pdfs, strict=True), strict=True))
        for student in students:
            files, unprinted = {}, unsettable(f"{student.id} {student.name}") if is_latex else ""
            for name in names(student):
                text, pdf = made[name]
                files[f"{name}.tex"], files[f"{name}.pdf"] = text.encode(), pdf.data
                others = format_files(documents[name], markup, formats, pictures)
                files |= {f"{name}{ending}": data for ending, data in others.items()}
                folder = name.rpartition("/")[0]
                files |= {f"{folder}/{FIGURES}/{one}.pdf": figures[one] for one in documents[name].figures}
                unprinted = unprinted or pdf.unprinted
            if self._pages.self_check and not is_practice:
                own = self_check_file(self._head, student)
                files[f"students/{student.id}{SELF_CHECK_ENDING}"] = json_text(own.model_dump()).encode()
            yield files, unprinted


def document_names(id: str, pages: PagesRecord) -> list[str]:
    """The places of a student's sheet and solution in the folder, without their endings."""
    return [f"students/{id}", *([f"teacher/solutions/{id}"] if pages.solutions else [])]


def practice_names(id: str) -> list[str]:
    """The places of a practice sheet and its solution in the folder, without their endings."""
    return [f"practice/{practice_number(id)}", f"practice/{practice_number(id)}-solutions"]
