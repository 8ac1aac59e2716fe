"""Processes that make groups of sheets side by side; the cluster is used through the same interface."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager


@contextmanager
def local_workers(most: int) -> Iterator[Executor]:
    """A process for each core, ``most`` at most; whatever ends the block, all of them end."""
    count = max(1, min(most, os.cpu_count() or 1))
    # spawned: forking a process with threads in it is not safe
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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
