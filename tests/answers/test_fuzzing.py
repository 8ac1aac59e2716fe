"""Whatever is typed gets a judgement: strings that nobody means, by tens of thousands.

``python -m benchmarks.fuzz N`` tries as many as one wants, and measures what each call takes; here nothing is timed.
"""

from __future__ import annotations

import pytest

from benchmarks.fuzz import GROWTH_AT_MOST, run
from benchmarks.typed_strings import ATTACKS, LADDERS, RUNGS
from exgen.answers import KINDS, Judgement, Verdict, judge

SEEDS = range(10)
STRINGS = 5_000
"""Strings for each seed."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_strings_that_nobody_means_get_a_judgement_and_memory_stays_flat(seed: int) -> None:
    findings = run(STRINGS, seed)
    assert findings.broken == []
    assert findings.tried == STRINGS
    assert findings.growth <= GROWTH_AT_MOST
    assert {name.split()[0] for name in findings.verdicts} == set(KINDS)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.is_graded])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: ascii(attack[:30]))
def test_no_attack_is_right(kind: str, attack: str) -> None:
    example = next(example for example in KINDS[kind].examples if example.verdict is Verdict.INCORRECT)
    judgement = judge(kind, example.key, attack, example.options)
    assert isinstance(judgement, Judgement)
    assert judgement.verdict is not Verdict.CORRECT


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.is_graded])
def test_no_ladder_is_too_high(kind: str) -> None:
    example = KINDS[kind].examples[0]
    for ladder in LADDERS:
        for rungs in RUNGS:
            assert judge(kind, example.key, ladder(rungs), example.options).verdict in Verdict
