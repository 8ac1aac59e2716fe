"""Layers that work in place, by a convention: what they put out replaces what they read, where nobody else reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exgen.engine.checked_runs import checked_layout, checked_run
from exgen.engine.conventions import Conventions
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.quantity_arguments import KEEPS, settled
from exgen.errors import ProofError

IN_PLACE = Conventions(in_place="left_out")
CHAIN = ("Conv2d(2, 3, 3); ReLU(); Dropout(); Flatten(); Linear(27, 4); Sigmoid()", "2x5x5")
"""Its tensors have 50, 27, 27, 27, 27, 4 and 4 values; ReLU and dropout have room in that of the convolution."""
BRANCHES = ("Conv2d(2, 3, 1); ReLU(); Residual(ReLU(); Conv2d(3, 6, 1); ReLU6(); Conv2d(6, 3, 1)); ReLU()", "2x3x3")
"""27 values three times, of which the second ReLU's input is added later on, then 54, 54, 27, 27, 27."""


def network(text: str, input: str, conventions: Conventions = IN_PLACE, batch: int = 1) -> Network:
    return replace(finished_network(text, input), conventions=conventions, batch=batch)


def value(asked: Network, quantity: str, *arguments: str, layer: int | None = None) -> object:
    """What the rules give."""
    given = settled(quantity, arguments or None, len(asked.input) - 1)
    laid = checked_layout(asked)
    (slot,) = laid.asked(quantity, layer, given)
    return checked_run(laid, asked, given)[slot]


@pytest.mark.parametrize(
    ("keeps", "of_chain", "of_branches"),
    [
        ("outputs", 27 + 27 + 4 + 4, 27 + 27 + 54 + 27 + 27),
        ("activations", 50 + 27 + 27 + 4 + 4, 18 + 27 + 27 + 54 + 27 + 27),
        ("activations_and_gradients", 224, 360),
        ("largest_tensor", 50, 54),
        # while the convolution works; the ReLU's input waits while 27 become 54, and 54 become 27
        ("largest_live", 50 + 27, 27 + 27 + 54),
        ("input_and_output", 50 + 27, 54 + 27),
    ],
)
def test_what_works_in_place_adds_nothing(keeps: str, of_chain: int, of_branches: int) -> None:
    for asked, numbers in ((network(*CHAIN), of_chain), (network(*BRANCHES), of_branches)):
        assert value(asked, "memory", keeps) == 4 * numbers
        confirm(asked, "memory", None, 4 * numbers, settled("memory", (keeps,), 2))


@pytest.mark.parametrize(
    "text", [CHAIN, BRANCHES, ("ReLU(); Conv1d(2, 3, 2); ReLU(); x: Tanh(); ReLU(); Add(x)", "2x6")]
)
@pytest.mark.parametrize("gradients", ["freed", "kept"])
def test_counting_gives_what_the_rules_give(text: tuple[str, str], gradients: str) -> None:
    asked = network(*text, replace(IN_PLACE, activation_gradients=gradients), batch=2)
    counted = CountedQuantities(asked)
    for keeps in KEEPS:
        assert value(asked, "memory", keeps) == counted.memory(None, keeps)
    assert value(asked, "activations") == counted.activations(None)
    assert value(asked, "training_memory", "adam") == counted.training_memory(None, "adam")
    for layer in range(len(asked.layers)):
        assert value(asked, "activations", layer=layer) == counted.activations(layer)
        assert value(asked, "memory", layer=layer) == counted.memory(layer)


def test_the_output_of_a_layer_by_itself_is_none_of_its_own() -> None:
    relu, read_twice = 1, 2
    assert [value(network(*BRANCHES), "activations", layer=layer) for layer in (relu, read_twice)] == [0, 27]
    assert [value(network(*BRANCHES, Conventions()), "activations", layer=layer) for layer in (relu, read_twice)] == [
        27,
        27,
    ]


@pytest.mark.parametrize("name", ["vgg16", "resnet18", "mobilenet_v2", "densenet121", "unet"])
def test_the_table_has_the_sum_without_them(name: str) -> None:
    known = finished_network(name)
    memory = network_report(known).memory
    assert value(replace(known, conventions=IN_PLACE), "memory", "activations") == 4 * memory.kept_in_place
    assert memory.kept_in_place < memory.kept_for_training


def test_training_of_a_network_with_branches_is_confirmed_layer_by_layer() -> None:
    asked = replace(finished_network("resnet18"), conventions=IN_PLACE)
    taken = value(asked, "training_memory", "adam")
    assert isinstance(taken, int)
    assert taken == 4 * (4 * 11689512 + network_report(asked).memory.kept_in_place)
    confirm(asked, "training_memory", None, taken, settled("training_memory", ("adam",), 2))
    with pytest.raises(ProofError, match="the rules give 211325472"):
        confirm(asked, "training_memory", None, taken + 4, settled("training_memory", ("adam",), 2))
