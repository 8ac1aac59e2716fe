"""What a tensor is, from layer to layer: sequences, maps with features last, tokens; and what is counted on them."""

from __future__ import annotations

import pytest

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.derivation import derivation
from exgen.engine.forms import SEQUENCE, VECTOR, Form
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_rows import NetworkReport
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import NetworkError
from exgen.expressions import Node, show

PATCHES = """
Conv2d(3, 768, 16, stride=16)
Flatten(2); Permute((0, 2, 1))
ClassToken(768); PositionEmbedding(197, 768); Dropout(0.0)
"""
HEAD = "LayerNorm(768, eps=1e-06); Select(1, 0); Linear(768, 1000)"
BLOCK = "12 * TransformerEncoderLayer(768, 12, 3072, activation='gelu', norm_first=True)\n"
WRITTEN_OUT = """
12 * Sequential(
  Residual(LayerNorm(768); MultiheadAttention(768, 12))
  Residual(LayerNorm(768); Linear(768, 3072); GELU; Linear(3072, 768))
)
"""
CONVNEXT = """
Residual(
  Conv2d(96, 96, 7, padding=3, groups=96); Permute((0, 2, 3, 1)); LayerNorm(96); Linear(96, 384); GELU
  Linear(384, 96); Permute((0, 3, 1, 2)); LayerScale(96); StochasticDepth(0.1, 'row')
)
"""


def report(text: str, input: str) -> NetworkReport[int]:
    return network_report(finished_network(text, input))


@pytest.mark.parametrize("blocks", [BLOCK, WRITTEN_OUT], ids=["encoder layers", "written out"])
def test_a_vision_transformer_has_what_torchvision_publishes(blocks: str) -> None:
    """torchvision's ViT_B_16_Weights: 86,567,656 parameters, 17.564 GFLOPS (multiply-adds)."""
    found = report(PATCHES + blocks + HEAD, "3x224x224")
    assert found.parameters == 86_567_656
    assert round(found.multiplications / 10**9, 3) == 17.564
    assert found.rows[-1].output_shape == (1000,)


def test_a_vision_transformer_is_confirmed() -> None:
    for blocks in (BLOCK, WRITTEN_OUT):
        network = finished_network(PATCHES + blocks + HEAD, "3x224x224")
        assert not confirm(network, "parameters", None, 86_567_656).at_real_sizes


def test_a_block_of_convnext_works_on_the_features_of_each_place() -> None:
    found = report(CONVNEXT, "96x56x56")
    assert found.parameters == (49 + 1) * 96 + 2 * 96 + (96 + 1) * 384 + (384 + 1) * 96 + 96
    assert found.multiplications == 56 * 56 * (49 * 96 + 2 * 96 * 384)
    assert [row.output_shape for row in found.rows[1:3]] == [(56, 56, 96), (56, 56, 96)]
    field = found.rows[-1].receptive_field
    assert field is not None
    assert (field.start, field.end) == ((-3, -3), (3, 3))


@pytest.mark.parametrize(
    ("text", "rank", "expected"),
    [
        ("ReLU; Linear(9, 2)", 2, [SEQUENCE, SEQUENCE, SEQUENCE]),
        ("ReLU; Conv1d(9, 2, 1)", 2, [Form(1), Form(1), Form(1)]),
        ("Permute((0, 2, 1)); Linear(9, 2)", 2, [Form(1), SEQUENCE, SEQUENCE]),
        ("GLU()", 2, [SEQUENCE, SEQUENCE]),
        ("GLU(dim=1)", 2, [Form(1), Form(1)]),
        ("Embedding(9, 8); Flatten", 1, [Form(1, "none"), SEQUENCE, VECTOR]),
        ("Linear(9, 8); Unflatten(1, (2, 2, 2))", 1, [VECTOR, VECTOR, Form(2)]),
        ("Permute((0, 2, 3, 1)); Flatten(1, 2); Select(1, -1)", 3, [Form(2), Form(2, "last"), SEQUENCE, VECTOR]),
        ("LSTM(9, 4); Permute((0, 2, 1)); Conv1d(4, 4, 3)", 2, [SEQUENCE, SEQUENCE, Form(1), Form(1)]),
    ],
)
def test_the_first_layers_decide_what_the_input_is(text: str, rank: int, expected: list[Form]) -> None:
    network = read_network(text, [9] * rank)
    found = arrivals(rank, keys_of(network.layers), network.wiring)
    assert list(found.forms) == expected
    assert not found.misfits


