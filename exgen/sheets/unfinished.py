"""A sheet that is being made, beside the folder it will be: interrupted at any moment, it can be gone on with.

PLACE/.NAME.unfinished/
    lock             held by the one process that writes here
    plan.json        what is being made, of whom; another plan begins anew
    groups/N.json    written when all files of the group are there
    sheet/           becomes PLACE/NAME when everything is in it
    replaced/        what stood in PLACE/NAME, until the new sheet has taken its place
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from exgen.errors import SheetError
from exgen.sheets.group import GroupRecord
from exgen.writers.whole_file import write_whole


class Unfinished:
    """The folder of a sheet that is being made; see :func:`unfinished_sheet`."""

    def __init__(self, root: Path, place: Path) -> None:
        self._root, self._place = root, place
        self.sheet = root / "sheet"
        self._groups = root / "groups"

    def done(self, number: int) -> GroupRecord | None:
        """A group that was made already."""
        path = self._groups / f"{number}.json"
        return GroupRecord.model_validate_json(path.read_bytes()) if path.is_file() else None

    def keep(self, group: GroupRecord) -> None:
        """Remember that all files of a group are there."""
        write_whole(self._groups / f"{group.number}.json", group.model_dump_json())

    def groups(self, numbers: Iterable[int]) -> Iterator[GroupRecord]:
        """The groups of these numbers, read one after the other."""
        for number in numbers:
            group = self.done(number)
            if group is None:
                raise AssertionError(f"group {number} has not been made")
            yield group

    def finish(self) -> None:
        """Let the sheet take its place; what stood there goes when it has."""
        replaced = self._root / "replaced"
        if self._place.exists():
            shutil.copymode(self._place, self.sheet)
            self._place.rename(replaced)
        try:
            self.sheet.rename(self._place)
        finally:
            _put_back(replaced, self._place)

    def begin(self, plan: str) -> None:
        """Go on with what was begun by the same plan; else begin anew."""
        path = self._root / "plan.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != plan:
            for folder in (self.sheet, self._groups):
                shutil.rmtree(folder, ignore_errors=True)
            write_whole(path, plan)
        for folder in (self._groups, self.sheet / "students", self.sheet / "teacher"):
            folder.mkdir(parents=True, exist_ok=True)


def begun_seed(folder: Path) -> int | None:
    """The seed of a sheet that was begun for this folder and interrupted."""
    with suppress(OSError, ValueError, KeyError):
        seed = json.loads((_root(folder.resolve()) / "plan.json").read_bytes())["head"]["seed"]
        return seed if isinstance(seed, int) else None
    return None


@contextmanager
def unfinished_sheet(folder: Path) -> Iterator[Unfinished]:
    """A folder beside ``folder`` to make a sheet in, for one process at a time.

    What is in it stays when the process is interrupted, and goes when the sheet has taken its place or an error ends
    the work. Where ``folder`` is a link, the folder it leads to is meant. Raises SheetError where the place cannot be
    written, or another process is writing there.
    """
    from filelock import FileLock, Timeout

    place = folder.resolve()
    root = _root(place)
    with ExitStack() as cleanup, told_of(folder):
        for parent in reversed([parent for parent in place.parents if not parent.exists()]):
            parent.mkdir()
            cleanup.callback(_remove_if_empty, parent)
        root.mkdir(exist_ok=True)
        lock = FileLock(root / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise SheetError(f"{folder}: another exgen is writing there") from None
        try:
            _put_back(root / "replaced", place)
            yield Unfinished(root, place)
        except Exception:
            _remove(root)
            raise
        else:
            _remove(root)
        finally:
            lock.release()


def _root(place: Path) -> Path:
    return place.parent / f".{place.name}.unfinished"


def _remove(root: Path) -> None:
    """Remove what was begun, the lock last."""
    for path in root.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != "lock":
            path.unlink()
    shutil.rmtree(root, ignore_errors=True)


def _put_back(replaced: Path, place: Path) -> None:
    """Whatever interrupted the change of folders: one of both stands in the place before anything is removed."""
    if replaced.exists():
        if not place.exists():
            replaced.rename(place)
        shutil.rmtree(replaced, ignore_errors=True)


@contextmanager
def told_of(folder: Path) -> Iterator[None]:
    """Tell of an error of the system as one about the folder."""
    try:
        yield
    except OSError as error:
        raise SheetError(f"{folder}: {error.strerror or error}") from error


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        os.rmdir(folder)
