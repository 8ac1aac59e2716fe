"""The folder of a sheet: what stands in it, and nothing a teacher put there is ever lost.

DIR/students/ID.tex, ID.pdf               can be handed out as they are: no key, no seed
DIR/students/ID.html, ID.docx, ...        where asked for: ID.md, ID.ipynb, ID.txt, ID/q1.tex, ID/q2.tex, ...
DIR/students/ID.self-check.json           only where asked for: no seed, but whoever has exgen can work out its keys
DIR/students/figures/DIGEST.pdf           the figures that a .tex shows; equal ones are one file
DIR/teacher/manifest.json                 everything to rebuild and to grade
DIR/teacher/keys.json                     all keys by student and printed label
DIR/teacher/keys.tex, keys.pdf            the same as a table, and what they range over
DIR/teacher/class.pdf                     all students' sheets, to be printed on both sides of the paper
DIR/teacher/responses.csv                 blank, ids filled in
DIR/teacher/solutions/ID.tex, ID.pdf      keys with derivations, in the other formats, too
DIR/teacher/solutions/figures/DIGEST.pdf  their figures
DIR/practice/N.pdf, N-solutions.pdf, ...  only where asked for: variants that no student has, to be handed out
DIR/students/layout/, DIR/teacher/solutions/layout/, ...
                                          a layout's logo and class, where it has any: the .tex files read them
DIR/teacher/exgen-macros.tex              only with ID/q1.tex: the commands in them
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from textwrap import indent

from exgen.errors import SheetError
from exgen.questions.layouts import layout_from_record
from exgen.questions.manifest import FileRecord, Manifest, ManifestHead, StudentRecord, read_manifest
from exgen.questions.record_files import json_text
from exgen.questions.self_check import ENDING as SELF_CHECK_ENDING
from exgen.questions.sheet_layout import USUAL
from exgen.sheets.class_files import CLASS_PDF, KEY_SHEET, write_class_files
from exgen.sheets.unfinished import told_of
from exgen.writers.latex_fragments import MACROS, macros
from exgen.writers.whole_file import write_files

MANIFEST = Path("teacher/manifest.json")
KEYS = Path("teacher/keys.json")
RESPONSES = Path("teacher/responses.csv")
COMMANDS = Path("teacher", MACROS)
RESPONSES_HEADER = "student,question,response\n"

_OF_THE_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that file managers leave in every folder somebody looks into."""


def earlier_manifest(folder: Path, bank: str) -> Manifest | None:
    """The manifest of the sheet that stands in a folder already; None where the folder is absent or empty.

    Raises SheetError where writing there would lose something: another bank's sheet, files that exgen did not write,
    a ``responses.csv`` that somebody has filled in.
    """
    with told_of(folder):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return None
        if not folder.is_dir():
            raise SheetError(f"{folder} is a file; give a folder with --out")
        if not (folder / MANIFEST).is_file():
            raise SheetError(f"{folder} is not empty and holds no sheet; give another folder with --out")
        manifest = read_manifest(folder / MANIFEST)
        if manifest.bank.name != bank:
            raise SheetError(
                f'{folder} holds a sheet of the bank "{manifest.bank.name}"; give another folder with --out'
            )
        foreign = _foreign_files(folder, manifest)
        if foreign:
            raise SheetError(
                f"{folder} holds files that exgen did not write ({', '.join(foreign[:3])}); move them or give another "
                "folder with --out"
            )
        if _is_filled_in(folder / RESPONSES, manifest):
            raise SheetError(f"{folder / RESPONSES} has been filled in; move it or give another folder with --out")
        return manifest


def _foreign_files(folder: Path, manifest: Manifest) -> list[str]:
    """What stands in a sheet's folder and is not of this sheet; links count as files, wherever they lead."""
    own = {path.as_posix() for path in (MANIFEST, KEYS, RESPONSES, COMMANDS, CLASS_PDF, *KEY_SHEET)}
    own |= set(layout_files(manifest, has_practice=bool(manifest.practice)))
    for student in manifest.students:
        own |= student.files.keys()
        for place in ("students", "teacher/solutions"):
            own |= {f"{place}/{student.id}{ending}" for ending in (".tex", ".pdf")}
        own.add(f"students/{student.id}{SELF_CHECK_ENDING}")
        own |= student.files.keys()  # figures are named by what they show
    own |= {name for each in manifest.practice for name in each.files}
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = {path.relative_to(folder).as_posix() for path in found if path.name not in _OF_THE_SYSTEM}
    # some file systems give names back in another form of Unicode
    return sorted(name for name in names if unicodedata.normalize("NFC", name) not in own)


