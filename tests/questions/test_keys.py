"""What a ``value`` may ask of a network, and what is said of one that asks for something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exgen.answers import ProductSet
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layers import KINDS, Kind
from exgen.engine.networks import Network
from exgen.engine.reading import read_network
from exgen.errors import InputError
from exgen.expressions import read
from exgen.questions.keys import laid_value, speaks_of_network
from exgen.questions.laid_values import LaidValue
from exgen.questions.network_places import NetworkPlan

NETWORK = "Conv2d(3, 16, 5, stride=3, padding=2); MaxPool2d(2); Flatten(); Linear(2912, 10, bias=False)"
DEEP = "Conv2d(3, 8, 3); ReLU(); Conv2d(8, 4, 1)"

Value = Callable[..., object]


def _network(text: str, size: str) -> Network:
    return read_network(text, size).resolve({})


def _plans(batch: str | None = None) -> tuple[dict[str, NetworkPlan], dict[str, Network]]:
    networks = {"network": _network(NETWORK, "(3, 78, 84)"), "plain": _network(DEEP, "(3, 9, 9)")}
    return {name: NetworkPlan(name, laid_quantities(net), batch) for name, net in networks.items()}, networks


def _laid(text: str, row: tuple[str, int] | None = None, batch: str | None = None) -> LaidValue:
    return laid_value(read(text), _plans(batch)[0], row)


def _value(text: str, row: tuple[str, int] | None = None, batch: str | None = None) -> object:
    """The value that a text asks for, read off a run."""
    plans, networks = _plans(batch)
    laid = laid_value(read(text), plans, row)
    quantities = plans[laid.network].laid
    return laid.read(
        quantities.calculation.run(quantities.leaves_of(networks[laid.network], laid.arguments)).__getitem__
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("network.output_shape", (10,)),
        ("network.output_size", ()),
        ("network.input_shape", (3, 78, 84)),
        ("network.weights", 3 * 16 * 25 + 29120),
        ("network.biases", 16),
        ("network.parameters", 1216 + 29120),
        ("network.multiplications", 16 * 26 * 28 * 75 + 29120),
        ("network.additions", 16 * 26 * 28 * 75 + 29110),
        ("network.layers[0].input_shape", (3, 78, 84)),
        ("network.layers[0].output_shape", (16, 26, 28)),
        ("network.layers[0].output_size", (26, 28)),
        ("network.layers[0].output_shape[0]", 16),
        ("network.layers[0].output_size[-1]", 28),
        ("network.layers[0].positions", 26 * 28),
        ("network.layers[0].multiplications_per_output", 75),
        ("network.layers[0].additions_per_output", 75),
        ("network.layers[-1].additions_per_output", 2911),
        ("network.layers[1].output_shape", (16, 13, 14)),
        ("network.layers[1].parameters", 0),
        ("network.layers[3].biases", 0),
        ("network.weight_layers[1].parameters", 29120),
        ("network.convolutions[0].dense_weights", 3 * 78 * 84 * 16 * 26 * 28),
        ("network.convolutions[0].dense_biases", 16 * 26 * 28),
        ("network.convolutions[0].dense_parameters", (3 * 78 * 84 + 1) * 16 * 26 * 28),
        ("plain.output_shape", (4, 7, 7)),
        ("plain.convolutions[1].parameters", 36),
        ("plain.layers[1].multiplications", 0),
    ],
)
def test_a_value_is_one_quantity_of_a_network(text: str, value: object) -> None:
    assert _value(text) == value


@pytest.mark.parametrize(
    ("text", "size", "multiplying"),
    [
        ("ConstantPad1d(1, 0); Conv1d(4, 4, 3); BatchNorm1d(4); ConvTranspose1d(4, 4, 3)", "(4, 9)", (1, 3)),
        ("Embedding(9, 4); LSTM(4, 4); LayerNorm(4); GRU(4, 4); RNN(4, 4); Linear(4, 2)", "(9,)", (1, 3, 4, 5)),
        ("MultiheadAttention(4, 2); TransformerEncoderLayer(4, 2, 8); ReLU(); Linear(4, 2)", "(9, 4)", (0, 1, 3)),
    ],
)
def test_weight_layers_are_those_that_multiply_by_learned_weights(
    text: str, size: str, multiplying: tuple[int, ...]
) -> None:
    laid = laid_quantities(_network(text, size))
    assert NetworkPlan("network", laid, None).layers("weight_layers") == multiplying


def test_whatever_kind_multiplies_by_weights_says_so() -> None:
    for kind, declared in KINDS.items():
        lays = [getattr(type(declared), name) is not getattr(Kind, name) for name in ("weights", "multiplications")]
        products = type(declared).multiplications_per_output is not Kind.multiplications_per_output
        assert declared.multiplies_weights == (lays[0] and (lays[1] or products)), kind


@pytest.mark.parametrize("layer", [0, 2])
def test_layer_is_the_layer_of_a_tables_row(layer: int) -> None:
    assert _value("layer.output_shape[0]", ("plain", layer)) == _value(f"plain.layers[{layer}].output_shape[0]")


def test_input_sizes_are_the_whole_set_of_sizes() -> None:
    small = "Conv1d(1, 1, 9, stride=3, padding=1)"
    laid = laid_quantities(_network(small, "(1, 99)"))
    value = laid_value(read("network.input_sizes(O)"), {"network": NetworkPlan("network", laid, None)}, None, {"O": 16})
    run = laid.calculation.run(laid.leaves_of(_network(small, "(1, 99)"), {"wanted": (16,)}))
    assert value.read(run.__getitem__) == frozenset({52, 53, 54})
    assert value.arguments == {"wanted": (16,)}


def test_input_sizes_of_two_axes_are_pairs_or_a_product_of_axes() -> None:
    assert _value("plain.input_sizes((7, 7))") == frozenset({(9, 9)})
    strided = _network("Conv2d(1, 1, 3, stride=5)", "(1, 99, 99)")
    laid = laid_quantities(strided)
    value = laid_value(read("network.input_sizes((3, 4))"), {"network": NetworkPlan("network", laid, None)}, None)
    sizes = value.read(laid.calculation.run(laid.leaves_of(strided, {"wanted": (3, 4)})).__getitem__)
    assert sizes == ProductSet((frozenset(range(13, 18)), frozenset(range(18, 23))))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("network.layers[0].output_shape", ("N", 16, 26, 28)),
        ("network.input_shape", ("N", 3, 78, 84)),
        ("network.output_shape", ("N", 10)),
        ("network.layers[0].output_size", (26, 28)),
        ("network.layers[0].output_shape[1]", 26),
        ("network.parameters", 30336),
    ],
)
def test_a_batch_axis_stands_before_whole_shapes_only(text: str, value: object) -> None:
    assert _value(text, batch="N") == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("network.paramters", 'a network has no quantity "paramters"; did you mean "parameters"?'),
        ("network.layers[0].output_shpae", 'a layer has no quantity "output_shpae"; did you mean "output_shape"?'),
        ("network.positions", 'positions is asked of a layer: network.layers[0].positions'),
        ("network.layers[9].parameters", "network.layers[9] does not exist: the list has 4, counted from 0"),
        ("network.layers[-5].parameters", "network.layers[-5] does not exist: the list has 4, counted from 0"),
        ("network.convolutions[1].parameters", "network.convolutions[1] does not exist: the list has 1,"),
        ("network.layer[0].parameters", 'a network has no list "layer"; did you mean "layers"?'),
        ("network.layers[K].parameters", '"K" cannot count entries: give a whole number, from 0'),
        ("network.layers[1/2].parameters", '"1/2" cannot count entries: give a whole number, from 0'),
        ("network.layers[0].output_shape[3]", "output_shape[3] does not exist: output_shape has 3 entries here"),
        ("network.layers[0].output_size[-3]", "output_size[-3] does not exist: output_size has 2 entries here"),
        ("network.parameters[0]", "parameters[0] does not exist: parameters has no entries to pick one of"),
        ("network.input_sizes", "input_sizes needs the output size asked for: network.input_sizes(16)"),
        ("network.output_shape(1)", '"output_shape" takes no argument in brackets; a part of a shape is'),
        ("network.layers[0].input_sizes(16)", 'input_sizes is asked of a network: network.input_sizes(16)'),
        ("network.parameters / 1000", '"network.parameters/1000" is not one quantity of a network; a value is'),
        ("2 * network.layers[0].positions", "is not one quantity of a network; a value is a single quantity such as"),
        ("sum(network.layers)", "is not one quantity of a network"),
        ("network", '"network" is not one quantity of a network'),
        ("network.layers.parameters", '"network.layers" has no quantities; did you mean "network.layers[0]"?'),
        ("network.input_sizes(3)[0]", '"network.input_sizes(3)[0]" is not one quantity of a network'),
        ("netwrok.parameters", '"netwrok" has no quantities; did you mean "network"?'),
        ("layer.parameters", '"layer" has no quantities; allowed: network, network.layers[0], plain'),
        ("network.layers[1].dense_parameters", "only a convolution has a dense equivalent"),
    ],
)  # fmt: skip
def test_a_value_that_is_no_quantity_says_what_is(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        _laid(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [("network.parameters", True), ("layer.biases", True), ("plain.weights", True), ("K * K", False), ("3", False)],
)
def test_a_value_without_network_or_layer_asks_nothing_of_one(text: str, is_asked: bool) -> None:
    assert speaks_of_network(read(text), _plans()[0]) is is_asked


@pytest.mark.parametrize(
    "text",
    [
        "network.parameters",
        "network.layers[3].weights",
        "network.layers[0].output_shape[1]",
        "network.tensors[0].activations",
        "network.largest_activation",
        'plain.largest_batch(1024, "largest_tensor")',
    ],
)
def test_a_laid_value_is_named_as_templates_spell_it(text: str) -> None:
    assert _laid(text).name == text


def test_arguments_are_named_by_their_values() -> None:
    laid = laid_value(read("plain.input_sizes((O, 2*O))"), _plans()[0], None, {"O": 16})
    assert laid.name == "plain.input_sizes((16, 32))"
    assert _laid("plain.depth(3)").name == 'plain.depth((3, 3), "exactly")'


def test_an_unknown_list_of_layers_is_met_with_those_there_are() -> None:
    with pytest.raises(InputError, match='no list "biases"; allowed: convolutions, groups, layers, tensors, '):
        _plans()[0]["network"].layers("biases")
