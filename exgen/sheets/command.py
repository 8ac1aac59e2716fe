"""The whole way from a bank to a folder of PDFs, as ``exgen sheet`` goes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from secrets import randbelow

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import ManifestHead, PagesRecord, RosterRecord, StudentRecord
from exgen.questions.record_files import json_text
from exgen.questions.records import Bank
from exgen.questions.sheet_layout import Format
from exgen.sheets.folder import earlier_manifest, write_teacher_files
from exgen.sheets.group import GROUP, GroupRecord, unprinted_characters
from exgen.sheets.making import SheetMaker
from exgen.sheets.roster import NOBODY, Student
from exgen.sheets.unfinished import Unfinished, begun_seed, unfinished_sheet
from exgen.sheets.workers import made_groups
from exgen.writers.formats import FORMATS
from exgen.writers.pdf import Engine, choose_engine

SEEDS = 1_000_000
"""A seed drawn by exgen lies below this, so that it can be read out to somebody."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and out of how much."""


@dataclass(frozen=True, slots=True)
class Written:
    """What ``make_sheet`` has written: where, for how many, with which seed, by which engine, and what is worth saying.

    ``shared`` names the questions of which two students had to get the same variant, the space being too small.
    ``practice`` tells how many practice sheets there are, ``not_practised`` the questions that they leave out.
    ``unprinted`` holds, by the ids of students, characters in whose place the PDFs have boxes.
    """

    folder: Path
    head: ManifestHead
    students: int
    engine: str
    shared: tuple[str, ...]
    unprinted: Mapping[str, str]
    practice: int = 0
    not_practised: tuple[str, ...] = ()


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
    versions: int | None = None,
    engine: str = "auto",
    cluster: str | None = None,
    url: str = "",
    columns: RosterRecord | None = None,
    formats: Sequence[Format] = (),
    practice: int = 0,
    progress: Progress = lambda _what, _done, _of: None,
) -> Written:
    """Write a class's sheets, solutions, keys, blank responses and manifest into ``folder``.

    A Dask ``cluster``, named by the address of its scheduler, does the work where one is given; it shares the folder.
    With ``self_check`` every student gets a file to check their responses with; whoever opens it can work out its keys.
    With ``versions`` there are so many different sheets, which students get in turn.
    ``url`` makes an address of each sheet's code in its QR code. ``columns`` are those that the roster was read from.
    ``formats`` are written beside ``.tex`` and PDF. So many sheets to ``practice`` on are made beside those of the
    students.

    An empty roster makes one sheet. Without a seed the one of the sheet that stands there already, or was begun, is
    used again, else one is drawn. The folder is written when everything went well; what was interrupted is gone on
    with by the same call. Raises InputError for whatever somebody has to mend, ProofError where rules and oracle
    disagree.
    """
    before = earlier_manifest(folder, bank.name)
    if seed is None:
        seed = before.seed if before is not None else begun_seed(folder)
    chosen = chosen_engine(bank, engine)
    students = tuple(roster) or (NOBODY,)
    near = library.near(bank.path)
    templates = {question.template: near.template(question.template) for question in bank.questions}
    drawn = randbelow(SEEDS) if seed is None else seed
    maker = SheetMaker(bank, templates, drawn, as_published=as_published, versions=versions)
    head = maker.head(
        PagesRecord(
            engine=chosen.name,
            version=chosen.version,
            solutions=solutions,
            self_check=self_check,
            url=url,
            formats=[name for name in FORMATS if name in formats],
        ),
        columns,
    )
    with unfinished_sheet(folder) as unfinished:
        unfinished.begin(_plan(head, students, practice))
        numbers, extra = made_class(
            maker, head, students, unfinished, practice=practice, cluster=cluster, progress=progress
        )
        write_teacher_files(
            unfinished.sheet,
            head,
            lambda: chain.from_iterable(group.students for group in unfinished.groups(numbers)),
            [each for group in unfinished.groups(extra) for each in group.students],
        )
        unprinted = unprinted_characters(unfinished.groups(numbers))
        earlier_manifest(folder, bank.name)  # somebody may have filled in responses.csv in the meantime
        unfinished.finish()
    return Written(folder, head, len(students), chosen.reason, maker.shared, unprinted, practice, maker.not_practised)


def chosen_engine(bank: Bank, requested: str) -> Engine:
    """The engine that sets a bank's sheets: the one that it fixes, so that they are the same wherever they are made.

    Raises SheetError where another one is asked for by name, TypesettingError where the engine is not there.
    """
    fixed = bank.pdf_engine
    if fixed is None:
        return choose_engine(requested)
    if requested not in ("auto", fixed):
        raise SheetError(f'{bank.path}: pdf_engine = "{fixed}" fixes what sets the PDFs; leave --pdf-engine out')
    engine = choose_engine(fixed)
    return replace(engine, reason=f"{engine.reason}, fixed by the bank")


def _plan(head: ManifestHead, students: Sequence[Student], practice: int) -> str:
    """What tells whether an interrupted sheet is the one that is asked for."""
    asked = [[student.id, student.name] for student in students]
    return json_text({"head": head.model_dump(), "students": asked, "practice": practice})


def made_class(
    maker: SheetMaker,
    head: ManifestHead,
    students: Sequence[Student],
    unfinished: Unfinished,
    first: int = 1,
    practice: int = 0,
    cluster: str | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> tuple[range, range]:
    """Make what is not there yet of the students' files, and so many sheets to practise on.

    Returns the numbers of the students' groups, from ``first`` on, and of those of the practice sheets.
    """
    numbers = range(first, first - (-len(students) // GROUP))
    extra = range(numbers.stop, numbers.stop - (-practice // GROUP))

    def drawn(student: Student, group: int) -> StudentRecord:
        record = maker.student(student, group)
        progress("exercises solved and proven", next(solved), len(students))
        return record

    def orders() -> Iterator[GroupRecord]:
        for number in numbers:
            begun = unfinished.done(number)
            if begun is not None:
                for student in begun.students:
                    maker.take(student)
                    progress("exercises solved and proven", next(solved), len(students))
                    progress("sheets set", next(set_), len(students))
                continue
            members = students[(number - first) * GROUP : (number - first + 1) * GROUP]
            yield GroupRecord(number=number, students=[drawn(student, number) for student in members])
        for number in extra:
            if unfinished.done(number) is None:
                begin = (number - numbers.stop) * GROUP
                own = range(begin + 1, min(begin + GROUP, practice) + 1)
                sheets = [maker.practice(each, number) for each in own]
                yield GroupRecord(number=number, students=sheets, is_practice=True)

    solved, set_ = iter(range(1, len(students) + 1)), iter(range(1, len(students) + 1))
    for group in made_groups(head, orders(), len(numbers) + len(extra), unfinished.sheet, cluster):
        unfinished.keep(group)
        for _ in () if group.is_practice else group.students:
            progress("sheets set", next(set_), len(students))
    return numbers, extra
