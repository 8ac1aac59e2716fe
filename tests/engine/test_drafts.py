"""Drafts: networks whose arguments wait for numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.engine.drafts import MOST_LAYERS, NetworkDraft
from exgen.engine.reading import read_layers, read_network
from exgen.errors import NetworkError
from exgen.expressions import Value, read

TEMPLATE = "Conv2d(3, C, K, stride=(S, 1), padding=(K - 1)/2, groups=G, bias=B)\nReLU()\nLinear(C*7*7, 10)"
NAMES: dict[str, Value] = {"H": 32, "C": 12, "K": 5, "S": 2, "G": 3, "B": False}


def draft() -> NetworkDraft:
    return read_network(TEMPLATE, "(3, H, H + 1)")


def problems(network: NetworkDraft, names: dict[str, Value]) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        network.resolve(names)
    return list(caught.value.problems)


def test_names_are_listed_in_order_of_appearance() -> None:
    assert draft().names == ("H", "C", "K", "S", "G", "B")
    assert draft().layers[0].names == ("C", "K", "S", "G", "B")
    assert draft().network is None


def test_a_draft_resolves_to_the_network_that_its_numbers_spell() -> None:
    spelt = "Conv2d(3, 12, 5, stride=(2, 1), padding=2, groups=3, bias=False)\nReLU()\nLinear(12*7*7, 10)"
    assert draft().resolve({**NAMES, "unused": 1}) == read_network(spelt, "3x32x33").network


def test_layers_without_names_are_made_once() -> None:
    network = draft()
    assert network.resolve(NAMES).layers[1] is network.resolve({**NAMES, "K": 3}).layers[1]
    plain = read_network("ReLU(); Tanh()", "3x8x8")
    assert plain.resolve({}) is plain.resolve(NAMES)


@given(count=st.integers(0, 5), out=st.integers(1, 9))
def test_a_name_may_say_how_often_a_layer_is_repeated(count: int, out: int) -> None:
    network = read_network("(D - 1) * Conv2d(3, C, 3); ReLU", "3x8x8")
    assert network.count_names == ("D",)
    assert network.names == ("D", "C")
    layers = network.resolve({"D": count + 1, "C": out}).layers
    assert [layer.text for layer in layers] == [f"Conv2d(3, {out}, kernel_size=3)"] * count + ["ReLU()"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"K": 0}, ["kernel_size must be at least 1, not 0", "padding must be a whole number, not -1/2"]),
        ({"K": 4}, ["padding must be a whole number, not 3/2"]),
        ({"K": "x"}, ["kernel_size must be a whole number, not x", "padding: "]),
        ({"S": 0}, ["stride must be at least 1, not (0, 1)"]),
        ({"C": 13}, ["out_channels must be divisible by groups=3, but it is 13"]),
        ({"B": 2}, ["bias must be True or False, not 2"]),
    ],
)
def test_a_value_that_is_not_allowed_is_told_with_its_layer(names: dict[str, Value], expected: list[str]) -> None:
    where = "layer 1, Conv2d(3, C, kernel_size=K, stride=(S, 1), padding=(K - 1)/2, groups=G, bias=B): "
    found = problems(draft(), NAMES | names)
    assert len(found) == len(expected)
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(where + start)


def test_zero_and_one_are_truth_values() -> None:
    network = draft()
    assert network.resolve({**NAMES, "B": 0}) == network.resolve({**NAMES, "B": False})
    assert network.resolve({**NAMES, "B": 1}).layers[0].arguments["bias"] is True


def test_every_problem_of_every_layer_is_told() -> None:
    network = read_network("Linear(F, 2); 3 * Linear(2, G); N * ReLU; Linear(F, 1)", "(X, Y)")
    assert problems(network, {"F": 0, "G": 0, "N": -1, "X": 0, "y": 1}) == [
        "input: X must be at least 1, not 0",
        'input: unknown name "Y"; did you mean "y"?',
        "layer 1, Linear(F, 2): in_features must be at least 1, not 0",
        "layer 2, Linear(2, G): out_features must be at least 1, not 0",
        "layer 5, ReLU(): N must be at least 0, not -1",
        "layer 5, Linear(F, 1): in_features must be at least 1, not 0",
    ]
    assert problems(read_network("Linear(F, 2)", "8"), {}) == [
        'layer 1, Linear(F, 2): unknown name "F"; a number is needed'
    ]


def test_a_network_of_no_layers_or_too_many_is_refused() -> None:
    network = read_network("D * ReLU", "8")
    assert len(network.resolve({"D": MOST_LAYERS}).layers) == MOST_LAYERS
    assert problems(network, {"D": 0}) == ["the network has no layers"]
    assert problems(network, {"D": MOST_LAYERS + 1}) == [
        "layer 1, ReLU(): with it the network has more than 100,000 layers; none that long is meant"
    ]
    assert problems(network, {"D": 10**20}) == problems(network, {"D": MOST_LAYERS + 1})


def test_some_names_may_get_numbers_and_others_stay() -> None:
    partly = draft().with_numbers({"K": 5, "G": 1, "H": 9})
    assert partly.names == ("C", "S", "B")
    assert partly.input == (3, 9, 10)
    assert partly.layers[0].text == "Conv2d(3, C, kernel_size=5, stride=(S, 1), padding=2, bias=B)"
    assert partly.layers[0].arguments["stride"] == (read("S"), 1)
    assert partly.resolve(NAMES) == draft().resolve({**NAMES, "G": 1, "H": 9})


@given(st.sets(st.sampled_from(sorted(NAMES))))
def test_numbers_may_be_put_in_bit_by_bit(first: set[str]) -> None:
    numbers = {"H": 32, "C": 12, "K": 5, "S": 2, "G": 3, "B": 0}
    partly = draft().with_numbers({name: numbers[name] for name in first})
    assert partly.resolve({name: numbers[name] for name in partly.names}) == draft().resolve(NAMES)


def test_a_number_of_repetitions_may_be_put_in() -> None:
    network = read_network("D * Linear(F, F); E * ReLU", "(F)").with_numbers({"D": 2})
    assert [layer.text for layer in network.layers] == ["Linear(F, F)", "Linear(F, F)", "ReLU()"]
    assert network.count_names == ("E",)
    assert len(network.resolve({"E": 3, "F": 4}).layers) == 5


def test_numbers_that_are_not_allowed_are_told_with_their_layer() -> None:
    network = read_network("D * Linear(F, G); Conv2d(1, 1, K/2)", "(X)")
    with pytest.raises(NetworkError) as caught:
        network.with_numbers({"D": -1, "F": 0, "K": 3, "X": 0})
    assert list(caught.value.problems) == [
        "input: X must be at least 1, not 0",
        "layer 1, Linear(F, G): D must be at least 0, not -1",
        "layer 1, Linear(F, G): in_features must be at least 1, not 0",
        "layer 1, Conv2d(1, 1, kernel_size=K/2): kernel_size must be a whole number, not 3/2",
    ]
    with pytest.raises(NetworkError, match="more than 100,000 layers"):
        network.with_numbers({"D": MOST_LAYERS + 1})


def test_another_input_leaves_the_layers() -> None:
    network = draft().with_input((3, 8, 8))
    assert network.layers is draft().layers or network.layers == draft().layers
    assert network.names == ("C", "K", "S", "G", "B")
    assert network.resolve(NAMES).input == (3, 8, 8)


def test_equal_texts_make_equal_drafts() -> None:
    assert read_layers("Conv2d(3, C, K)") == read_layers("nn.Conv2d(in_channels=3, out_channels=C, kernel_size=(K, K))")
    assert read_layers("Conv2d(3, C, K)") != read_layers("Conv2d(3, K, C)")


def test_a_letter_stands_for_a_whole_factor_unless_a_fraction_is_written_beside_it() -> None:
    (alone,) = read_layers("Upsample(scale_factor=F)")
    assert alone.resolve({"F": 3}).text == "Upsample(scale_factor=3)"
    with pytest.raises(NetworkError, match="scale_factor must be a whole number, not 3/2"):
        alone.resolve({"F": Fraction(3, 2)})
    (beside,) = read_layers("Upsample(scale_factor=(F, 1.5))")
    assert beside.resolve({"F": Fraction(5, 2)}).text == "Upsample(scale_factor=(2.5, 1.5))"
    assert beside.with_numbers({"F": 2}).text == "Upsample(scale_factor=(2, 1.5))"


def test_none_is_what_stands_there_anyway() -> None:
    (upsample, attention) = read_layers("Upsample(None, 2); MultiheadAttention(4, 2, kdim=None, vdim=None)")
    assert (upsample.text, attention.text) == ("Upsample(scale_factor=2)", "MultiheadAttention(4, 2)")
