"""A sheet made again from its manifest: the same bytes, or a refusal that says what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from exgen import __version__
from exgen.errors import SheetError
from exgen.grading.sheet_check import student_named
from exgen.questions.manifest import Manifest, PagesRecord, StudentRecord
from exgen.questions.record_files import json_text
from exgen.sheets.folder import layout_files, write_teacher_files
from exgen.sheets.group import GroupRecord
from exgen.sheets.making import sheet_code
from exgen.sheets.unfinished import Unfinished, unfinished_sheet
from exgen.sheets.workers import made_groups
from exgen.writers.pdf import choose_engine
from exgen.writers.whole_file import write_files

ANYWAY = "--anyway makes it all the same"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What ``rebuild`` has written: where, how many files, and those whose bytes are not what the manifest says."""

    folder: Path
    files: int
    differing: tuple[str, ...]


def rebuild(
    manifest: Manifest,
    place: Path,
    folder: Path,
    *,
    student: str | None = None,
    anyway: bool = False,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _of: None,
) -> Rebuilt:
    """Make a sheet again, or one student's files, into a new ``folder``.

    ``place`` is what errors call the manifest. exgen's templates and the bank are not looked at, since the manifest
    carries what it was made from. Raises SheetError where the manifest was edited, where another exgen or
    another engine would make other pages (unless ``anyway``), and for files that come out otherwise; nothing is written
    then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SheetError(f"{folder} is not empty; give a new folder with --out")
    if manifest.pages is None:
        raise SheetError(f"{place}: this manifest is of an older exgen, which did not keep how its pages were set")
    wanted = manifest.students if student is None else [student_named(manifest.students, student, place)]
    changed = tuple(changed_since(manifest, manifest.pages))
    if changed and not anyway:
        raise SheetError(*changed, ANYWAY)
    practice = manifest.practice if student is None else []
    _check_codes(manifest, [*wanted, *practice])
    with unfinished_sheet(folder) as unfinished:
        unfinished.begin(json_text({"rebuilt": manifest.model_dump(), "student": student}))
        groups = tuple(_groups(manifest, wanted, manifest.pages))
        extra = tuple(_practice_groups(practice, len(groups) + 1))
        differing: list[str] = []
        done = files = 0
        recorded = {each.id: each for each in wanted}
        kept = {name for each in wanted for name in each.files}  # equal figures are one file
        exercised = {each.id: each for each in practice}
        for group in _made(manifest, (*groups, *extra), unfinished):
            unfinished.keep(group)
            for made in group.students:
                if group.is_practice:
                    differing += _differing(exercised[made.id], made)
                    files += len(made.files)
                    continue
                if made.id not in recorded:
                    for name in made.files.keys() - kept:
                        (unfinished.sheet / name).unlink(missing_ok=True)  # gone, if an interrupted run was here
                    continue
                differing += _differing(recorded[made.id], made)
                files += len(made.files)
                done += 1
                progress("sheets set", done, len(wanted))
        if student is None:
            of_all = write_teacher_files(
                unfinished.sheet,
                manifest.head,
                lambda: chain.from_iterable(group.students for group in unfinished.groups(range(1, len(groups) + 1))),
                [each for group in unfinished.groups(each.number for each in extra) for each in group.students],
            )
            differing += [name for name, file in manifest.files.items() if of_all.get(name) != file]
        else:
            write_files(unfinished.sheet, layout_files(manifest))
        if differing and not anyway:
            raise SheetError(*(f"{name}: other bytes than the manifest says" for name in differing), ANYWAY)
        unfinished.finish()
    return Rebuilt(folder, files, tuple(differing))


def changed_since(manifest: Manifest, pages: PagesRecord) -> Iterator[str]:
    """What would make other pages today."""
    engine = choose_engine(pages.engine)
    if manifest.exgen != __version__:
        yield f"exgen {manifest.exgen} made this sheet, this is exgen {__version__}"
    if pages.version != engine.version:
        yield f"{pages.version} set its pages, here is {engine.version}"


def _check_codes(manifest: Manifest, students: list[StudentRecord]) -> None:
    """Hold the code that is printed on each sheet to what it was made of."""
    for student in students:
        if student.code != sheet_code(manifest.bank.digest, student.id, student.variants, student.version):
            raise SheetError(
                f"{student.id}: the manifest's code, id or parameters of this student, or its digest of the bank, were "
                "edited: they do not belong together"
            )


def _groups(manifest: Manifest, wanted: list[StudentRecord], pages: PagesRecord) -> Iterator[GroupRecord]:
    """The students to make again, numbered anew; those who were set in one run of pdflatex come together."""
    ids = {student.id for student in wanted}
    numbers = {student.group for student in wanted}
    is_together = pages.engine == "latex"
    members = [each for each in manifest.students if each.group in numbers and (is_together or each.id in ids)]
    for number, (_, group) in enumerate(groupby(members, key=lambda each: each.group), 1):
        yield GroupRecord(number=number, students=list(group))


def _practice_groups(practice: list[StudentRecord], first: int) -> Iterator[GroupRecord]:
    """The practice sheets to make again, numbered from ``first`` on."""
    for number, (_, group) in enumerate(groupby(practice, key=lambda each: each.group), first):
        yield GroupRecord(number=number, students=list(group), is_practice=True)


def _made(manifest: Manifest, groups: tuple[GroupRecord, ...], unfinished: Unfinished) -> Iterator[GroupRecord]:
    """The groups made again: those of an interrupted run as they are, then the others."""
    orders = []
    for group in groups:
        begun = unfinished.done(group.number)
        if begun is None:
            orders.append(group)
        else:
            yield begun
    yield from made_groups(manifest.head, orders, len(orders), unfinished.sheet)


def _differing(recorded: StudentRecord, made: StudentRecord) -> list[str]:
    return [name for name, file in made.files.items() if recorded.files.get(name) != file]
