"""Mutants of gradients: what is exact and what NumPy's floats say is one, and none that differs is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random

import numpy as np
import pytest

from exgen.answers import KINDS, Verdict
from exgen.answers.judgement import Judgement
from exgen.answers.judging import key_value
from exgen.answers.matrix_equality import readings_of
from exgen.expressions import Node
from exgen.expressions.matrices import read_matrices, show_matrices
from tests.answers.matrix_mutants import QUESTIONS, Floats, Misfit, Question, mutants

KIND = KINDS["matrix_expression"]
FEW, MANY = 2_000, 20_000
POINTS = [[Floats(question, seed, scale) for scale in (1, 4) for seed in range(6 * scale)] for question in QUESTIONS]
"""Beyond 1 too: a relu of z - 3 is on there."""


def agree(key: Node, reading: Node, points: list[Floats]) -> bool | None:
    """Whether two formulas agree at every point at which both have a value; None where they have none together."""
    seen = 0
    for point in points:
        try:
            expected, found = point.value(key), point.value(reading)
        except Misfit:
            return False
        if expected.shape != found.shape:
            return False
        if not np.all(np.isfinite(found)) or not np.all(np.isfinite(expected)):
            continue
        if np.abs(expected - found).max() > 1e-9 * max(1e-9, np.abs(expected).max()) + 1e-13:
            return False
        seen += 1
    return True if seen > 1 else None


def cases(random: Random) -> Iterator[tuple[Question, str, list[Floats]]]:
    """Every key, in turn."""
    return cycle(
        [
            (question, key, points)
            for question, points in zip(QUESTIONS, POINTS, strict=True)
            for key in sorted(question.keys, key=lambda _: random.random())
        ]
    )


def check_mutants(seed: int, count: int) -> None:
    random = Random(f"mutants {seed}")
    found: Counter[Verdict] = Counter()
    streams: dict[str, Iterator[Node]] = {}
    for question, key, points in islice(cases(random), 2 * count):
        text = show_matrices(next(streams.setdefault(key, mutants(read_matrices(key), random))))
        judgement = KIND.judge_response(key_value(KIND.name, key, question.options), text, question.options)
        if judgement.code in (
            "unknown_name",
            "size_missing",
            "number_transposed",
            "ambiguous_division",
            "size_as_number",
            "other_sigma",
        ):
            continue
        check(question, key, text, judgement, points)
        found[judgement.verdict] += 1
        if found.total() == count:
            break
    assert found.total() == count
    assert found[Verdict.CORRECT] > count // 50
    assert found[Verdict.INVALID] < count // 200, found  # most have a mask that is no multiple of the key's


def check(question: Question, key: str, text: str, judgement: Judgement, points: list[Floats]) -> None:
    """A formula is right if one of its readings is what the key is, in NumPy's floats."""
    if judgement.verdict is Verdict.INVALID:
        assert judgement.code in ("undecided", "spread", "identity"), (key, text, judgement)
        return
    readings = readings_of(KIND.read(text, question.options))
    with np.errstate(all="ignore"):
        said = [agree(read_matrices(key), reading, points) for reading in readings]
    if judgement.verdict is Verdict.CORRECT:
        assert any(one is not False for one in said), (key, text)
    else:
        assert True not in said, (key, text, judgement.reason)


def test_some_mutants() -> None:
    check_mutants(0, FEW)


@pytest.mark.slow
def test_many_mutants() -> None:
    check_mutants(1, MANY)
