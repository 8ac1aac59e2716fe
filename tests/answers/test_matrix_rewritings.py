"""A gradient is right in every spelling of its value and in no other; NumPy's whole numbers have the last word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import numpy as np
import pytest

from exgen.answers import KINDS, Verdict, judge
from exgen.answers.matrix_equality import has_values
from exgen.answers.matrix_settings import setting_of
from exgen.expressions import Node, walk
from exgen.expressions.matrices import show_matrices
from tests.answers.matrix_rewritings import (
    OPTIONS,
    SIZES,
    changed_somewhere,
    gradient,
    matrices,
    rewritten,
    shape,
    slipped,
    whole_value,
)

FEW, MANY = 40, 200
REWRITINGS = 20
POINTS = 6
CHARACTERS = 300
SETTING = setting_of(OPTIONS)


def keys(random: Random, count: int) -> Iterator[Node]:
    """So many formulas that may be keys."""
    while count:
        key = gradient(random, random.choice(SIZES), random.choice(SIZES), random.choice((1, 2, 3)))
        if has_values(key, SETTING) and sum(1 for _ in walk(key)) <= 40:
            count -= 1
            yield key


def verdict(key: Node, response: str) -> Verdict:
    return judge("matrix_expression", show_matrices(key), response, OPTIONS).verdict


def typed(node: Node, random: Random) -> str:
    """A formula in one of the notations in which students write; products keep their brackets."""
    text = show_matrices(node)
    match random.randrange(5):
        case 0:
            return show_matrices(node, "latex")
        case 1:
            return text.replace("^T", "ᵀ").replace("-", "−").replace("sigma", "σ")
        case 2:
            return (
                text.replace("^T", ".T")
                .replace(" ⊙ ", " * ")
                .replace("sigma", "torch.sigmoid")
                .replace("relu(", "F.relu(")
            )
        case 3:
            return text.replace("^T", "^\\top ").replace("⊙", "\\odot ").replace("sigma", "\\sigma ")
    return text


def are_equal(key: Node, other: Node, random: Random) -> bool | None:
    """What NumPy says of whole numbers; None where sigmoids are involved."""
    try:
        for _ in range(POINTS):
            values = matrices(random)
            if not np.array_equal(whole_value(key, values), whole_value(other, values)):
                return False
    except KeyError:
        return None
    return True


def check_rewritings(seed: int, count: int) -> None:
    random = Random(f"rewritings {seed}")
    rewritings = 0
    for key in keys(random, count):
        response = key
        for _ in range(REWRITINGS):
            response = changed_somewhere(response, random, rewritten) or response
            text = typed(response, random)
            if len(text) > CHARACTERS:
                break
            rewritings += 1
            assert are_equal(key, response, random) is not False
            assert verdict(key, text) is Verdict.CORRECT, (show_matrices(key), text)
    assert rewritings > 6 * count


def check_slips(seed: int, count: int) -> None:
    random = Random(f"slips {seed}")
    found = dict.fromkeys(Verdict, 0)
    for key in keys(random, count):
        response = changed_somewhere(key, random, slipped)
        if response is None:
            continue
        said = verdict(key, typed(response, random))
        expected = are_equal(key, response, random)
        text = show_matrices(response)
        if expected is not None and not (said is Verdict.INVALID and "relu" in text):
            assert said is (Verdict.CORRECT if expected else Verdict.INCORRECT), (show_matrices(key), text)
        found[said] += 1
    assert found[Verdict.INCORRECT] > 5 * found[Verdict.CORRECT]
    assert found[Verdict.INVALID] <= count // 50


def check_round_trips(seed: int, count: int) -> None:
    random = Random(f"round trips {seed}")
    kind = KINDS["matrix_expression"]
    for key in keys(random, count):
        assert kind.read_key(show_matrices(key), OPTIONS) == key
        for _ in range(5):
            text = typed(key, random)
            assert shape(kind.read(text, OPTIONS)) == shape(key)
            assert verdict(key, text) is Verdict.CORRECT, (show_matrices(key), text)


CHECKS = (check_rewritings, check_slips, check_round_trips)


@pytest.mark.parametrize("check", CHECKS)
def test_some_gradients(check: Callable[[int, int], None]) -> None:
    check(0, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("check", CHECKS)
def test_many_gradients(check: Callable[[int, int], None], seed: int) -> None:
    check(seed, MANY)
