"""The whole way from a bank to a folder of PDFs, as ``exgen sheet`` goes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow

from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.questions.records import Bank
from exgen.sheets.documents import sheet_document
from exgen.sheets.folder import (
    KEYS,
    MANIFEST,
    RESPONSES,
    blank_responses,
    earlier_manifest,
    keys_text,
    manifest_text,
    self_check_texts,
    whole_folder,
    write_texts,
)
from exgen.sheets.making import class_sheet, manifest
from exgen.sheets.roster import NOBODY, Student
from exgen.writers.latex import latex_sources
from exgen.writers.latex_characters import unsettable
from exgen.writers.pdf import choose_engine, pdfs, sources_for_engine

SEEDS = 1_000_000
"""A seed drawn by exgen lies below this, so that it can be read out to somebody."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and out of how much."""


@dataclass(frozen=True, slots=True)
class Written:
    """What ``make_sheet`` has written: where, with which seed, by which engine, and what is worth saying.

    ``shared`` names the questions of which two students had to get the same variant, the space being too small.
    ``unprinted`` holds, by the ids of students, characters of id and name in whose place the PDFs have boxes;
    ``self_check`` says whether students have files to check themselves with.
    """

    folder: Path
    manifest: Manifest
    engine: str
    shared: tuple[str, ...]
    unprinted: Mapping[str, str]
    self_check: bool = False


def make_sheet(
    bank: Bank,
    roster: Sequence[Student],
    library: Library,
    folder: Path,
    *,
    seed: int | None = None,
    as_published: bool = False,
    solutions: bool = True,
    self_check: bool = False,
    engine: str = "auto",
    progress: Progress = lambda _what, _done, _of: None,
) -> Written:
    """Write a class's sheets, solutions, keys, blank responses and manifest into ``folder``.

    With ``self_check`` every student gets a file to check their responses with; whoever opens it can work out its keys.

    An empty roster makes one sheet. Without a seed the one of the sheet that stands there already is used again, else
    one is drawn. Nothing is written unless everything went well. Raises InputError for whatever somebody has to
    mend, ProofError where rules and oracle disagree.
    """
    before = earlier_manifest(folder, bank.name)
    if seed is None:
        seed = before.seed if before is not None else randbelow(SEEDS)
    chosen = choose_engine(engine)
    students = tuple(roster) or (NOBODY,)
    made = class_sheet(
        bank,
        students,
        seed,
        library,
        as_published=as_published,
        progress=lambda done: progress("exercises solved and proven", done, len(students)),
    )
    record = manifest(made)
    sheets = {f"students/{sheet.student.id}": sheet_document(bank, sheet, is_solution=False) for sheet in made.students}
    if solutions:
        sheets |= {
            f"teacher/solutions/{sheet.student.id}": sheet_document(bank, sheet, is_solution=True)
            for sheet in made.students
        }
    names, documents = list(sheets), list(sheets.values())
    texts = latex_sources(documents)
    sources = texts if chosen.name == "latex" else sources_for_engine(documents, chosen.name)
    with whole_folder(folder) as new:
        write_texts(new, {Path(f"{name}.tex"): text for name, text in zip(names, texts, strict=True)})
        write_texts(
            new,
            {MANIFEST: manifest_text(record), KEYS: keys_text(record), RESPONSES: blank_responses(record)},
        )
        if self_check:
            write_texts(new, self_check_texts(record))
        with closing(pdfs(sources, chosen.name, names=names)) as made_pages:
            for done, (index, pdf) in enumerate(made_pages, 1):
                (new / f"{names[index]}.pdf").write_bytes(pdf)
                progress("pages set", done, len(names))
        earlier_manifest(folder, bank.name)  # somebody may have filled in responses.csv in the meantime
    unprinted = _unprinted(students) if chosen.name == "latex" else {}
    return Written(folder, record, chosen.reason, made.shared, unprinted, self_check)


def _unprinted(students: Sequence[Student]) -> Mapping[str, str]:
    """The characters that pdflatex cannot print, by the ids of the students whose names have them."""
    found = {student.id: unsettable(f"{student.id} {student.name}") for student in students}
    return {id: characters for id, characters in found.items() if characters}
