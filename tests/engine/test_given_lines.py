"""What no rule works out has a line in a derivation too: it says where the number stands."""

from __future__ import annotations

import pytest

from exgen.engine.derivation import derivation
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.quantities import QUANTITIES
from exgen.engine.reading import read_network
from exgen.errors import NetworkError
from tests.engine.test_layers import ROWS, Row

ASKED_WITH_ARGUMENTS = {"optimiser_memory", "training_memory", "largest_batch", "input_sizes", "depth", "windows"}
OF_MATRICES = {
    *("output", "input_gradient", "weight_gradient", "bias_gradient"),
    *("attention_scores", "attention_shares", "im2col", "toeplitz"),
}


def told(text: str, input: str, quantity: str, layer: int | None) -> list[tuple[str, str]]:
    draft = read_network(text, input)
    laid = laid_quantities(draft)
    slots = laid.asked(quantity, layer, {})
    run = laid.calculation.run(laid.leaves_of(draft.resolve({})))
    return [(line.words, line.formula) for line in derivation(run, slots, len(draft.input) - 1)]


def test_an_adaptive_pooling_says_its_output_size() -> None:
    assert told("AdaptiveAvgPool2d((7, 5))", "(3, 50, 50)", "output_size", 0) == [
        ("as the layer has it, `output_size`", r"\left(7, 5\right)")
    ]


def test_an_equal_convolution_says_where_each_number_comes_from() -> None:
    assert told("Flatten(); Linear(75, 10)", "3x5x5", "equal_convolution", 1) == [
        ("as the layer has it, `out_features`", "10"),
        ("as it goes into the network", r"\left(3, 5, 5\right)"),
        ("kernel of the equal convolution (height and width)", "K = H = 5"),
    ]


def test_a_field_of_one_value_and_a_padding_are_told() -> None:
    assert told("ReLU()", "(3, 9)", "receptive_field", 0) == [
        ("as every layer of its kind has it", r"\left(1, 0, 0\right)")
    ]
    assert told("Conv1d(3, 8, 3, padding=2)", "(3, 9)", "padding_before", 0) == [
        ("as the layer has it, `padding`", "2")
    ]


def test_what_is_known_is_not_told_again() -> None:
    draft = read_network("Conv1d(3, 8, 3)", "(3, 9)")
    laid = laid_quantities(draft)
    sizes, positions = laid.output_size(0), laid.positions(0)
    run = laid.calculation.run(laid.leaves_of(draft.resolve({})))
    assert [line.title for line in derivation(run, [positions], 1)] == ["output size"]
    assert derivation(run, [positions], 1, sizes) == ()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.layer)
def test_every_quantity_of_every_layer_has_a_derivation(row: Row) -> None:
    draft = read_network(row.layer, list(row.input))
    laid, network = laid_quantities(draft), draft.resolve({})
    for quantity, kept in QUANTITIES.items():
        if quantity in ASKED_WITH_ARGUMENTS | OF_MATRICES:
            continue
        arguments = dict.fromkeys(
            {"phase_field": ["phase"], "inputs_read": ["index"]}.get(quantity, []), (0,) * (len(row.input) - 1)
        )
        for layer in [0] * kept.by_layer + [None] * kept.by_network:
            try:
                slots = laid.asked(quantity, layer, arguments)
            except NetworkError:
                continue  # not every layer has every quantity
            run = laid.calculation.run(laid.leaves_of(network, arguments))
            if slots and quantity != "inputs_read":
                assert derivation(run, slots, len(row.input) - 1), (quantity, layer)
