"""What layers cost against the plain convolution: published ratios, counting, formulas, what cannot be compared."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from exgen.engine.formula_proof import confirm_formula_over
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import NetworkError
from exgen.expressions import Node, read, show
from exgen.expressions.cancelling import cancelled
from exgen.expressions.factoring import factored

SEPARABLE = "Conv2d(C_in, C_in, K, padding='same', groups=C_in, bias=False); Conv2d(C_in, C_out, 1, bias=False)"


def ratios(network: Network) -> tuple[object, object]:
    """Those of parameters and multiplications."""
    laid = laid_quantities(network)
    slots = laid.parameter_ratio(None), laid.multiplication_ratio(None)
    run = laid.calculation.run(laid.leaves_of(network))
    return run[slots[0]], run[slots[1]]


@pytest.mark.parametrize(
    ("text", "input", "ratio"),
    [
        # Howard et al., MobileNets (2017), section 3.1: 1/N + 1/D_K^2, here with N = 128 channels out
        (
            "Conv2d(64, 64, 3, padding=1, groups=64, bias=False); Conv2d(64, 128, 1, bias=False)",
            "64x14x14",
            Fraction(1, 128) + Fraction(1, 9),
        ),
        # Simonyan & Zisserman (2014), section 2.3: 3 (3^2 C^2) = 27 C^2 against 7^2 C^2 = 49 C^2, 81% more
        ("3 * Conv2d(16, 16, 3, padding=1, bias=False)", "16x20x20", Fraction(27, 49)),
        # Szegedy et al., Rethinking (2015), section 3.1: two 3x3 for a 5x5, (9 + 9)/25; 3.2: 3x1 and 1x3, 33% less
        ("2 * Conv2d(8, 8, 3, padding=1, bias=False)", "8x9x9", Fraction(18, 25)),
        (
            "Conv2d(8, 8, (3, 1), padding=(1, 0), bias=False); Conv2d(8, 8, (1, 3), padding=(0, 1), bias=False)",
            "8x9x9",
            Fraction(2, 3),
        ),
        # Xie et al., ResNeXt (2017): 32 groups have 1/32 of the weights
        ("Conv2d(128, 128, 3, padding=1, groups=32, bias=False)", "128x7x7", Fraction(1, 32)),
        # a bottleneck of He et al. (2015), figure 5: 256-d to 64-d and back
        (
            "Conv2d(256, 64, 1, bias=False); ReLU(); Conv2d(64, 64, 3, padding=1, bias=False); ReLU(); "
            "Conv2d(64, 256, 1, bias=False)",
            "256x7x7",
            Fraction(2 * 256 * 64 + 9 * 64 * 64, 9 * 256 * 256),
        ),
    ],
)
def test_published_ratios(text: str, input: str, ratio: Fraction) -> None:
    network = finished_network(text, input)
    assert ratios(network) == (ratio, ratio)
    for quantity in ("parameter_ratio", "multiplication_ratio"):
        confirm(network, quantity, None, ratio)


def test_biases_are_parameters_and_positions_count() -> None:
    network = finished_network("Conv2d(8, 8, 3, groups=8); Conv2d(8, 16, 1)", "8x10x10")
    assert ratios(network) == (Fraction(8 * 9 + 8 + 8 * 16 + 16, 8 * 9 * 16 + 16), Fraction(25, 144))
    # without padding the first of two kernels is laid down at more positions than the plain one
    network = finished_network("2 * Conv1d(4, 4, 3, bias=False)", "4x10")
    assert ratios(network) == (Fraction(6, 5), Fraction(3 * (8 + 6), 5 * 6))


def test_branches_are_compared_by_what_all_of_them_read() -> None:
    text = "Concat(Conv2d(4, 2, 1, bias=False), Conv2d(4, 6, 5, padding=2, bias=False))"
    network = finished_network(text, "4x6x6")
    assert ratios(network) == (Fraction(2 + 6 * 25, 8 * 25),) * 2
    big = finished_network(text.replace("4, ", "64, ").replace("6, 5", "600, 5"), "64x60x60")
    for quantity, found in zip(("parameter_ratio", "multiplication_ratio"), ratios(big), strict=True):
        assert isinstance(found, Fraction)
        assert not confirm(big, quantity, None, found).at_real_sizes


@pytest.mark.parametrize(
    ("text", "input", "formula"),
    [
        (SEPARABLE, "(C_in, H, H)", "1/C_out + 1/K^2"),
        (
            "Conv2d(C_in, C_in, K, stride=S, padding=P, groups=C_in); ReLU(); Conv2d(C_in, C_out, 1)",
            "(C_in, H, W)",
            "1/C_out + 1/K^2",
        ),
        ("Conv2d(C_in, C_out, K, groups=G)", "(C_in, H, W)", "1/G"),
        ("Conv2d(C, M, 1); Conv2d(M, M, K, padding='same'); Conv2d(M, C, 1)", "(C, H, W)", "2M/(C K^2) + M^2/C^2"),
        ("Conv1d(C, C, K, padding='same', groups=C); Conv1d(C, N, 1)", "(C, L)", "1/N + 1/K"),
    ],
)
def test_a_ratio_in_letters_is_what_a_textbook_prints(text: str, input: str, formula: str) -> None:
    draft = read_network(text, input)
    laid = laid_quantities(draft)
    slot = laid.multiplication_ratio(None)
    found = laid.calculation.run(laid.leaves_of(draft))[slot]
    assert isinstance(found, Node)
    assert show(factored(found)) == formula
    assert confirm_formula_over(draft, "multiplication_ratio", None, found).networks >= 30


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, str]:
    """Convolutions in a row, with groups, strides and dilations, and activations between them."""
    channels = start = draw(st.sampled_from((2, 4, 6)))
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        groups = draw(st.sampled_from([groups for groups in (1, 2, channels) if channels % groups == 0]))
        out = groups * draw(st.integers(1, 3))
        kernel = draw(st.integers(1, 3))
        stride, dilation = draw(st.integers(1, 2)), draw(st.integers(1, 2))
        padding, bias = draw(st.integers(0, 1)), draw(st.booleans())
        numbers = f"stride={stride}, padding={padding}, dilation={dilation}, groups={groups}, bias={bias}"
        lines.append(f"Conv1d({channels}, {out}, {kernel}, {numbers})")
        lines += ["ReLU()"] if draw(st.booleans()) else []
        channels = out
    return "; ".join(lines), f"{start}x40"


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks())
def test_rules_give_the_ratio_that_counting_gives(drawn: tuple[str, str]) -> None:
    network = finished_network(*drawn)
    counted = CountedQuantities(network)
    assert ratios(network) == (counted.parameter_ratio(None), counted.multiplication_ratio(None))


@pytest.mark.parametrize(
    ("text", "input", "words"),
    [
        ("Conv2d(3, 4, 3); Flatten()", "3x8x8", "layer 2, Flatten: compared .*; ask for a part of the network"),
        ("Linear(3, 4)", "3", "layer 1, Linear: compared .*; ask for a part of the network"),
        ("ReLU()", "3", r"a vector \(features\) goes in: compared"),
        ("Conv2d(3, 4, 3); MaxPool2d(2)", "3x8x8", "layer 2, MaxPool2d: compared with a plain convolution are conv"),
        ("ConvTranspose2d(3, 4, 3)", "3x8x8", "layer 1, ConvTranspose2d: compared"),
        ("ReLU()", "3x8x8", "no layer is a convolution: compared"),
    ],
)
def test_what_is_no_convolution_is_not_compared_with_one(text: str, input: str, words: str) -> None:
    with pytest.raises(NetworkError, match=words):
        laid_quantities(finished_network(text, input)).parameter_ratio(None)


@pytest.mark.parametrize(
    ("written", "lowest"),
    [
        ("C*K*K/(C*K*K*D)", "1/D"),
        ("2*C*C/(6*C)", "C/3"),
        ("(C + 1)*H/((C + 1)*W)", "H/W"),
        ("C/(C + 1)", "C/(C + 1)"),
        ("C/C + H", "H + 1"),
    ],
)
def test_equal_factors_above_and_below_the_slash_go(written: str, lowest: str) -> None:
    assert show(cancelled(read(written))) == lowest


def test_a_network_whose_windows_do_not_fit_runs_where_ratios_of_another_were_asked() -> None:
    laid = laid_quantities(finished_network("Conv2d(2, 3, 3)", "2x5x5"))
    slot = laid.multiplication_ratio(None)
    unfit = read_network("Conv2d(2, 3, 3)", "2x2x2").resolve({})
    assert laid.calculation.run(laid.leaves_of(unfit))[slot] == 0
    with pytest.raises(NetworkError, match="the output height and width would be 0"):
        network_report(finished_network("Conv2d(2, 3, 3)", "2x2x2"))
