"""``exgen preview``: a template's folder watched, and its PDF written anew whenever a file in it changes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, TypeAlias

from exgen.cli.asking import show_now
from exgen.cli.reports import unprinted_warning
from exgen.errors import ExgenError, InputError
from exgen.questions.domains import listed
from exgen.writers.plain_text import one_line
from exgen.writers.terminal import Block, Paragraph
from exgen.writers.whole_file import write_whole

if TYPE_CHECKING:
    from exgen.questions.exercise import Exercise
    from exgen.sheets.preview import Previewed

STEP = 20
"""Milliseconds without another change after which a change is looked at: an editor saves in several steps."""

LONGEST_STEPS = 200
"""Milliseconds after which it is looked at even if changes go on."""

LOOK_AGAIN = 1000
"""Milliseconds after which a folder is looked at in any case: on some network drives nobody tells of changes."""

State: TypeAlias = frozenset[tuple[str, int, int, int]]
"""The files in a folder: name, time of the last change, size, number on the disk."""


def watched(preview: Callable[[], Previewed], folder: Path, out: Path, looks: Iterable[object]) -> None:
    """Write the PDF at the first look, and at each one that finds the template's files changed.

    What is wrong with the template is told on stderr; the PDF stays the one that was good last.
    """
    seen: State | None = None
    for _ in looks:
        now = _state(folder)
        if now == seen:
            continue
        seen = now  # from before the files are read: what changes meanwhile is found at the next look
        try:
            show_now(written(preview, out))
        except ExgenError as error:
            for line in str(error).split("\n"):
                print(f"exgen: {line}", file=sys.stderr)
            kept = f"{out} stays as it was" if out.exists() else f"{out} is not written"
            print(f"exgen: {kept} until this is mended", file=sys.stderr, flush=True)


def written(preview: Callable[[], Previewed], out: Path) -> Iterator[Block]:
    """Write the PDF whole; tells what is on it, and how long it took.

    Raises InputError for whatever somebody has to mend, ProofError where rules and oracle disagree.
    """
    start = perf_counter()
    made = preview()
    _make_folder(out)
    write_whole(out, made.pdf)
    took = 1000 * (perf_counter() - start)
    yield Paragraph("; ".join(filter(None, (f"{out}, {took:.0f} ms", *_numbers(made.exercise)))))
    if made.unprinted:
        yield Paragraph(unprinted_warning({made.exercise.template.name: made.unprinted}, by_latex=False), "doubtful")


def looks_at(folder: Path) -> Iterator[None]:
    """One at once, then one whenever something changes in a folder, and one each second; for ever.

    The folder may vanish and come back, as it does where another branch of a repository is checked out.
    """
    from watchfiles import watch

    yield
    while True:
        try:
            number = folder.stat().st_ino
            for _ in watch(
                folder,
                watch_filter=None,  # looking at the files is what tells whether they changed
                step=STEP,
                debounce=LONGEST_STEPS,
                rust_timeout=LOOK_AGAIN,
                yield_on_timeout=True,
                recursive=False,
            ):
                yield
                if folder.stat().st_ino != number:
                    break
        except FileNotFoundError:
            sleep(LOOK_AGAIN / 1000)
            yield


def can_watch() -> None:
    """Raises InputError without the library that watches folders."""
    if find_spec("watchfiles") is None:
        raise InputError(
            'preview: watching a folder needs watchfiles: pip install "exgen[sheets]"; --once does without'
        )


def place_of(out: Path | None, name: str, folder: Path) -> Path:
    """Where the PDF is written; raises InputError for a place in the template's folder, where no other file may be."""
    if out is None:
        return Path("build", "preview", f"{name}.pdf")
    if out.resolve().parent == folder.resolve():
        raise InputError(f"preview: --out {out} lies in the template's folder, which holds its own files only")
    return out


def _make_folder(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out.parent}: {error.strerror}") from error


def _state(folder: Path) -> State:
    """What tells whether a template's file was changed; empty without a folder."""
    found = []
    try:
        for path in folder.iterdir():
            if not path.name.startswith(".") and not path.name.endswith("~"):
                told = path.stat()
                found.append((path.name, told.st_mtime_ns, told.st_size, told.st_ino))
    except OSError:  # a file, or all of them, vanished just now
        return frozenset(found)
    return frozenset(found)


def _numbers(exercise: Exercise) -> Iterator[str]:
    """Parameters and keys, of a table's keys the first and the last."""
    yield listed(exercise.parameters)
    for name, parts in groupby(exercise.parts, key=lambda part: part.answer.name):
        keys = [part.key_text for part in parts if part.key is not None]
        if keys:
            yield one_line(f"{name} = {', '.join(keys if len(keys) < 3 else (keys[0], '...', keys[-1]))}")
