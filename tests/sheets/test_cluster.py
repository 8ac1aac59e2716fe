"""A class made by a Dask cluster of separate processes: the same bytes, also where a worker is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.records import Bank
from exgen.sheets.command import make_sheet
from exgen.sheets.group import GROUP
from exgen.sheets.roster import Student

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ROSTER = tuple(Student(f"s{number}", f"Student {number}") for number in range(4 * GROUP))


@pytest.fixture
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _losing_a_worker(cluster: Any) -> Callable[[str, int, int], None]:
    """Progress that kills the first worker when the first sheet is set."""

    def told(what: str, done: int, _of: int) -> None:
        if (what, done) == ("sheets set", 1):
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    return told


@pytest.mark.slow
@pytest.mark.parametrize("is_one_lost", [False, True], ids=["whole", "one worker lost"])
def test_a_cluster_makes_the_same_bytes(
    bank: Bank, library: Library, tmp_path: Path, cluster: Any, is_one_lost: bool
) -> None:
    here = make_sheet(bank, ROSTER, library, tmp_path / "here", seed=5, engine="typst")
    told = _losing_a_worker(cluster) if is_one_lost else lambda *_step: None
    there = make_sheet(
        bank, ROSTER, library, tmp_path / "there", seed=5, engine="typst",
        cluster=cluster.scheduler_address, progress=told,
    )  # fmt: skip
    assert _content(there.folder) == _content(here.folder)


@pytest.mark.slow
def test_an_address_where_nobody_answers_is_told(bank: Bank, library: Library, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(SheetError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        make_sheet(bank, ROSTER, library, tmp_path / "sheet", seed=5, engine="typst", cluster="tcp://127.0.0.1:1")
    assert list(tmp_path.iterdir()) == []
