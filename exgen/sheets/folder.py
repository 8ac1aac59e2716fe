"""The folder of a sheet: it appears whole or not at all, and nothing a teacher put there is ever lost.

DIR/students/ID.tex, ID.pdf               can be handed out as they are: no key, no seed
DIR/students/ID.self-check.json           only where asked for: no seed, but whoever has exgen can work out its keys
DIR/teacher/manifest.json                 everything to rebuild and to grade
DIR/teacher/keys.json                     all keys by student and printed label
DIR/teacher/responses.csv                 blank, ids filled in
DIR/teacher/solutions/ID.tex, ID.pdf      keys with derivations
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import StringIO
from pathlib import Path

from exgen.errors import SheetError
from exgen.questions.manifest import Manifest, read_manifest
from exgen.questions.self_check import ENDING as SELF_CHECK_ENDING, self_check_file

MANIFEST = Path("teacher/manifest.json")
KEYS = Path("teacher/keys.json")
RESPONSES = Path("teacher/responses.csv")

_OF_THE_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that file managers leave in every folder somebody looks into."""


def earlier_manifest(folder: Path, bank: str) -> Manifest | None:
    """The manifest of the sheet that stands in a folder already; None where the folder is absent or empty.

    Raises SheetError where writing there would lose something: another bank's sheet, files that exgen did not write,
    a ``responses.csv`` that somebody has filled in.
    """
    with _told_of(folder):
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
    own = {path.as_posix() for path in (MANIFEST, KEYS, RESPONSES)}
    for student in manifest.students:
        for place in ("students", "teacher/solutions"):
            own |= {f"{place}/{student.id}{ending}" for ending in (".tex", ".pdf")}
        own.add(f"students/{student.id}{SELF_CHECK_ENDING}")
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = {path.relative_to(folder).as_posix() for path in found if path.name not in _OF_THE_SYSTEM}
    # some file systems give names back in another form of Unicode
    return sorted(name for name in names if unicodedata.normalize("NFC", name) not in own)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A new folder to write into; it takes the place of ``folder`` when all went well, else nothing remains of it.

    Where ``folder`` is a link, the folder it leads to is meant. Raises SheetError where the place cannot be written.
    """
    with ExitStack() as cleanup, _told_of(folder):
        place = folder.resolve()
        missing = [parent for parent in place.parents if not parent.exists()]
        place.parent.mkdir(parents=True, exist_ok=True)
        for parent in reversed(missing):
            cleanup.callback(_remove_if_empty, parent)
        new = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        cleanup.callback(shutil.rmtree, new, ignore_errors=True)
        (new / "students").mkdir()
        (new / "teacher" / "solutions").mkdir(parents=True)
        yield new
        _take_place(new, place)


@contextmanager
def _told_of(folder: Path) -> Iterator[None]:
    """Tell of an error of the system as one about the folder."""
    try:
        yield
    except OSError as error:
        raise SheetError(f"{folder}: {error.strerror or error}") from error


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _take_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        umask = os.umask(0)
        os.umask(umask)
        new.chmod(0o777 & ~umask)
        new.rename(folder)
        return
    shutil.copymode(folder, new)
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        folder.rename(old / folder.name)
        new.rename(folder)
    finally:
        # whatever interrupted this: one of both stands in the place before anything is removed
        if not folder.exists():
            (old / folder.name).rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written: the same bytes for the same sheet."""
    return _json(manifest.model_dump())


def self_check_texts(manifest: Manifest) -> dict[Path, str]:
    """Every student's own file, by its place in the folder."""
    return {
        Path(f"students/{student.id}{SELF_CHECK_ENDING}"): _json(self_check_file(manifest, student).model_dump())
        for student in manifest.students
    }


def keys_text(manifest: Manifest) -> str:
    """All keys, by student and printed label; essays have none."""
    keys = {
        student.id: {
            label: key.key
            for variant in student.variants
            for label, key in variant.keys.items()
            if key.proof != "ungraded"
        }
        for student in manifest.students
    }
    return _json(keys)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def blank_responses(manifest: Manifest) -> str:
    """A ``responses.csv`` with a line for every student and label, to be filled in."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("student", "question", "response"))
    for student in manifest.students:
        writer.writerows((student.id, label, "") for variant in student.variants for label in variant.keys)
    return text.getvalue()


def write_texts(folder: Path, texts: Mapping[Path, str]) -> None:
    """Write texts as UTF-8 with plain line ends, whatever the system."""
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())


def _is_filled_in(path: Path, manifest: Manifest) -> bool:
    return path.is_file() and path.read_bytes() != blank_responses(manifest).encode()
