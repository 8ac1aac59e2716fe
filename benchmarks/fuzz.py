"""``python -m benchmarks.fuzz N``: N strings that nobody means, each judged; what must not happen is printed.

No exception leaves ``judge``, no call takes more than 50 ms of processor time, and memory stays flat. Every kind is
tried with the keys and options of the tests' table, whose responses are the good ones that get mutated. A call that
took longer is made once more: a machine may stutter, a slow response is slow every time.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import thread_time
from typing import Any

from benchmarks.typed_strings import TypedStrings
from exgen.answers import judge
from tests.answers.table import GROUPS, ROWS, Group

BAR = 0.05
"""Seconds that a response may cost, whatever it is."""

AGAIN = 5
"""So many times a call that took longer is timed again."""

GROWTH_AT_MOST = 32 * 1024
"""Kilobytes that memory may grow by once every key was met: the caches fill up to their bounds."""


@dataclass
class Findings:
    """What a run found."""

    tried: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    slowest: float = 0
    growth: int = 0


def trials(seed: int) -> Iterator[tuple[Group, str]]:
    """Groups of the table in turn, each with strings mutated from the responses of its kind; without end."""
    good: dict[str, list[str]] = {}
    for row in ROWS:
        good.setdefault(row.kind, []).append(row.response)
    strings = {kind: iter(TypedStrings(seed + place, good[kind])) for place, kind in enumerate(sorted(good))}
    while True:
        for group in GROUPS:
            yield group, next(strings[group.kind])


def seconds_of(kind: str, key: str, response: str, options: dict[str, Any]) -> float:
    """What judging a response costs, in seconds of processor time."""
    start = thread_time()
    judge(kind, key, response, options)
    return thread_time() - start


def peak_memory() -> int:
    """The most memory that this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(count: int, seed: int = 0, kinds: Sequence[str] = ()) -> Findings:
    """Judge ``count`` strings, of some kinds only where they are named."""
    findings = Findings()
    for group in GROUPS:
        judge(group.kind, group.key, group.key, group.options)
    settled_at, before = count // 4, 0
    wanted = (trial for trial in trials(seed) if not kinds or trial[0].kind in kinds)
    for group, response in islice(wanted, count):
        findings.tried += 1
        if findings.tried == settled_at:
            gc.collect()
            before = peak_memory()
        label = f"{group.kind} | {group.key[:60]} | {response[:120]!r} ({len(response)} characters)"
        try:
            start = thread_time()
            judgement = judge(group.kind, group.key, response, group.options)
            taken = thread_time() - start
            for _ in range(AGAIN if taken > BAR else 0):  # a machine with other work to do stalls now and then
                taken = min(taken, seconds_of(group.kind, group.key, response, group.options))
        except Exception as error:  # whatever it is, it is what the run looks for
            findings.broken.append(f"{type(error).__name__}: {error}: {label}")
            continue
        findings.verdicts[f"{group.kind} {judgement.verdict.value}"] += 1
        findings.slowest = max(findings.slowest, taken)
        if taken > BAR:
            findings.slow.append(f"{taken * 1000:.0f} ms: {label}")
        if judgement.verdict.value == "correct":
            findings.accepted.append(label)
    findings.growth = peak_memory() - before
    return findings


def main() -> int:
    """Run, print, and return 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description="Judge strings that nobody means.")
    parser.add_argument("count", type=int, metavar="N", help="how many strings")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other strings")
    parser.add_argument("--kind", action="append", default=[], help="this kind only (may be given several times)")
    parser.add_argument("--accepted", action="store_true", help="list the strings that were judged correct")
    arguments = parser.parse_args()
    findings = run(arguments.count, arguments.seed, arguments.kind)
    for line in sorted({*findings.broken, *findings.slow, *(findings.accepted if arguments.accepted else ())}):
        print(line)
    for name, number in sorted(findings.verdicts.items()):
        print(f"{number:8} {name}")
    print(
        f"{findings.tried:,} strings: {len(findings.broken)} exceptions, {len(findings.slow)} calls over "
        f"{BAR * 1000:.0f} ms, slowest {findings.slowest * 1000:.1f} ms, memory grew by {findings.growth:,} kB"
    )
    return 1 if findings.broken or findings.slow or findings.growth > GROWTH_AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
