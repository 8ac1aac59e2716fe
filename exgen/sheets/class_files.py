"""What a teacher gets of a whole class: all sheets in one file to be printed, and all keys in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from exgen.questions.manifest import FileRecord, ManifestHead, StudentRecord
from exgen.sheets.key_table import key_sheet
from exgen.writers.joined_pdf import JoinedPdf
from exgen.writers.key_sheet import latex_key_sheet, typst_key_sheets
from exgen.writers.made_pdf import page_count
from exgen.writers.pdf import SHEET_SECONDS, Typesetter, typesetter

CLASS_PDF = Path("teacher/class.pdf")
KEY_SHEET = (Path("teacher/keys.tex"), Path("teacher/keys.pdf"))

Students = Callable[[], Iterable[StudentRecord]]


def write_class_files(folder: Path, head: ManifestHead, students: Students) -> dict[str, FileRecord]:
    """Write what is made of all students' sheets together, into a sheet's folder; returns the record of each file.

    ``students`` are read once for each file. There is nothing to be made of an older manifest, which does not say how
    its pages were set.
    """
    if head.pages is None:
        return {}
    return {**_class_pdf(folder, students()), **_key_sheet(folder, head, students())}


def _class_pdf(folder: Path, students: Iterable[StudentRecord]) -> dict[str, FileRecord]:
    """All students' sheets behind each other, in the order of the roster, each with an even number of pages."""
    import pikepdf

    digest, new = sha256(), folder / CLASS_PDF.with_name(f".{CLASS_PDF.name}")
    with new.open("wb") as file:

        def write(data: bytes) -> None:
            digest.update(data)
            file.write(data)

        joined = JoinedPdf(write)
        for student in students:
            with pikepdf.open(folder / "students" / f"{student.id}.pdf") as sheet:
                joined.add(sheet)
        joined.end()
    new.replace(folder / CLASS_PDF)
    return {CLASS_PDF.as_posix(): FileRecord(sha256=digest.hexdigest(), pages=joined.pages)}


def _key_sheet(folder: Path, head: ManifestHead, students: Iterable[StudentRecord]) -> dict[str, FileRecord]:
    assert head.pages is not None
    sheet = key_sheet(head, students)
    text = latex_key_sheet(sheet)
    with typesetter(head.pages.engine, SHEET_SECONDS + len(sheet.rows)) as engine:
        if head.pages.engine == "latex":
            [(pdf, _)] = engine.pdfs([text], ["teacher/keys"])
        else:
            pdf = _behind_each_other(typst_key_sheets(sheet), engine)
    records = {}
    for path, data in zip(KEY_SHEET, (text.encode(), pdf), strict=True):
        new = folder / path.with_name(f".{path.name}")
        new.write_bytes(data)
        new.replace(folder / path)
        pages = page_count(data) if path.suffix == ".pdf" else None
        records[path.as_posix()] = FileRecord(sha256=sha256(data).hexdigest(), pages=pages)
    return records


def _behind_each_other(sources: Iterable[Callable[[int], str]], engine: Typesetter) -> bytes:
    """The PDF of sources whose pages are counted through; where there is one alone, as the engine has made it."""
    import pikepdf

    pdfs: list[bytes] = []
    pages = 0
    for source in sources:
        [(pdf, _)] = engine.pdfs([source(pages + 1)], ["teacher/keys"])
        pdfs.append(pdf)
        pages += page_count(pdf)
    if len(pdfs) == 1:
        return pdfs[0]
    with ExitStack() as opened:
        whole, *others = (opened.enter_context(pikepdf.open(BytesIO(pdf))) for pdf in pdfs)
        for other in others:
            whole.pages.extend(other.pages)
        joined = BytesIO()
        whole.save(joined, deterministic_id=True)
        return joined.getvalue()
