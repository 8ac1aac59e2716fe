"""exgen beside Math-Verify and SymPy: how long they take for our table of responses, and where they are wrong.

They are no dependencies of the project: ``PEERS`` names a Python that has them, such as one made by
``python3 -m venv build/peers && build/peers/bin/pip install math-verify``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import timing
from exgen.answers import KINDS, Verdict, judge, key_value
from tests.answers.table import ROWS, Row

VARIABLE = "EXGEN_PEERS"
SCRIPT = Path(__file__).with_name("peer_checkers.py")
COMPARED = ("integer", "number", "expression", "set", "interval", "matrix")
OURS = "exgen"
GIVEN_UP = 3
"""So many seconds another checker may take for one response."""
PLAIN_OPTIONS = frozenset({"symbols", "domain"})
"""Options that other checkers have as well: a row with another one (a tolerance, units) is not theirs."""

Said = tuple[bool | None, float]
"""Whether a checker takes a response as right (None: it failed), and in how many seconds."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one checker made of the rows of one kind.

    ``seconds`` is the median over the rows that it judged at all, ``ours`` that of exgen over the same rows (None: it
    judged none). ``failed`` counts the right responses that it did not judge.
    """

    checker: str
    kind: str
    rows: int
    seconds: float | None
    ours: float | None
    false_accepts: int
    false_rejects: int
    failed: int


@dataclass(frozen=True, slots=True)
class Peers:
    """The comparisons, kind by kind; or ``note``: why there are none. ``versions`` are those of the other checkers."""

    comparisons: tuple[Comparison, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def peers(python: str | None) -> Peers:
    """Every checker on our rows; without a Python that has the others only what ours does."""
    rows = compared_rows()
    said: dict[str, list[Said]] = {OURS: ours(rows)}
    if python is None:
        return Peers(compared(rows, said), note=f"no Python with Math-Verify is named ({VARIABLE}=... make bench)")
    asked = json.dumps({"seconds": GIVEN_UP, "rows": [_request(row) for row in rows]})
    command = [python, "-I", str(SCRIPT)]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    run = subprocess.run(command, input=asked, capture_output=True, text=True, check=False, env=environment)
    if run.returncode:
        lines = run.stderr.strip().splitlines()
        return Peers(compared(rows, said), note=f"{python}: {lines[-1] if lines else 'failed'}")
    told: dict[str, Any] = json.loads(run.stdout)
    versions = told.pop("versions")
    return Peers(compared(rows, {**said, **told}), versions)


def compared_rows() -> list[Row]:
    """The rows that all checkers can be asked: no attacks, which would run there, and nothing that ours cannot read."""
    return [
        row
        for row in ROWS
        if row.kind in COMPARED
        and row.options.keys() <= PLAIN_OPTIONS
        and row.verdict.split()[0] in ("correct", "partial", "incorrect")
        and "attack" not in row.tags
        and "__" not in row.response
        and len(row.response) <= 200
    ]


def ours(rows: Sequence[Row]) -> list[Said]:
    """What exgen says, and how long it takes when it has judged all of them before."""
    tasks = [partial(judge, row.kind, row.key, row.response, row.options) for row in rows]
    timing(tasks)
    seconds = timing(tasks).seconds
    return [(task().verdict is Verdict.CORRECT, time) for task, time in zip(tasks, seconds, strict=True)]


def compared(rows: Sequence[Row], said: Mapping[str, Sequence[Said]]) -> tuple[Comparison, ...]:
    """The counts, kind by kind and checker by checker."""
    found = []
    for kind in COMPARED:
        places = [place for place, row in enumerate(rows) if row.kind == kind]
        for checker, all_said in said.items():
            judged = [place for place in places if all_said[place][0] is not None]
            pairs = [(rows[place].verdict == "correct", all_said[place][0]) for place in places]
            found.append(
                Comparison(
                    checker,
                    kind,
                    len(places),
                    median(all_said[place][1] for place in judged) if judged else None,
                    median(said[OURS][place][1] for place in judged) if judged else None,
                    false_accepts=sum(not is_right and accepts is True for is_right, accepts in pairs),
                    false_rejects=sum(is_right and accepts is False for is_right, accepts in pairs),
                    failed=sum(is_right and accepts is None for is_right, accepts in pairs),
                )
            )
    return tuple(found)


def _request(row: Row) -> dict[str, object]:
    """A row for a checker that knows no answer kinds; its verdict is not among it."""
    value = key_value(row.kind, row.key, row.options)
    return {
        "kind": row.kind,
        "key": row.key,
        "key_latex": KINDS[row.kind].show_latex(value),
        "response": row.response,
        "symbols": list(row.options.get("symbols", ())),
    }
