"""Formulas of layers that divide channels or features are confirmed at multiples of what divides them."""

from __future__ import annotations

import pytest

from exgen.engine.divisors import as_multiples, divisors
from exgen.engine.formula_proof import LEAST_POINTS, confirm_formula_over
from exgen.engine.reading import read_network
from exgen.errors import ProofError
from exgen.expressions import read


@pytest.mark.parametrize(
    ("layers", "input", "quantity", "formula", "wrong"),
    [
        ("MultiheadAttention(E, 8)", "(L, E)", "weights", "4E^2", "32E*ceil(E/8) + E - 8*floor(E/16)"),
        ("MultiheadAttention(E, A)", "(L, E)", "additions", "4L*E^2 + L^2(E - A) + L*E(L - 1)", "4L*E^2 + 2L^2*E"),
        ("TransformerEncoderLayer(E, 12, 4E)", "(L, E)", "parameters", "12E^2 + 13E", "12E^2 + 12E"),
        ("Conv2d(C, 2C, 3, groups=4)", "(C, H, W)", "parameters", "9/2*C^2 + 2C", "18C^2 + 2C"),
        ("Conv2d(C, D, K, groups=G)", "(C, H, H)", "weights", "C*D*K^2/G", "C*D*K^2/floor((G + 3)/2)"),
        ("PixelShuffle(r)", "(C, H, W)", "activations", "C*H*W", "C*H*W*r"),
        ("PixelUnshuffle(r)", "(C, H, W)", "activations", "C*H*W", "C*H*W/r"),
        ("GroupNorm(32, C)", "(C, H, W)", "parameters", "2C", "64"),
        ("Chunk(6, 1)", "(C, L)", "activations", "C*L/6", "C*L/3"),
    ],
)
def test_what_must_be_divisible_is_drawn_so(layers: str, input: str, quantity: str, formula: str, wrong: str) -> None:
    draft = read_network(layers, input)
    assert confirm_formula_over(draft, quantity, None, read(formula)).networks >= LEAST_POINTS
    with pytest.raises(ProofError, match=r"^at "):
        confirm_formula_over(draft, quantity, None, read(wrong))


def test_a_letter_that_divides_is_drawn_large_enough_to_show() -> None:
    dividing = divisors(read_network("Conv2d(C, D, 3, groups=G)", "(C, H, H)"))
    assert {name: [str(read("G")) == str(divisor) for divisor in those] for name, those in dividing.items()} == {
        "C": [True],
        "D": [True],
    }
    assert as_multiples({"C": 2, "D": 3, "G": 5, "H": 7}, dividing) == {"C": 10, "D": 15, "G": 5, "H": 7}


def test_letters_that_divide_each_other_in_a_circle_are_multiplied_once() -> None:
    dividing = divisors(read_network("Conv2d(C, C, 1, groups=D); Conv2d(D, D, 1, groups=C)", "(C, H, H)"))
    assert as_multiples({"C": 3, "D": 3, "H": 2}, dividing) == {"C": 9, "D": 3, "H": 2}


def test_depthwise_channels_divide_themselves() -> None:
    assert divisors(read_network("Conv2d(C, C, K, groups=C)", "(C, H, H)")) == {}
