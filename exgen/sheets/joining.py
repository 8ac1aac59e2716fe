"""Late joiners: sheets for students who are not on a sheet's roster yet; everybody else's files stay as they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from exgen.errors import SheetError
from exgen.questions.manifest import Manifest, StudentRecord, read_manifest
from exgen.questions.rebuilt import exercise_makers
from exgen.questions.record_files import json_text
from exgen.questions.records import Bank
from exgen.sheets.command import Written, made_class
from exgen.sheets.folder import (
    MANIFEST,
    RESPONSES,
    RESPONSES_HEADER,
    blank_responses,
    write_pieces,
    write_teacher_files,
)
from exgen.sheets.group import unprinted_characters
from exgen.sheets.making import SheetMaker
from exgen.sheets.rebuilding import changed_since
from exgen.sheets.roster import Student
from exgen.sheets.unfinished import unfinished_sheet
from exgen.writers.pdf import choose_engine


def add_students(
    bank: Bank,
    joining: Sequence[Student],
    folder: Path,
    *,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _of: None,
) -> Written:
    """Write sheets for those of ``joining`` who have none in ``folder`` yet, with the numbers of its seed.

    Nobody else's variant, file or typed response changes; the templates are those that the manifest carries. Raises
    SheetError where no sheet stands there, the bank or exgen has changed since, or everybody has a sheet already.
    """
    if not (folder / MANIFEST).is_file():
        raise SheetError(f"{folder} holds no sheet to add students to")
    manifest = read_manifest(folder / MANIFEST)
    known = {student.id for student in manifest.students}
    new = tuple(student for student in joining if student.id not in known)
    problems = list(_problems(manifest, bank, folder, new))
    if problems or manifest.pages is None:
        raise SheetError(*problems)
    templates = {name: maker.template for name, maker in exercise_makers(manifest).items()}
    maker = SheetMaker(bank, templates, manifest.seed, as_published=manifest.as_published, versions=manifest.versions)
    for student in manifest.students:
        maker.take(student)
    for sheet in manifest.practice:
        maker.take_practice(sheet)
    first = 1 + max(each.group for each in (*manifest.students, *manifest.practice))
    with unfinished_sheet(folder) as unfinished:
        _typed_responses(folder, manifest)  # what cannot be written on is told before anything is made
        plan = {"head": manifest.head.model_dump(), "joining": [[student.id, student.name] for student in new]}
        unfinished.begin(json_text(plan))
        shutil.copytree(folder, unfinished.sheet, copy_function=_linked, dirs_exist_ok=True)
        numbers, _ = made_class(maker, manifest.head, new, unfinished, first, progress=progress)

        def students() -> Iterator[StudentRecord]:
            return chain(manifest.students, chain.from_iterable(each.students for each in unfinished.groups(numbers)))

        write_teacher_files(unfinished.sheet, manifest.head, students, manifest.practice)
        typed = _typed_responses(folder, manifest)
        if typed is not None:
            _, *blank = blank_responses(each for group in unfinished.groups(numbers) for each in group.students)
            write_pieces(unfinished.sheet / RESPONSES, [typed, *blank])
        unprinted = unprinted_characters(unfinished.groups(numbers))
        unfinished.finish()
    reason = choose_engine(manifest.pages.engine).reason
    return Written(folder, manifest.head, len(new), reason, maker.shared, unprinted)


def id_column_of(folder: Path) -> str | None:
    """The column that the ids of a sheet's students were taken from; None where no sheet is, or nothing is known of it.

    Raises SheetError for a manifest that cannot be read.
    """
    manifest = read_manifest(folder / MANIFEST) if (folder / MANIFEST).is_file() else None
    return None if manifest is None or manifest.roster is None else manifest.roster.ids


def _problems(manifest: Manifest, bank: Bank, folder: Path, new: Sequence[Student]) -> Iterator[str]:
    if manifest.bank.name != bank.name:
        yield f'{folder} holds a sheet of the bank "{manifest.bank.name}"; give its folder with --out'
    elif manifest.bank.digest != bank.digest:
        yield f"{bank.path}: this bank has changed since the sheet in {folder} was made"
    if not new:
        yield f"{folder}: everybody on this roster has a sheet already"
    if manifest.pages is None:
        yield f"{folder}: its manifest is of an older exgen, which did not keep how its pages were set"
    else:
        yield from changed_since(manifest, manifest.pages)


def _typed_responses(folder: Path, manifest: Manifest) -> str | None:
    """What stands in ``responses.csv``, to be written on; None where nothing was typed into it."""
    path = folder / RESPONSES
    if not path.is_file():
        return None
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    if text == "".join(blank_responses(manifest.students)):
        return None
    if text.partition("\n")[0].rstrip("\r") != RESPONSES_HEADER.rstrip():
        raise SheetError(f"{path}: this is no longer in the form exgen wrote it; move it, then add the students")
    return text if text.endswith("\n") else f"{text}\n"


def _linked(source: str, target: str) -> None:
    """The same file in another folder: a second name where the system has such, else a copy."""
    Path(target).unlink(missing_ok=True)  # an interrupted run may have been here
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