def test_sequences_are_joined_place_by_place() -> None:
    network = finished_network("Residual(Linear(8, 8); GELU); x: LayerNorm(8); LSTM(8, 8); Multiply(x)", "5x8")
    found = network_report(network)
    assert [row.output_shape for row in found.rows] == [(5, 8)] * 6
    assert CountedQuantities(network).output_size(None) == (5,)
    laid = laid_quantities(network)
    run = laid.calculation.run(laid.leaves_of(network))
    assert [run[slot] for slot in laid.output_size(2)] == [5]
    with pytest.raises(NetworkError, match=r"dim=1 for places behind each other, dim=2 for features"):
        report("Concat(Linear(8, 8), Identity)", "5x8")


@pytest.mark.parametrize(
    ("text", "input", "quantity", "formula"),
    [
        ("LSTM(E, H)", "(L, E)", "parameters", "4H(E + H) + 8H"),
        ("GRU(E, H, bias=False, bidirectional=True)", "(L, E)", "parameters", "6H(E + H)"),
        ("MultiheadAttention(E, 2)", "(L, E)", "multiplications", "4L E^2 + 2L^2*E"),
        ("Embedding(V, E)", "(L)", "parameters", "V E"),
        ("Linear(E, F, bias=False)", "(L, E)", "multiplications", "E*F*L"),
        ("BatchNorm2d(C)", "(C, H, W)", "buffers", "2C + 1"),
    ],
)
def test_letters_give_the_formulas_of_the_books(text: str, input: str, quantity: str, formula: str) -> None:
    draft = read_network(text, input)
    laid = laid_quantities(draft)
    slot = getattr(laid, quantity)(0)
    value = laid.calculation.run(laid.leaves_of(draft))[slot]
    assert isinstance(value, Node)
    assert show(value) == formula


def test_a_derivation_names_the_axes_that_there_are_at_its_layer() -> None:
    network = finished_network("Linear(9, 18); Unflatten(1, (2, 3, 3)); MaxPool2d((2, 1)); Flatten(2); ReLU", "9")
    laid = laid_quantities(network)
    slots = laid.output_shape(None)
    run = laid.calculation.run(laid.leaves_of(network))
    lines = derivation(run, slots, 0)
    assert [(line.title, line.side) for line in lines] == [
        ("output size", "height"),
        ("output size", "width"),
        ("places", ""),
    ]


@pytest.mark.parametrize(
    ("text", "input", "form", "shape"),
    [
        ("Permute((0, 1, 3, 2)); Conv2d(3, 4, 1)", "3x5x7", Form(2), (4, 7, 5)),
        ("Permute((0, 3, 2, 1)); Linear(3, 4)", "3x5x7", Form(2, "last"), (7, 5, 4)),
        ("Permute((0, 1, 4, 2, 3)); MaxPool3d((1, 1, 2))", "6x5x7x4", Form(3), (6, 4, 5, 3)),
        ("Permute((0, 2, 3, 1)); Permute((0, 2, 1, 3)); LayerNorm(3)", "3x5x7", Form(2, "last"), (7, 5, 3)),
        ("LSTM(4, 6); Permute((0, 1, 2)); Linear(6, 2)", "5x4", SEQUENCE, (5, 2)),
    ],
)
def test_axes_stand_in_any_order_with_the_channels_at_an_end(
    text: str, input: str, form: Form, shape: tuple[int, ...]
) -> None:
    network = finished_network(text, input)
    assert arrivals(len(network.input), keys_of(network.layers), network.wiring).forms[-1] == form
    assert network_report(network).rows[-1].output_shape == shape == CountedQuantities(network).output_shape(None)
    confirm(network, "output_shape", None, shape)


def test_receptive_fields_are_followed_through_axes_that_keep_their_order() -> None:
    kept = network_report(finished_network("Conv2d(3, 4, 3); Permute((0, 2, 3, 1)); Linear(4, 2)", "3x9x9")).rows
    assert kept[-1].receptive_field is not None
    turned = finished_network("Conv2d(3, 4, 3); Permute((0, 1, 3, 2)); Conv2d(4, 2, 1)", "3x9x9")
    assert network_report(turned).rows[-1].receptive_field is None
    with pytest.raises(NetworkError, match="its spatial axes change their places"):
        CountedQuantities(turned).receptive_field(2)
