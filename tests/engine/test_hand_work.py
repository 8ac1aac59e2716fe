"""Networks worked out by hand: rules against the oracle, mistakes, derivations, what does not fit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine import formulas
from exgen.engine.by_hand.checks import check_matrices
from exgen.engine.by_hand.matrices import Entry, Matrix, size_of
from exgen.engine.derivation import derivation
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.missing import Missing
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.networks import Matrices, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.engine.rules import RULES
from exgen.engine.rules.by_hand import BY_HAND
from exgen.engine.rules.hand_gradients import HAND_GRADIENTS
from exgen.engine.rules.hand_statistics import HAND_STATISTICS
from exgen.engine.runs import Rerun, Run
from exgen.errors import ExpressionError, NetworkError, ProofError
from tests.engine.hand_work_mistakes import (
    CONVENTIONS as OF_CONVENTIONS,
    IMAGE,
    KERNEL,
    MISTAKES,
    SMALL,
    HandWork,
    Mistake,
    hand_work,
)

ONLY_HAND_ON = {"unflattened", "convolution_input_gradient", "feature_means", "attended"}
"""Rules without mistakes of their own: those are made in the steps before."""


def matrix_in(run: Run | Rerun, slot: int) -> Matrix:
    """The matrix in a slot; () where nothing comes out."""
    found: Any = run[slot]
    return () if isinstance(found, Missing) else found


entries = st.one_of(st.integers(-4, 4), st.sampled_from([Fraction(1, 2), Fraction(-2, 3)]))
steps = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A chain of two layers on a small matrix, with kernels and biases of fractions."""
    layers: list[str] = []
    weights: dict[str, Matrix | Entry] = {}
    for index in range(2):
        kind = draw(st.sampled_from(["Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "ReLU"]))
        kernel, stride, dilation = draw(steps), draw(steps), draw(st.sampled_from([(1, 1), (2, 1)]))
        padding = tuple(draw(st.integers(0, size // 2)) for size in kernel)
        window = f"{kernel}, stride={stride}, padding={padding}"
        if "Conv" in kind:
            weights[f"{index}.weight"] = tuple(draw(st.tuples(*[entries] * kernel[1])) for _ in range(kernel[0]))
            weights[f"{index}.bias"] = draw(entries)
            window = f"1, 1, {window}, dilation={dilation}"
        if kind == "ConvTranspose2d":
            window += f", output_padding={tuple(draw(st.integers(0, step - 1)) for step in stride)}"
        if kind == "AvgPool2d":
            window += f", count_include_pad={draw(st.booleans())}"
        layers.append(f"{kind}({'' if kind == 'ReLU' else window})")
    rows, columns = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    image = tuple(draw(st.tuples(*[entries] * (columns + 1))) for _ in range(rows + 1))
    read = read_network("; ".join(layers), f"(1, {rows + 1}, {columns + 1})").resolve({})
    flips = draw(st.booleans()) and any(layer.kind == "Conv2d" for layer in read.layers)
    return replace(read, matrices=Matrices(image, weights, flips))


@given(networks())
@settings(max_examples=150)
def test_rules_and_oracle_find_the_same_matrix(network: Network) -> None:
    try:
        CountedQuantities(network).output_shape(None)
    except NetworkError:
        assume(False)
    check_matrices(network)
    laid = laid_quantities(network)
    for layer in range(2):
        slot = laid.output(layer)
        run = laid.calculation.run(laid.leaves_of(network))
        assert confirm(network, "output", layer, run[slot]).at_real_sizes
        matrix = matrix_in(run, slot)
        assert isinstance(matrix, tuple)
        assert size_of(matrix) == tuple(run[size] for size in laid.output_size(layer))


def test_a_wrong_matrix_is_not_confirmed() -> None:
    work = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL)
    with pytest.raises(ProofError, match=r"the key says .*, counting gives \(\(4, 6\), \(8, -2\)\)"):
        confirm(work.network, "output", None, ((4, 6), (8, -1)))


def test_a_proof_tells_matrices_apart() -> None:
    for image, first in ((IMAGE, 4), (((5, 2, 0), *IMAGE[1:]), 8)):
        work = hand_work("Conv2d(1, 1, 2, bias=False)", image, KERNEL)
        assert matrix_in(work.run, work.laid.output(None))[0][0] == first
        confirm(work.network, "output", None, work.run[work.laid.output(None)])


def forget() -> None:
    """Forget every line that was compiled and everything that was laid."""
    formulas.formula.cache_clear()
    for remembered in ("_laid", "_laid_for"):
        laid_quantities.__globals__[remembered].cache_clear()


@pytest.mark.parametrize(
    ("rule", "letter"), [("turned_kernel", "F"), ("turned_kernel", "U"), ("cross_correlation", "B"), ("rectified", "R")]
)
def test_a_broken_rule_is_noticed(rule: str, letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    works = ("Conv2d(1, 1, 2)", 3), ("Conv2d(1, 1, 2); ReLU()", -9)
    whole = RULES[rule].computed
    assert whole is not None
    place = RULES[rule].letters.index(letter)

    def broken(*arguments: object) -> object:
        return whole(*arguments[:place], 1 if letter == "F" else 0, *arguments[place + 1 :])

    monkeypatch.setitem(RULES, rule, replace(RULES[rule], computed=broken))
    forget()
    noticed = 0
    for layers, bias in works:
        work = hand_work(layers, IMAGE, KERNEL, bias)
        try:
            confirm(work.network, "output", None, work.run[work.laid.output(None)])
        except ProofError:
            noticed += 1
    forget()
    assert noticed


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_makes_of_an_example_what_was_worked_out_by_hand(mistake: Mistake) -> None:
    (slot,) = mistake.asked.slots
    run = mistake.work.run
    assert matrix_in(run, slot) == mistake.key
    upstream = run.calculation.upstream([slot])
    made = [matrix_in(run.rerun([step]), slot) for step in missteps(run, [MAL_RULES[mistake.id]], upstream)]
    assert mistake.wrong in made


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_what_comes_of_a_mistake_is_never_confirmed(mistake: Mistake) -> None:
    network, (slot,) = mistake.work.network, mistake.asked.slots
    asked, arguments = (mistake.quantity, mistake.layer), mistake.asked.arguments
    assert confirm(network, *asked, mistake.work.run[slot], arguments).at_real_sizes
    with pytest.raises(ProofError):
        confirm(network, *asked, mistake.wrong, arguments)


def test_every_rule_of_work_by_hand_has_a_mistake_in_the_examples() -> None:
    changed = {rule for mistake in MISTAKES for rule in MAL_RULES[mistake.id].changes}
    assert {rule.name for rule in (*BY_HAND, *HAND_GRADIENTS, *HAND_STATISTICS)} - ONLY_HAND_ON <= changed


@pytest.mark.parametrize("convention", OF_CONVENTIONS, ids=lambda convention: convention.name)
def test_under_a_convention_another_matrix_is_right(convention: Mistake) -> None:
    (slot,) = convention.asked.slots
    run = convention.work.run
    assert matrix_in(run, slot) == convention.key
    assert matrix_in(run.rerun([Misstep(CONVENTIONS[convention.id])]), slot) == convention.wrong


def test_an_odd_padding_cannot_be_halved() -> None:
    work = hand_work("ConvTranspose2d(1, 1, 2, padding=1, bias=False)", IMAGE, KERNEL)
    with pytest.raises(ExpressionError, match="whole rows"):
        work.run.rerun([Misstep(MAL_RULES["transposed_padding_counted_once"])])


def test_networks_with_and_without_matrices_share_nothing() -> None:
    plain = read_network("Conv2d(1, 1, 2, bias=False)", "(1, 3, 3)").resolve({})
    work = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL)
    assert laid_quantities(plain) is not work.laid
    assert len(laid_quantities(plain).leaves_of(plain)) < len(work.laid.leaves_of(work.network))
    with pytest.raises(NetworkError, match="no matrix goes in"):
        laid_quantities(plain).output(None)
    with pytest.raises(NetworkError, match="no matrix goes in"):
        CountedQuantities(plain).output(None)


def test_some_layers_are_not_worked_out_by_hand() -> None:
    with pytest.raises(NetworkError, match=r"layer 2, Tanh: it is not worked out by hand; allowed: Conv2d, ConvT"):
        hand_work("ReLU(); Tanh()", IMAGE).laid.output(None)
    network = replace(read_network("Sigmoid()", "(1, 3, 3)").resolve({}), matrices=Matrices(IMAGE, {}))
    with pytest.raises(NetworkError, match=r"Sigmoid\(\): it is not worked out by hand"):
        CountedQuantities(network).output(None)


@pytest.mark.parametrize(
    ("layers", "weights", "flips", "problems"),
    [
        ("Conv2d(1, 1, 2)", {}, False, ['weights: "0.weight" of Conv2d(1, 1, kernel_size=2) is not given',
            'weights: "0.bias" of Conv2d(1, 1, kernel_size=2) is not given; or write bias=False']),
        ("Conv2d(1, 1, 2, bias=False)", {"0.weight": KERNEL, "0.bias": 1}, False,
            ['weights "0.bias": Conv2d(1, 1, kernel_size=2, bias=False) was written with bias=False']),
        ("Conv2d(1, 1, 2, bias=False)", {"0.weight": 3}, False,
            ['weights "0.weight": it is a number; a kernel is a matrix of 2 x 2']),
        ("Conv2d(1, 1, 2)", {"0.weight": KERNEL, "0.bias": KERNEL}, False,
            ['weights "0.bias": it is a matrix; the bias of a single channel is a number']),
        ("ReLU(); Conv2d(1, 1, 2, bias=False)", {"1.weight": KERNEL, "0.weight": KERNEL, "2.weight": KERNEL}, False,
            ['weights "0.weight": ReLU() has no weight',
             'weights "2.weight": there is no such tensor; did you mean "1.weight"?']),
        ("MaxPool2d(2)", {"0.kernel": KERNEL}, False,
            ['weights "0.kernel": there is no such tensor; no layer has weights']),
        ("MaxPool2d(2)", {}, True, ['convolution: "flipped" speaks of the kernel of a Conv2d, and there is none']),
        ("Conv2d(1, 4, 2, bias=False)", {"0.weight": KERNEL}, False,
            ['weights "0.weight": it is a single kernel, but Conv2d(1, 4, kernel_size=2, bias=False) has 4 x 1 '
             "kernels, a row for each output channel"]),
        ("Conv2d(1, 1, (1, 3), bias=False)", {"0.weight": KERNEL}, False,
            ['weights "0.weight": it is 2 x 2, but Conv2d(1, 1, kernel_size=(1, 3), bias=False) has a kernel of '
             "1 x 3"]),
    ],
)  # fmt: skip
def test_matrices_that_do_not_fit_the_layers_are_refused(
    layers: str, weights: dict[str, Matrix | Entry], flips: bool, problems: list[str]
) -> None:
    network = read_network(layers, "(1, 3, 3)").resolve({})
    with pytest.raises(NetworkError) as refused:
        check_matrices(replace(network, matrices=Matrices(IMAGE, weights, flips)))
    assert list(refused.value.problems) == problems


def lines(work: HandWork) -> list[tuple[str, str]]:
    """Titles and formulas of the derivation of a network's output."""
    return [(line.title, line.formula) for line in derivation(work.run, [work.laid.output(None)], 2)]


def test_a_convolution_is_derived_entry_by_entry_and_then_whole() -> None:
    work = hand_work("Conv2d(1, 1, 2, padding=(0, 1))", SMALL, KERNEL, Fraction(-1, 2), flips=True)
    assert lines(work) == [
        ("kernel, turned by 180 degrees", r"\begin{bmatrix}-1 & 3 \\ 2 & 1\end{bmatrix}"),
        ("input with its padding", r"\begin{bmatrix}0 & 1 & 2 & 0 \\ 0 & 3 & -1 & 0\end{bmatrix}"),
        (
            "output value in row 1, column 1",
            r"0 \cdot (-1) + 1 \cdot 3 + 0 \cdot 2 + 3 \cdot 1 + \left(-\frac{1}{2}\right) = \frac{11}{2}",
        ),
        (
            "output value in row 1, column 2",
            r"1 \cdot (-1) + 2 \cdot 3 + 3 \cdot 2 + (-1) \cdot 1 + \left(-\frac{1}{2}\right) = \frac{19}{2}",
        ),
        ("output", r"\begin{bmatrix}11/2 & 19/2 & -9/2\end{bmatrix}"),
    ]


def test_steps_that_change_nothing_are_not_derived() -> None:
    titles = [title for title, _ in lines(hand_work("Conv2d(1, 1, 2, bias=False)", SMALL, KERNEL))]
    assert titles == ["output value in row 1, column 1", "output"]


def test_of_many_products_the_first_and_the_last_are_written() -> None:
    ones = ((1, 1, 1, 1),) * 4
    (_, formula), *_ = lines(hand_work("Conv2d(1, 1, 4, bias=False)", ones, ones))
    assert formula == r"1 \cdot 1 + 1 \cdot 1 + 1 \cdot 1 + \cdots + 1 \cdot 1 = 16"


def test_a_transposed_convolution_is_derived_from_its_first_block_and_a_meeting_place() -> None:
    work = hand_work("ConvTranspose2d(1, 1, 2, padding=1, output_padding=0)", SMALL, KERNEL, 2)
    assert lines(work) == [
        (
            "block of the input value in row 1, column 1",
            r"1 \cdot \begin{bmatrix}1 & 2 \\ 3 & -1\end{bmatrix} = \begin{bmatrix}1 & 2 \\ 3 & -1\end{bmatrix}",
        ),
        (
            "sum in row 2, column 2, where 4 blocks overlap",
            r"1 \cdot (-1) + 2 \cdot 3 + 3 \cdot 2 + (-1) \cdot 1 = 10",
        ),
        ("all blocks added", r"\begin{bmatrix}1 & 4 & 4 \\ 6 & 10 & -4 \\ 9 & -6 & 1\end{bmatrix}"),
        ("output (padding taken off, bias $2$ added)", r"\begin{bmatrix}12\end{bmatrix}"),
    ]


def test_blocks_that_lie_apart_have_no_meeting_place() -> None:
    titles = [title for title, _ in lines(hand_work("ConvTranspose2d(1, 1, 2, stride=2, bias=False)", SMALL, KERNEL))]
    assert titles == ["block of the input value in row 1, column 1", "all blocks added"]


def test_pooling_and_relu_are_derived_window_by_window() -> None:
    assert lines(hand_work("MaxPool2d(2, padding=1); ReLU()", ((-1, 2), (3, 4)))) == [
        ("output value in row 1, column 1", r"\max(-1) = -1"),
        ("output value in row 1, column 2", r"\max(2) = 2"),
        ("output", r"\begin{bmatrix}-1 & 2 \\ 3 & 4\end{bmatrix}"),
        ("output (negative values become 0)", r"\begin{bmatrix}0 & 2 \\ 3 & 4\end{bmatrix}"),
    ]
    counted, left_out = (
        lines(hand_work(f"AvgPool2d(2, padding=1, count_include_pad={counts})", SMALL))[0] for counts in (True, False)
    )
    assert counted == ("output value in row 1, column 1", r"\frac{0 + 0 + 0 + 1}{4} = \frac{1}{4}")
    assert left_out == ("output value in row 1, column 1", r"\frac{1}{1} = 1")