def write_teacher_files(
    folder: Path,
    head: ManifestHead,
    students: Callable[[], Iterable[StudentRecord]],
    practice: Sequence[StudentRecord] = (),
) -> Mapping[str, FileRecord]:
    """Write keys, blank responses, what is made of all sheets together and, last of all, the manifest.

    Beside the .tex files stands what TeX reads for their layout. ``students`` are read once for each file, and one
    after the other is written, so that a class of thousands takes no more memory than one of ten. Returns the record
    of each file that the manifest tells of.
    """
    write_files(folder, layout_files(head, has_practice=bool(practice)))
    write_pieces(folder / KEYS, keys_pieces(students()))
    write_pieces(folder / RESPONSES, blank_responses(students()))
    if head.pages is not None and "fragments" in head.pages.formats:
        look = USUAL if head.layout is None else layout_from_record(head.layout, head.called).look
        write_pieces(folder / COMMANDS, [macros(head.bank.language, head.bank.accent, look)])
    files = write_class_files(folder, head, students)
    write_pieces(folder / MANIFEST, manifest_pieces(head, students(), practice, files))
    return files


def layout_files(head: ManifestHead, *, has_practice: bool = False) -> Mapping[str, bytes]:
    """The files of a sheet's layout that TeX reads, by their places in the folder."""
    if head.layout is None:
        return {}
    has_solutions = head.pages is not None and head.pages.solutions
    folders = ["students", *["teacher/solutions"] * has_solutions, *["practice"] * has_practice]
    placed = layout_from_record(head.layout, head.called).placed
    return {f"{folder}/{place}": data for folder in folders for place, data in placed.items()}


def manifest_pieces(
    head: ManifestHead,
    students: Iterable[StudentRecord],
    practice: Sequence[StudentRecord],
    files: Mapping[str, FileRecord],
) -> Iterator[str]:
    """The text of a manifest: the same bytes for the same sheet."""
    opening, _, _ = json_text({**head.model_dump(exclude_none=True), "students": [0]}).rpartition("  0\n")
    yield opening
    yield from _separated(_indented(student.model_dump(exclude_none=True), 2) for student in students)
    records = {name: file.model_dump(exclude_none=True) for name, file in files.items()}
    sheets = [each.model_dump(exclude_none=True) for each in practice]
    yield f'\n ],\n "practice": {_indented(sheets, 1).lstrip()},\n "files": {_indented(records, 1).lstrip()}\n}}\n'


def keys_pieces(students: Iterable[StudentRecord]) -> Iterator[str]:
    """All keys, by student and printed label; essays have none."""
    yield "{\n"
    ids = ((json.dumps(student.id, ensure_ascii=False), student) for student in students)
    yield from _separated(f" {id}: {_keys(student).lstrip()}" for id, student in ids)
    yield "\n}\n"


def _keys(student: StudentRecord) -> str:
    keys = {
        label: key.key for variant in student.variants for label, key in variant.keys.items() if key.proof != "ungraded"
    }
    return _indented(keys, 1)


def _separated(members: Iterable[str]) -> Iterator[str]:
    for number, member in enumerate(members):
        yield f",\n{member}" if number else member


def _indented(value: object, level: int) -> str:
    return indent(json_text(value).rstrip("\n"), " " * level)


def blank_responses(students: Iterable[StudentRecord]) -> Iterator[str]:
    """A ``responses.csv`` with a line for every student and label, to be filled in."""
    yield RESPONSES_HEADER
    for student in students:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows((student.id, label, "") for variant in student.variants for label in variant.keys)
        yield text.getvalue()


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a text as UTF-8 with plain line ends, whatever the system; it stands there when all of it is written."""
    new = path.with_name(f".{path.name}")
    with new.open("wb") as file:
        file.writelines(piece.encode("utf-8", errors="surrogateescape") for piece in pieces)
    new.replace(path)


def _is_filled_in(path: Path, manifest: Manifest) -> bool:
    return path.is_file() and path.read_bytes() != "".join(blank_responses(manifest.students)).encode()
