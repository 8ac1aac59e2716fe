"""Quantities of whole networks: published totals, published sheets, input sizes by trying, one layout for all."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, strategies as st

from exgen.engine.architectures import architecture
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.layout import Place
from exgen.engine.networks import Network
from exgen.engine.reading import read_network
from exgen.engine.shrinking import family
from exgen.expressions import read
from tests.engine.naive_run import STRUCTURES, whole
from tests.engine.quantity_lists import COUNTS

SECTION_09 = """
Conv2d(3, 16, 3, padding=1)
MaxPool2d(2)
Conv2d(16, 32, 3)
MaxPool2d(2, padding=1)
Conv2d(32, 8, 1)
Conv2d(8, 4, 5)
Flatten()
Linear(576, 10)
"""


def value(network: Network, quantity: str, layer: int | None = None) -> object:
    laid = laid_quantities(network)
    slots = getattr(laid, quantity)(layer)
    run = laid.calculation.run(laid.leaves_of(network))
    return tuple(run[slot] for slot in slots) if isinstance(slots, tuple) else run[slots]


def test_vgg16_has_the_published_number_of_multiplications() -> None:
    # 15.47 G multiply-adds in torchvision's table: 15,346,630,656 in the convolutions, 123,633,664 in the linear layers
    network = architecture("vgg16").resolve({})
    assert value(network, "multiplications") == 15346630656 + 123633664
    assert value(network, "additions") == value(network, "multiplications")
    assert value(network, "biases") == 13416
    assert value(network, "weights") == 138357544 - 13416


def test_the_sheet_of_section_09_comes_out_with_its_one_wrong_answer_mended() -> None:
    network = read_network(SECTION_09, "(3, 64, 64)").resolve({})
    shapes = [value(network, "output_shape", layer) for layer in range(8)]
    assert shapes == [
        (16, 64, 64), (16, 32, 32), (32, 30, 30), (32, 16, 16), (8, 16, 16), (4, 12, 12), (576,), (10,),
    ]  # fmt: skip
    parameters = [value(network, "parameters", layer) for layer in range(8)]
    assert parameters == [448, 0, 4640, 0, 264, 804, 0, 5770]
    dense = [value(network, "dense_parameters", layer) for layer in (0, 2, 4, 5)]
    assert dense == [805371904, 471888000, 16779264, 1180224]
    assert value(network, "parameters") == sum(parameters)  # type: ignore[arg-type]  # whole numbers, as just seen
    assert value(network, "output_shape") == (10,)
    assert value(network, "input_shape") == (3, 64, 64)


def test_the_sheet_of_in3310_comes_out_with_its_wrong_answers_mended() -> None:
    layer = read_network("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)").resolve({})
    counted = {
        name: value(layer, name, 0) for name in ("multiplications_per_output", "positions", "additions_per_output")
    }
    assert counted == {"multiplications_per_output": 1568, "positions": 25, "additions_per_output": 1568}
    assert value(layer, "multiplications") == value(layer, "additions") == 2508800
    assert value(layer, "parameters") == 100416
    pointwise = read_network("Conv2d(512, 128, 1)", "(512, 25, 25)").resolve({})
    assert value(pointwise, "parameters") == 65664
    sizes = read_network("Conv2d(1, 1, 5, stride=3, padding=2)", "(1, 78, 84)").resolve({})
    assert value(sizes, "output_size") == (26, 28)


@pytest.mark.parametrize(("rank", "kinds"), STRUCTURES)
@pytest.mark.parametrize("count", COUNTS)
def test_a_total_is_the_sum_over_the_layers(rank: int, kinds: tuple[str, ...], count: str) -> None:
    for network in family(rank, kinds):
        rows = [value(network, count, layer) for layer in range(len(kinds))]
        assert value(network, count) == sum(row for row in rows if isinstance(row, int))


def test_a_network_without_anything_to_count_has_totals_of_0() -> None:
    network = read_network("ReLU(); Flatten()", "(3, 4, 5)").resolve({})
    counted = [count for count in COUNTS if count not in ("activations", "memory")]
    assert [value(network, count) for count in counted] == [0] * len(counted)
    assert value(network, "activations") == 60 + 60


def test_networks_of_one_structure_share_one_layout() -> None:
    small, large = (read_network(f"Conv2d(3, {c}, {k}); ReLU()", (3, s, s)) for c, k, s in ((4, 3, 9), (64, 11, 224)))
    assert laid_quantities(small) is laid_quantities(large.resolve({}))
    assert laid_quantities(small) is not laid_quantities(read_network("ReLU(); Conv2d(3, 4, 3)", (3, 9, 9)))


def test_slots_stay_where_they_are_when_more_is_laid() -> None:
    network = read_network(SECTION_09, "(3, 64, 64)").resolve({})
    laid = LaidQuantities(3, tuple(layer.kind for layer in network.layers))
    parameters = laid.parameters(None)
    before = laid.calculation
    assert laid.calculation is before
    whole(laid)
    assert laid.parameters(None) == parameters
    assert laid.calculation is not before
    leaves = laid.leaves_of(network)
    assert laid.calculation.run(leaves)[parameters] == before.run(leaves)[parameters] == 11926


def test_steps_know_their_layer_and_axis() -> None:
    laid = LaidQuantities(3, ("ReLU", "Conv2d"))
    step = laid.calculation.step
    assert [found.place for slot in laid.output_size(None) if (found := step(slot))] == [Place(1, 0), Place(1, 1)]
    weights, total = laid.weights(1), laid.weights(None)
    assert [found.place for slot in (weights, total) if (found := laid.calculation.step(slot))] == [Place(1), Place()]


def test_leaves_of_a_draft_hold_formulas_and_numbers() -> None:
    draft = read_network("Conv2d(C, 2*C, (K, 3), bias=False)", "(C, H, 9)")
    laid = laid_quantities(draft)
    leaves = laid.leaves_of(draft)
    # 1, 0, 2, 3, 4, the input, sizes wanted and to be reached, phase, index, limits, batch, bytes, unit,
    # memory available, decimals
    shown = [1, 0, 2, 3, 4, "C", "H", 9, 1, 1, "H", 9, *[1] * 8, 1, 4, 1, 1, 1]
    # then out_channels, kernel, stride, padding, dilation, groups, bias
    shown += ["2*C", "K", 3, 1, 1, 0, 0, 1, 1, 1, 0]
    assert leaves == [read(leaf) if isinstance(leaf, str) else leaf for leaf in shown]


@st.composite
def chains(draw: st.DrawFn) -> str:
    """Some windows on a signal, one after the other."""
    layers = []
    for _ in range(draw(st.integers(1, 3))):
        kernel, stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
        padding = draw(st.integers(0, 3))
        layers.append(f"Conv1d(1, 1, {kernel}, stride={stride}, padding={padding}, dilation={dilation})")
        layers += ["ReLU()"] if draw(st.booleans()) else []
    return "; ".join(layers)


@given(chains(), st.integers(1, 6))
def test_input_sizes_of_a_chain_are_all_sizes_that_give_the_output(chain: str, wanted: int) -> None:
    network = read_network(chain, "(1, L)")
    laid = laid_quantities(network)
    ((smallest, largest),) = laid.input_sizes(laid.wanted())
    given = []
    for length in range(1, 400):
        run = laid.calculation.run(laid.leaves_of(network.resolve({"L": length})))
        sizes = [run[laid.output_size(layer)[0]] for layer in range(len(network.layers))]
        if sizes[-1] == wanted and all(isinstance(size, int) and size >= 1 for size in sizes):
            given.append(length)
    run = laid.calculation.run(laid.leaves_of(network.resolve({"L": 1}), {"wanted": (wanted,)}))
    low, high = run[smallest], run[largest]
    assert isinstance(low, int)
    assert isinstance(high, int)
    assume(high < 400)
    assert list(range(low, high + 1)) == given
