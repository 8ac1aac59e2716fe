"""A sheet whose making is killed again and again: what comes out in the end has the bytes of an undisturbed run.

``python -m tests.sheets.killing 100`` kills a hundred times; the tests do so ten times.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from exgen.sheets.group import GROUP

BANK = Path(__file__).parent / "data/question_banks/small.toml"
STUDENTS = 6 * GROUP
PROGRAM = "import sys; from exgen.cli import main; sys.exit(main())"


def killed_and_gone_on_with(folder: Path, engine: str, kills: int, seed: int) -> tuple[int, Path, Path]:
    """Make a sheet undisturbed, then another one killed so often at random moments; returns how often it was caught.

    Where a run ends before its moment comes, the sheet is made anew by the next one.
    """
    roster = folder / "roster.csv"
    roster.write_text("id,name\n" + "".join(f"s{number:03},Student {number}\n" for number in range(STUDENTS)))
    whole, disturbed = folder / "whole", folder / "disturbed"
    start = time.monotonic()
    _started(whole, roster, engine).wait()
    longest = time.monotonic() - start
    moments = random.Random(seed)
    caught = 0
    for _ in range(kills):
        if disturbed.exists():
            shutil.rmtree(disturbed)
        process = _started(disturbed, roster, engine)
        try:
            process.wait(timeout=moments.uniform(0.1, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL) if moments.random() < 0.5 else process.kill()
            process.wait()
            caught += 1
    if not disturbed.exists():
        _wait_for_workers()
        _started(disturbed, roster, engine).wait()
    return caught, whole, disturbed


def _started(out: Path, roster: Path, engine: str) -> subprocess.Popen[bytes]:
    """``exgen sheet`` in a group of processes of its own."""
    what = ["sheet", str(BANK), "--roster", str(roster), "--seed", "4", "--practice", "2"]
    arguments = [*what, "--out", str(out), "--pdf-engine", engine, "--format", "docx", "--format", "fragments"]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_for_workers() -> None:
    """Workers of a process that was killed see it within a moment, and end."""
    time.sleep(1)


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of every file."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main() -> int:
    """Kill as often as the command line says, by both engines."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for engine in ("typst", "latex"):
        with TemporaryDirectory() as folder:
            caught, whole, disturbed = killed_and_gone_on_with(Path(folder), engine, kills, seed=1)
            same = content(whole) == content(disturbed)
            print(f"{engine}: killed {caught} times of {kills}; {'the same bytes' if same else 'OTHER BYTES'}")
            if not same:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
