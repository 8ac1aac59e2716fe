"""Over the reals, too, a key is right in every spelling of its value and in no other; mpmath has the last word."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random

import mpmath
import pytest

from exgen.answers import KINDS, Verdict, judge
from exgen.answers.real_equality import is_closely_known
from exgen.answers.setting import Setting
from exgen.expressions import Node, read_real, show
from tests.answers.real_rewritings import (
    LETTERS,
    is_really_apart,
    real_formula,
    real_points,
    rewritten,
    slipped,
)
from tests.answers.test_rewritings import as_read

OPTIONS = {"symbols": list(LETTERS), "domain": "real"}
SETTING = Setting(LETTERS, is_real=True)
KEYS = 50
REWRITINGS = 20
SEEDS = range(10)
UNDECIDED_AT_MOST = Fraction(1, 100)
"""Right formulas that may be undecided, which costs nothing."""

NAMED = re.compile(r"([xy]) = (-?[0-9]+)(?:\.([0-9]+)|/([0-9]+))?")


def real_keys(random: Random, count: int) -> list[Node]:
    """So many formulas that may be keys."""
    found: list[Node] = []
    while len(found) < count:
        key = real_formula(random, random.choice((1, 2, 2, 3)))
        if len(show(key)) < 200 and any(name in show(key) for name in LETTERS) and is_closely_known(key, SETTING):
            found.append(key)
    return found


def typed(node: Node, random: Random) -> str:
    """A formula in one of the notations in which students write."""
    match random.randrange(3):
        case 0:
            return show(node, "latex")
        case 1:
            return show(node).replace("*", "·").replace("-", "−").replace("sqrt", "√")
    return show(node).replace("^", "**").replace("exp", "np.exp").replace("tanh", "torch.tanh")


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_real_formula_that_is_shown_reads_back(seed: int) -> None:
    random = Random(f"real notations {seed}")
    for key in real_keys(random, 200):
        node = rewritten(key, random, random.randrange(3))
        assert read_real(show(node), LETTERS) == node, show(node)
        if len(show(node, "latex")) < 1_000:
            assert as_read(KINDS["expression"].read(show(node, "latex"), OPTIONS)) == as_read(node), show(node, "latex")


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_real_key_is_right_in_twenty_rewritings(seed: int) -> None:
    random = Random(f"real rewritings {seed}")
    undecided = tried = 0
    for key in real_keys(random, KEYS):
        for _ in range(REWRITINGS):
            response = rewritten(key, random, random.randint(1, 4))
            if len(show(response, "latex")) > 1_000:
                continue
            text = typed(response, random)
            judgement = judge("expression", show(key), text, OPTIONS)
            tried += 1
            undecided += judgement.code == "undecided"
            assert judgement.verdict is Verdict.CORRECT or judgement.code == "undecided", (show(key), text, judgement)
    assert undecided <= UNDECIDED_AT_MOST * tried


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_that_changes_the_value_makes_a_real_key_wrong(seed: int) -> None:
    random = Random(f"real slips {seed}")
    apart = 0
    for key in real_keys(random, 300):
        response = slipped(key, random)
        judgement = judge("expression", show(key), show(response), OPTIONS)
        if judgement.verdict is Verdict.INCORRECT:
            points = [named_point(judgement.reason), *real_points(random)]
            assert any(is_really_apart(key, response, point) for point in points), (
                show(key),
                show(response),
                judgement,
            )
            apart += 1
        elif judgement.verdict is Verdict.CORRECT:
            assert not any(is_really_apart(key, response, point) for point in real_points(random)), (
                show(key),
                show(response),
            )
    assert apart >= 200


def named_point(reason: str) -> dict[str, mpmath.mpf]:
    """The point of which a reason speaks; letters that it does not name are 1."""
    with mpmath.workdps(50):
        point = dict.fromkeys(LETTERS, mpmath.mpf(1))
        for name, whole, digits, below in NAMED.findall(reason):
            point[name] = mpmath.mpf(f"{whole}.{digits or 0}") / int(below or 1)
        return point


def test_a_few_of_each_every_time() -> None:
    random = Random("a few")
    for key in real_keys(random, 12):
        for _ in range(3):
            response = rewritten(key, random, 3)
            judgement = judge("expression", show(key), show(response), OPTIONS)
            assert judgement.verdict is not Verdict.INCORRECT, (show(key), show(response))
            assert judgement.verdict is Verdict.CORRECT or judgement.code == "undecided"
        response = slipped(key, random)
        verdict = judge("expression", show(key), show(response), OPTIONS).verdict
        if any(is_really_apart(key, response, point) for point in real_points(random)):
            assert verdict is not Verdict.CORRECT, (show(key), show(response))
