"""What the oracle counts, against numbers worked out by hand, a layer really run, and sizes tried one after another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from exgen.engine.layers import KINDS
from exgen.engine.networks import Network
from exgen.engine.oracle import COUNTERS, CountedQuantities, OverBudgetError
from exgen.engine.quantities import Quantities
from exgen.engine.reading import read_network
from exgen.errors import NetworkError


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def counted(text: str, input: str) -> CountedQuantities:
    return CountedQuantities(network(text, input))


def test_every_layer_kind_has_a_counter() -> None:
    assert set(COUNTERS) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "given", "shape", "weights", "biases", "multiplications", "additions"),
    [
        ("Conv1d(2, 3, 4, stride=3, padding=1)", "(2, 10)", (3, 3), 24, 3, 72, 72),
        ("Conv1d(2, 3, 4, stride=3, padding=1, bias=False)", "(2, 10)", (3, 3), 24, 0, 72, 63),
        ("Conv2d(3, 16, 5, stride=3, padding=2)", "(3, 20, 14)", (16, 7, 5), 1200, 16, 42000, 42000),
        ("Conv2d(4, 6, (3, 2), groups=2, dilation=(2, 1))", "(4, 7, 5)", (6, 3, 4), 72, 6, 864, 864),
        ("Conv2d(1, 1, 1, bias=False)", "(1, 2, 2)", (1, 2, 2), 1, 0, 4, 0),
        ("ConvTranspose1d(2, 3, 4, stride=3, padding=1)", "(2, 5)", (3, 14), 24, 3, 120, 120),
        ("ConvTranspose2d(4, 6, (3, 2), 2, 0, (1, 0), 2)", "(4, 3, 5)", (6, 8, 10), 72, 6, 1080, 1080),
        ("ConvTranspose2d(1, 1, 1, stride=3, bias=False)", "(1, 2, 2)", (1, 4, 4), 1, 0, 4, 4),
        ("MaxPool1d(3, stride=2)", "(4, 9)", (4, 4), 0, 0, 0, 0),
        ("MaxPool2d(3, stride=2, padding=1, dilation=2)", "(4, 9, 8)", (4, 4, 3), 0, 0, 0, 0),
        ("AvgPool2d((2, 3))", "(4, 9, 8)", (4, 4, 2), 0, 0, 0, 0),
        ("AdaptiveAvgPool2d((7, 2))", "(4, 9, 8)", (4, 7, 2), 0, 0, 0, 0),
        ("BatchNorm2d(4)", "(4, 9, 8)", (4, 9, 8), 4, 4, 0, 0),
        ("BatchNorm2d(4, affine=False)", "(4, 9, 8)", (4, 9, 8), 0, 0, 0, 0),
        ("LocalResponseNorm(5)", "(4, 9, 8)", (4, 9, 8), 0, 0, 0, 0),
        ("Flatten()", "(4, 9, 8)", (288,), 0, 0, 0, 0),
        ("Linear(7, 5)", "(7,)", (5,), 35, 5, 35, 35),
        ("Linear(7, 5, bias=False)", "(7,)", (5,), 35, 0, 35, 30),
        ("ReLU()", "(4, 9, 8)", (4, 9, 8), 0, 0, 0, 0),
        ("Sigmoid()", "(4, 9)", (4, 9), 0, 0, 0, 0),
        ("Tanh()", "(4,)", (4,), 0, 0, 0, 0),
        ("Softmax(dim=1)", "(4,)", (4,), 0, 0, 0, 0),
        ("Dropout(p=0.5)", "(4,)", (4,), 0, 0, 0, 0),
    ],
)
def test_a_layer_is_counted_as_by_hand(
    text: str,
    given: str,
    shape: tuple[int, ...],
    weights: int,
    biases: int,
    multiplications: int,
    additions: int,
) -> None:
    quantities = counted(text, given)
    assert quantities.output_shape(0) == quantities.output_shape(None) == shape
    assert quantities.output_size(0) == shape[1:]
    assert (quantities.weights(0), quantities.biases(0)) == (weights, biases)
    assert quantities.parameters(0) == quantities.parameters(None) == weights + biases
    assert (quantities.multiplications(0), quantities.additions(0)) == (multiplications, additions)


def test_totals_go_over_all_layers() -> None:
    quantities: Quantities[int] = counted("Conv2d(3, 4, 3); ReLU(); Flatten(); Linear(16, 10)", "(3, 4, 4)")
    assert quantities.input_shape(3) == (16,)
    assert quantities.weights(None) == 4 * 27 + 160
    assert quantities.biases(None) == 14
    assert quantities.parameters(None) == 4 * 27 + 160 + 14
    assert quantities.multiplications(None) == 16 * 27 + 160
    assert quantities.additions(None) == 16 * 27 + 160


def test_one_output_value_of_a_grouped_convolution_reads_its_group_only() -> None:
    quantities = counted("Conv2d(6, 4, (3, 5), groups=2, bias=False); Conv2d(4, 8, 1, groups=4)", "(6, 9, 9)")
    assert quantities.multiplications_per_output(0) == 3 * 15
    assert quantities.additions_per_output(0) == 3 * 15 - 1
    assert (quantities.multiplications_per_output(1), quantities.additions_per_output(1)) == (1, 1)
    assert quantities.positions(0) == 7 * 5


def test_the_dense_equivalent_connects_everything() -> None:
    quantities = counted("Conv2d(3, 2, 3, stride=2); Conv2d(2, 1, 1, bias=False)", "(3, 7, 5)")
    assert quantities.output_shape(0) == (2, 3, 2)
    assert quantities.dense_weights(0) == 105 * 12
    assert quantities.dense_biases(0) == 12
    assert quantities.dense_parameters(0) == 105 * 12 + 12
    assert quantities.dense_biases(1) == 0


class Tracked:
    """A number that writes down each time it is multiplied or added."""

    multiplications = 0
    additions = 0

    def __mul__(self, other: Tracked) -> Tracked:
        Tracked.multiplications += 1
        return self

    def __add__(self, other: Tracked) -> Tracked:
        Tracked.additions += 1
        return self


def run(channels: int, height: int, width: int, kernels: int, side: int, stride: int, border: int) -> tuple[int, int]:
    """A convolution with bias over a padded image of tracked numbers, as a beginner writes it; its output size."""
    tall, wide = height + 2 * border, width + 2 * border
    image = [[[Tracked() for _ in range(wide)] for _ in range(tall)] for _ in range(channels)]
    kernel = [
        [[[Tracked() for _ in range(side)] for _ in range(side)] for _ in range(channels)] for _ in range(kernels)
    ]
    rows = []
    for top in range(0, tall - side + 1, stride):
        rows.append(top)
        columns = []
        for left in range(0, wide - side + 1, stride):
            columns.append(left)
            for weights in kernel:
                value = None
                for channel, row, column in product(range(channels), range(side), range(side)):
                    term = image[channel][top + row][left + column] * weights[channel][row][column]
                    value = term if value is None else value + term
                assert value is not None
                value + Tracked()
    return len(rows), len(columns)


@pytest.mark.parametrize(("stride", "border"), [(1, 0), (1, 1), (2, 0), (2, 2), (3, 1)])
def test_operations_are_those_of_a_layer_really_run(stride: int, border: int) -> None:
    Tracked.multiplications = Tracked.additions = 0
    size = run(2, 7, 5, 3, 3, stride, border)
    quantities = counted(f"Conv2d(2, 3, 3, stride={stride}, padding={border})", "(2, 7, 5)")
    assert quantities.output_size(0) == size
    assert quantities.multiplications(0) == Tracked.multiplications
    assert quantities.additions(0) == Tracked.additions


CHAINS = [
    "Conv1d(1, 1, 5, stride=3)",
    "Conv1d(1, 1, 3, stride=2, padding=2, dilation=3)",
    "Conv1d(1, 1, 7, stride=3, padding=3); MaxPool1d(2); ReLU(); Conv1d(1, 1, 2)",
    "MaxPool1d(2, stride=5); Conv1d(1, 1, 1, padding=4)",
    "ConvTranspose1d(1, 1, 4, stride=3, padding=2)",
    "Conv1d(1, 1, 3, stride=2); ConvTranspose1d(1, 1, 4, stride=3, padding=3); MaxPool1d(2); ConvTranspose1d(1, 1, 2)",
]


@pytest.mark.parametrize("text", CHAINS)
def test_input_sizes_are_all_that_trying_every_size_finds(text: str) -> None:
    layers = network(text, "(1, 50)").layers
    sizes: dict[int, set[int]] = {}
    for size in range(1, 120):
        try:
            (out,) = CountedQuantities(Network((1, size), layers)).output_size(None)
        except NetworkError:
            continue
        sizes.setdefault(out, set()).add(size)
    for wanted in range(1, 13):
        assert CountedQuantities(Network((1, 50), layers)).input_sizes((wanted,)) == (frozenset(sizes.get(wanted, ())),)


def test_input_sizes_do_not_ask_for_the_networks_own_input() -> None:
    sizes = counted("Conv2d(3, 16, (5, 1), stride=3)", "(3, 1, 1)").input_sizes((2, 1))
    assert sizes == (frozenset({8, 9, 10}), frozenset({1, 2, 3}))


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("Conv2d(4, 8, 3)", lambda quantities: quantities.output_shape(0), "in_channels is 4, but 3 come in"),
        ("BatchNorm2d(4)", lambda quantities: quantities.output_shape(0), "num_features is 4, but 3 come in"),
        ("Flatten(); Linear(8, 2)", lambda quantities: quantities.output_shape(1), "in_features is 8, but 48"),
        ("Conv2d(3, 8, 5)", lambda quantities: quantities.output_shape(0), "nothing comes out"),
        ("Conv2d(3, 8, 3); ReLU()", lambda quantities: quantities.input_sizes((2,)), "2 numbers"),
        ("Flatten()", lambda quantities: quantities.input_sizes((2, 2)), "no spatial axis comes out"),
        ("AdaptiveAvgPool2d(2)", lambda quantities: quantities.input_sizes((2, 2)), "every input size"),
        ("ReLU()", lambda quantities: quantities.dense_weights(0), "only a convolution"),
        ("ConvTranspose2d(3, 2, 3)", lambda quantities: quantities.dense_weights(0), "only a convolution"),
        ("ConvTranspose2d(3, 2, 3)", lambda quantities: quantities.multiplications_per_output(0), "different numbers"),
        ("ConvTranspose2d(3, 2, 3, padding=3)", lambda quantities: quantities.output_shape(0), "nothing comes out"),
        ("MaxPool2d(2)", lambda quantities: quantities.dense_biases(0), "only a convolution"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, question: Callable[[CountedQuantities], object], found: str) -> None:
    with pytest.raises(NetworkError, match=found):
        question(counted(text, "(3, 4, 4)"))


def test_channels_that_do_not_divide_into_groups_are_refused() -> None:
    convolution = network("Conv2d(4, 8, 3, groups=2)", "(4, 4, 4)").layers[0]
    convolution.arguments["groups"] = 3  # type: ignore[index]  # the reader would refuse it
    with pytest.raises(NetworkError, match="4 channels cannot be split into 3 equal groups"):
        CountedQuantities(Network((4, 4, 4), (convolution,))).weights(0)


def test_each_question_has_the_budget_for_itself() -> None:
    convolution = network("Conv2d(3, 16, 5)", "(3, 224, 224)")
    enough = CountedQuantities(convolution, budget=1216)
    assert (enough.parameters(0), enough.parameters(None)) == (1216, 1216)
    with pytest.raises(OverBudgetError, match="more than 1215 to count"):
        CountedQuantities(convolution, budget=1215).parameters(0)


def test_shapes_of_real_sizes_are_counted_whatever_the_budget() -> None:
    assert counted("Conv2d(3, 16, 7, stride=2, padding=3)", "(3, 1024, 768)").output_shape(0) == (16, 512, 384)
    tiny = CountedQuantities(network("Conv2d(3, 16, 7)", "(3, 224, 200)"), budget=1)
    assert tiny.output_shape(0) == (16, 218, 194)


def test_an_axis_without_end_is_given_up() -> None:
    with pytest.raises(OverBudgetError):
        CountedQuantities(network("MaxPool1d(2)", "(1, 1000000000000)"), budget=10).output_shape(0)


def test_behind_flattened_maps_no_layer_says_where_channels_stood() -> None:
    network = read_network("ReLU; Flatten; Linear(3, 1)", "1x3").resolve({})
    assert CountedQuantities(network).output_size(0) == (3,)
