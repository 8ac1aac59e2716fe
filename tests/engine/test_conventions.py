"""The conventions as settings: what each of them makes of a right answer, and what a statement says of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from exgen.engine.by_hand.matrices import Matrix
from exgen.engine.conventions import OWN, Conventions, convention_sentence, setting_sentence, settings
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.mal_rules import CONVENTIONS
from exgen.engine.network_report import finished_network
from exgen.engine.networks import Matrices, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.settled_conventions import WRITTEN, alternatives, settled
from exgen.errors import InputError
from tests.engine.mal_rule_examples import asked

LAYER = ("Conv2d(32, 64, 7, stride=3)", "(32, 19, 19)")


def under(conventions: Conventions, network: str, input: str, quantity: str) -> object:
    question = asked(network, input, quantity)
    return question.run.under(conventions)[question.value.slots[0]]


def test_every_convention_is_a_value_of_one_field() -> None:
    names = [name for allowed in settings().values() for name in allowed.values()]
    assert len(set(names)) == len(names)
    assert set(CONVENTIONS) < set(names)
    told = {convention_sentence(name) for name in names}
    assert len(told) == len(names)
    assert all(sentence.startswith("Right ") for sentence in told)


def test_the_first_value_of_a_field_is_the_engines_own() -> None:
    assert settled(OWN) == ()
    own = {name: next(iter(allowed.values())) for name, allowed in settings().items() if name not in WRITTEN}
    assert not set(own.values()) & set(CONVENTIONS)
    assert under(OWN, *LAYER, "parameters") == 100416


def test_every_value_has_a_sentence_of_its_own() -> None:
    sentences = [setting_sentence(name, value) for name, allowed in settings().items() for value in allowed]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
    assert Conventions(biases="left_out").sentences()["biases"] == "Biases are not counted as parameters."


@pytest.mark.parametrize(
    ("conventions", "network", "input", "quantity", "value"),
    [
        (Conventions(biases="left_out"), *LAYER, "parameters", 100352),
        (Conventions(operations="two_for_each_product"), *LAYER, "multiplications", 2 * 2508800),
        (Conventions(normalisation="with_statistics"), "BatchNorm2d(8)", "(8, 4, 4)", "parameters", 32),
        # Keras, tf.keras.layers.LSTM(3) on 4 features: 4 (3 (4 + 3) + 3)
        (Conventions(recurrent_biases="one"), "LSTM(4, 3)", "(5, 4)", "parameters", 96),
    ],
)
def test_a_quantity_is_worked_out_under_conventions(
    conventions: Conventions, network: str, input: str, quantity: str, value: int
) -> None:
    assert under(conventions, network, input, quantity) == value
    confirm(replace(finished_network(network, input), conventions=conventions), quantity, None, value)


def test_several_conventions_hold_together() -> None:
    question = asked("Conv2d(3, 8, 3, stride=2); BatchNorm2d(8)", "(3, 10, 10)", "parameters")
    both = Conventions(biases="left_out", normalisation="with_statistics")
    assert question.run.under(both)[question.slot] == 27 * 8 + 32
    sizes = asked("Conv2d(3, 8, 3, stride=2)", "(3, 10, 10)", "output_size")
    # 10 - 3 is 7: three steps and a half
    assert sizes.run.under(Conventions(division="exact"))[sizes.value.slots[0]] == Fraction(9, 2)


def test_a_value_that_a_field_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match='division: found "up"; allowed: exact, floor'):
        Conventions(division="up")


# --- rules and counting agree under every convention

NETWORKS = {
    "plain": (
        "Conv2d(2, 4, 3, groups=2); BatchNorm2d(4); ReLU; Conv2d(4, 2, 1, bias=False); Flatten; Linear(18, 3)",
        "2x5x5",
    ),
    "branches": ("Residual(Conv2d(3, 3, 3, padding=1); BatchNorm2d(3)); ReLU", "3x4x4"),
    "up": ("ConvTranspose2d(3, 2, 3, stride=2)", "3x3x3"),
    "recurrent": ("LSTM(4, 3, num_layers=2, bidirectional=True)", "5x4"),
    "projected": ("LSTM(4, 3, proj_size=2, bidirectional=True)", "5x4"),
    "other keys": ("MultiheadAttention(4, 2, kdim=6, add_bias_kv=True)", "3x4"),
    "encoder": ("TransformerEncoderLayer(4, 2, dim_feedforward=6); LayerNorm(4); Linear(4, 2)", "3x4"),
}
OF_COUNTS = [
    Conventions(biases="left_out"),
    Conventions(recurrent_biases="one"),
    Conventions(operations="two_for_each_product"),
    Conventions(normalisation="with_statistics"),
    Conventions(multiply_adds="one_operation"),
    Conventions(multiply_adds="apart", added_biases="counted"),
    Conventions(multiply_adds="two_and_biases"),
    Conventions(multiply_adds="two_and_biases", added_biases="counted", recurrent_biases="one"),
    Conventions(added_biases="counted"),
    Conventions(running_statistics="left_out"),
    Conventions(running_statistics="with_counter"),
    Conventions(biases="left_out", recurrent_biases="one", operations="two_for_each_product", added_biases="counted"),
]
COUNTED = (
    "parameters",
    "multiplications",
    "additions",
    "multiply_adds",
    "bias_additions",
    "operations",
    "running_statistics",
    "trainable_parameters",
    "non_trainable_parameters",
)


@pytest.mark.parametrize(
    "conventions", OF_COUNTS, ids=lambda found: ",".join(one.mal_rule.id for one in settled(found))
)
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("quantity", COUNTED)
def test_counting_gives_what_rules_give_under_a_convention(conventions: Conventions, name: str, quantity: str) -> None:
    network = replace(finished_network(*NETWORKS[name]), conventions=conventions)
    laid = laid_quantities(network)
    for layer in (None, *range(len(network.layers))):
        slot = getattr(laid, quantity)(layer)
        run = laid.calculation.run(laid.leaves_of(network), conventions=conventions)
        assert run[slot] == getattr(CountedQuantities(network), quantity)(layer)
        confirm(network, quantity, layer, run[slot])


@pytest.mark.parametrize(
    ("conventions", "quantity"),
    [
        (Conventions(biases="left_out"), "parameter_ratio"),
        (Conventions(operations="two_for_each_product"), "multiplication_ratio"),
    ],
)
def test_both_sides_of_a_ratio_are_counted_under_a_convention(conventions: Conventions, quantity: str) -> None:
    layers = ("Conv2d(4, 4, 3, groups=4); Conv2d(4, 6, 1)", "(4, 7, 7)")
    # 9 * 4 + 4 * 6 weights, for 4 * 9 * 6 of the plain convolution; products stand at equally many positions
    assert under(conventions, *layers, quantity) == Fraction(60, 216)
    network = replace(finished_network(*layers), conventions=conventions)
    confirm(network, quantity, None, Fraction(60, 216))
    branches = replace(finished_network("Residual(Conv2d(4, 4, 3, padding=1))", "4x9x9"), conventions=conventions)
    confirm(branches, quantity, None, 1)


def test_additions_one_by_one_hold_each_bias_once() -> None:
    conventions = Conventions(multiply_adds="apart", added_biases="counted")
    # 27 products and 26 additions between them, one more for the bias
    assert under(conventions, "Conv2d(3, 8, 3)", "(3, 9, 9)", "operations") == (27 + 26 + 1) * 8 * 49


IMAGE: Matrix = ((0, 2, 2, -1), (2, 0, 1, 1), (-3, 1, 0, 0), (1, 1, 0, 2))
GRADIENT: Matrix = ((1, 2), (3, 5))
BY_HAND = [
    ("MaxPool2d(2)", Conventions(ties="all"), 2),
    ("MaxPool2d(2)", Conventions(ties="shared"), 1),
    ("AvgPool2d(2)", Conventions(zeros_in_means="counted"), Fraction(1, 4)),
    ("ReLU(); MaxPool2d(2)", Conventions(slope_at_zero="one", ties="all"), 2),
    ("ReLU(); AvgPool2d(2)", Conventions(slope_at_zero="half"), Fraction(1, 2)),
]


def by_hand(layers: str, conventions: Conventions) -> Network:
    network = finished_network(layers, "1x4x4")
    return replace(network, matrices=Matrices((IMAGE,), {}, gradient=(GRADIENT,)), conventions=conventions)


@pytest.mark.parametrize(("layers", "conventions", "_"), BY_HAND)
def test_going_forward_with_a_slope_gives_what_goes_back_under_a_convention(
    layers: str, conventions: Conventions, _: object
) -> None:
    network = by_hand(layers, conventions)
    laid = laid_quantities(network)
    slot = laid.input_gradient(None)
    run = laid.calculation.run(laid.leaves_of(network), conventions=conventions)
    assert run[slot] == CountedQuantities(network).input_gradient(None)
    plain = laid.calculation.run(laid.leaves_of(network))
    assert (run[slot] != plain[slot]) == (layers != "AvgPool2d(2)")


def test_gradients_under_conventions_are_those_of_the_field() -> None:
    def gradient(layers: str, conventions: Conventions) -> object:
        network = by_hand(layers, conventions)
        return CountedQuantities(network).input_gradient(None)

    # the first window holds 0 2 2 0: two are largest
    assert gradient("MaxPool2d(2)", OWN)[0][:2] == (0, 1)  # type: ignore[index]
    assert gradient("MaxPool2d(2)", Conventions(ties="all"))[1][:2] == (1, 0)  # type: ignore[index]
    assert gradient("MaxPool2d(2)", Conventions(ties="shared"))[1][:2] == (Fraction(1, 2), 0)  # type: ignore[index]
    # behind the mean every entry gets a quarter; at 0 half of that, or all of it
    assert gradient("ReLU(); AvgPool2d(2)", Conventions(slope_at_zero="half"))[0][0] == Fraction(1, 8)  # type: ignore[index]
    assert gradient("ReLU(); AvgPool2d(2)", Conventions(slope_at_zero="one"))[0][0] == Fraction(1, 4)  # type: ignore[index]
    assert gradient("ReLU(); AvgPool2d(2)", OWN)[0][0] == 0  # type: ignore[index]


def test_from_other_conventions_the_engines_own_is_one_of_the_alternatives() -> None:
    others = {
        other.name: [one.mal_rule.id for one in other.missteps]
        for other in alternatives(Conventions(biases="left_out"))
    }
    assert others["with_bias"] == []
    assert others["one_bias_vector_per_gate"] == ["without_bias", "one_bias_vector_per_gate"]
    assert "without_bias" not in others
