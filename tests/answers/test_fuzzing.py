"""Whatever is typed gets a judgement: strings that nobody means, by tens of thousands.

``python -m benchmarks.fuzz N`` tries as many as one wants, and measures what each call takes; here nothing is timed.
"""

from __future__ import annotations

from typing import Any

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


FOUND = (
    ("interval", "S*i-P : S*i-P+K-1", "16i-62 to 16i+782^2^2 inclusive", {"symbols": ["S", "P", "K"]}),
    ("expression", "sqrt(x^2 + 1)", "10^300*exp(x)*10^300", {"symbols": ["x"], "domain": "real"}),
    ("expression", "x^2", "10^400*sqrt(x^2^2+1)/10^0^400", {"symbols": ["x"], "domain": "real"}),
)
"""Responses that once raised something else than a judgement, each with its key and options."""


@pytest.mark.parametrize(("kind", "key", "response", "options"), FOUND, ids=[found[2] for found in FOUND])
def test_what_was_found_once_gets_a_judgement(kind: str, key: str, response: str, options: dict[str, Any]) -> None:
    assert judge(kind, key, response, options).verdict in (Verdict.INCORRECT, Verdict.INVALID)
