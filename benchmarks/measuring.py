"""How long something takes, and what machine this is."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that something took, time after time."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the times it took less."""
        return median(self.seconds)

    @property
    def least(self) -> float:
        """The quickest of all times."""
        return min(self.seconds)


def timing(tasks: Iterable[Callable[[], object]], clock: Callable[[], float] = process_time) -> Timing:
    """How long the processor works on each of some tasks, whatever else it does; another ``clock`` tells otherwise.

    >>> len(timing([list, dict]).seconds)
    2
    """
    seconds = []
    for task in tasks:
        start = clock()
        task()
        seconds.append(clock() - start)
    return Timing(tuple(seconds))


def timing_in_loops(task: Callable[[], object], loops: int, times: int = 5) -> Timing:
    """How long a quick task takes, each time the mean of so many loops."""

    def looped() -> None:
        for _ in range(loops):
            task()

    return Timing(tuple(seconds / loops for seconds in timing([looped] * times).seconds))


def process_timing(command: Sequence[str], times: int, folder: Path | None = None) -> Timing:
    """How long a whole process takes, from its start to its end.

    Raises subprocess.CalledProcessError where it fails; what it printed is in its ``stderr``.
    """

    def run() -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)

    return timing([run] * times, perf_counter)


def printed(command: Sequence[str], times: int) -> list[str]:
    """What a command prints, time after time, everything that it imports compiled before."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        run = partial(subprocess.run, command, check=True, capture_output=True, text=True, env=environment)
        run()
        return [run().stdout for _ in range(times)]


def machine() -> str:
    """The machine in words: processor, cores that may be used, system, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processor = _model() or platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{processor}, {cores} core{'s' * (cores != 1)}, {platform.system()} {platform.machine()}, {python}"


def _model() -> str:
    """The processor's name where Linux tells it, else ""."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def python(*arguments: str) -> list[str]:
    """The command that runs this Python."""
    return [sys.executable, *arguments]
