"""The sheets of a group of students, made of the manifest's records alone: the same ones on whatever machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.questions.manifest import FileRecord, ManifestHead, PagesRecord, StudentRecord
from exgen.questions.rebuilt import exercise_makers, rebuilt_questions
from exgen.questions.record_files import Record, json_text
from exgen.questions.self_check import ENDING as SELF_CHECK_ENDING, self_check_file
from exgen.sheets.documents import sheet_document
from exgen.writers.document import SheetDocument
from exgen.writers.figure_pdfs import FigurePdfs
from exgen.writers.latex import latex_sources
from exgen.writers.pdf import SHEET_SECONDS, page_count, typesetter
from exgen.writers.pdflatex import FIGURES
from exgen.writers.typst_markup import typst_sources

GROUP = 8
"""So many students are set in one run: enough to share the cost of starting it, few enough to use every core."""


_own = threading.local()


class GroupRecord(Record):
    """The students of a group, by the place of the group in the class."""

    number: int
    students: list[StudentRecord]


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
    for student, files in zip(group.students, workshop.files(group.students), strict=True):
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
        students.append(student.model_copy(update={"files": {name: _record(name, files[name]) for name in files}}))
    return GroupRecord(number=group.number, students=students)


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
        self._open = ExitStack()
        self._typesetter = self._open.enter_context(typesetter(self._pages.engine))
        self._figures = self._open.enter_context(FigurePdfs(SHEET_SECONDS))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started."""
        self._open.close()

    def files(self, students: Sequence[StudentRecord]) -> Iterator[Mapping[str, bytes]]:
        """Each student's files by their places in the sheet's folder, the students set together.

        Raises TypesettingError naming the first file that cannot be set, SheetError where the exercises that are
        found are not those of the records.
        """
        documents: dict[str, SheetDocument] = {}
        for student in students:
            questions = rebuilt_questions(self._head, student, self._makers)
            for name, is_solution in zip(document_names(student.id, self._pages), (False, True), strict=False):
                documents[name] = sheet_document(
                    self._head.bank, student, questions, is_solution=is_solution, url=self._pages.url
                )
        texts = latex_sources(list(documents.values()))
        is_latex = self._pages.engine == "latex"
        sources = texts if is_latex else typst_sources(list(documents.values()))
        figures = self._figures.of({name: one for each in documents.values() for name, one in each.figures.items()})
        pdfs = self._typesetter.pdfs(sources, list(documents), figures)
        made = {name: (text.encode(), pdf) for name, text, pdf in zip(documents, texts, pdfs, strict=True)}
        for student in students:
            files = {}
            for name in document_names(student.id, self._pages):
                files[f"{name}.tex"], files[f"{name}.pdf"] = made[name]
                folder = name.rpartition("/")[0]
                files |= {f"{folder}/{FIGURES}/{one}.pdf": figures[one] for one in documents[name].figures}
            if self._pages.self_check:
                own = self_check_file(self._head, student)
                files[f"students/{student.id}{SELF_CHECK_ENDING}"] = json_text(own.model_dump()).encode()
            yield files


def document_names(id: str, pages: PagesRecord) -> list[str]:
    """The places of a student's sheet and solution in the folder, without their endings."""
    return [f"students/{id}", *([f"teacher/solutions/{id}"] if pages.solutions else [])]
