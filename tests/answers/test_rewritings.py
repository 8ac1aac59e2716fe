"""A key is right in every spelling of its value and in no other; what is shown reads back. SymPy has the last word."""

from __future__ import annotations

import re
from random import Random

import pytest
import sympy

from exgen.answers import KINDS, Verdict, judge
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, read, rebuilt, show
from tests.answers.rewritings import LETTERS, formula, is_apart, points, rewritten, slipped

OPTIONS = {"symbols": list(LETTERS)}
KEYS = 500
REWRITINGS = 20
SEEDS = range(10)
"""Ten tests of a tenth each: a failure names its seed."""

UNDECIDED_AT_MOST = 12
"""Of the slips of a test that change nothing, and so hide it that this cannot be told."""

NAMED = re.compile(r"([A-Z]) = ([0-9]+)")
"""A letter's value in a reason."""


def verdict(key: Node, response: str) -> Verdict:
    return judge("expression", show(key), response, OPTIONS).verdict


def typed(node: Node, random: Random) -> str:
    """A formula in one of the notations in which students write."""
    match random.randrange(4):
        case 0:
            return show(node, "latex")
        case 1:
            return show(node).replace("*", "·").replace("-", "−").replace("^2", "²").replace("^3", "³")
        case 2:
            return show(node).replace("^", "**").replace("floor", "math.floor")
    return show(node)


def is_readable(node: Node) -> bool:
    """Whether a formula keeps within the limits of what is read."""
    return len(show(node, "latex")) <= 1_000


def keys(random: Random, count: int, *, has_steps: bool = True) -> list[Node]:
    """So many formulas that may be keys: of moderate size, with a letter in them."""
    found: list[Node] = []
    while len(found) < count:
        key = formula(random, random.choice((2, 2, 3)), has_steps=has_steps)
        if is_readable(key) and any(letter in show(key) for letter in LETTERS):
            found.append(key)
    return found


def as_read(node: Node) -> Node:
    """A tree as the reader makes it of its LaTeX, in which a whole division is a floor."""

    def changed(part: Node, _above: Node | None) -> Node:
        if isinstance(part, Binary) and part.operator == "//":
            return Call(Name("floor"), (Binary("/", part.left, part.right),))
        return part

    return rebuilt(node, changed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_formula_that_is_shown_reads_back_in_every_notation(seed: int) -> None:
    random = Random(f"notations {seed}")
    read_response = KINDS["expression"].read
    for key in keys(random, 1_000):
        node = rewritten(key, random, random.randrange(4))
        if is_readable(node):
            assert read(show(node)) == node
            assert as_read(read_response(show(node, "latex"), OPTIONS)) == as_read(node), show(node, "latex")


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_key_is_right_in_twenty_rewritings(seed: int) -> None:
    random = Random(f"rewritings {seed}")
    for key in keys(random, KEYS // len(SEEDS)):
        for _ in range(REWRITINGS):
            response = rewritten(key, random, random.randint(1, 5))
            if is_readable(response):
                text = typed(response, random)
                assert verdict(key, text) is Verdict.CORRECT, (show(key), text)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_that_changes_the_value_makes_a_key_wrong(seed: int) -> None:
    random = Random(f"slips {seed}")
    apart = undecided = 0
    for key in keys(random, 1_200):
        response = slipped(key, random)
        if not is_readable(response):
            continue
        text = typed(response, random)
        judgement = judge("expression", show(key), text, OPTIONS)
        if judgement.verdict is Verdict.INCORRECT:
            named = {letter: int(number) for letter, number in NAMED.findall(judgement.reason)}
            point = {**dict.fromkeys(LETTERS, 1), **named}
            assert is_apart(key, response, [point]), (show(key), text, judgement.reason)
            apart += 1
        elif judgement.code == "undecided":
            undecided += 1
            assert not is_apart(key, response, points(random)), (show(key), text)
        else:
            assert judgement.verdict is Verdict.CORRECT, (show(key), text, judgement.reason)
            assert not is_apart(key, response, points(random)), (show(key), text)
    assert apart >= 1_000
    assert undecided <= UNDECIDED_AT_MOST


def in_sympy(node: Node) -> sympy.Expr:
    """A rational formula as SymPy has it, put together node by node."""
    match node:
        case Number():
            return sympy.Rational(node.value.numerator, node.value.denominator)
        case Name():
            return sympy.Symbol(node.name, positive=True, integer=True)
        case Unary():
            return -in_sympy(node.operand) if node.operator == "-" else in_sympy(node.operand)
        case Binary():
            left, right = in_sympy(node.left), in_sympy(node.right)
            joined = {"+": left + right, "-": left - right, "*": left * right}
            if node.operator in joined:
                return joined[node.operator]
            return left / right if node.operator == "/" else left**right
    raise TypeError(node)


def is_equal_in_sympy(one: Node, other: Node) -> bool:
    """Whether the numerator of the difference vanishes."""
    numerator, _ = sympy.fraction(sympy.together(in_sympy(one) - in_sympy(other)))
    return bool(sympy.expand(numerator) == 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_sympy_agrees_on_rational_formulas(seed: int) -> None:
    random = Random(f"SymPy {seed}")
    for key in keys(random, 50, has_steps=False):
        for response in (rewritten(key, random, 3), slipped(key, random)):
            if is_readable(response) and "abs" not in show(response):
                wanted = Verdict.CORRECT if is_equal_in_sympy(key, response) else Verdict.INCORRECT
                assert verdict(key, show(response)) is wanted, (show(key), show(response))
