"""Processes that make groups of sheets side by side; a cluster is used through the same interface."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path

from exgen.errors import SheetError
from exgen.questions.manifest import ManifestHead
from exgen.sheets.group import GroupRecord, Workshop, made_group, write_group

CLUSTER_SECONDS = 10.0
"""So long a scheduler has time to answer."""


def made_groups(
    head: ManifestHead, orders: Iterable[GroupRecord], count: int, folder: Path, cluster: str | None = None
) -> Iterator[GroupRecord]:
    """The ``count`` groups of a class as they are made.

    They are made by a process for each core, by this one if there is only one group, or by the workers of the
    ``cluster`` at an address. Raises SheetError where nobody answers there.
    """
    if count <= 1 and cluster is None:
        with Workshop(head) as workshop:
            for order in orders:
                yield write_group(workshop, order, folder)
        return
    written = head.model_dump_json()
    texts = ((written, order.model_dump_json(), str(folder)) for order in orders)
    hired = local_workers(count) if cluster is None else cluster_workers(cluster)
    with hired as (workers, number), closing(as_done(workers, 2 * number, made_group, texts)) as made:
        for text in made:
            yield GroupRecord.model_validate_json(text)


@contextmanager
def local_workers(most: int) -> Iterator[tuple[Executor, int]]:
    """A process for each core, ``most`` at most, and how many they are; whatever ends the block, all of them end."""
    count = max(1, min(most, os.cpu_count() or 1))
    # spawned: forking a process with threads in it is not safe
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool, count
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def cluster_workers(address: str) -> Iterator[tuple[Executor, int]]:
    """The workers of the Dask cluster whose scheduler is at ``address``, and how many groups they can make at a time.

    They have to have the same exgen and to share the folder; what a lost worker was making goes to another one. Raises
    SheetError where nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise SheetError('a cluster needs dask.distributed: pip install "exgen[cluster]"') from None
    try:
        client = Client(address, timeout=CLUSTER_SECONDS)
    except (OSError, ValueError) as error:
        raise SheetError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise SheetError(f"the Dask cluster at {address} has no workers")
        yield client.get_executor(pure=False), threads


def _begin() -> None:
    """Let a worker live exactly as long as the process it works for: Ctrl-C is that one's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def as_done(
    executor: Executor, ahead: int, work: Callable[..., str], orders: Iterable[tuple[str, ...]]
) -> Generator[str, None, None]:
    """What ``work`` makes of each order, as it is done; at most ``ahead`` orders wait or are worked on at a time.

    The next order is asked for only then, so that making orders may cost something too.
    """
    waiting: set[Future[str]] = set()
    try:
        for order in orders:
            waiting.add(executor.submit(work, *order))
            while len(waiting) >= ahead:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        for future in waiting:
            future.cancel()
