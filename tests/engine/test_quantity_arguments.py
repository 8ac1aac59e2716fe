"""What stands in brackets behind a quantity is held to what it may be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.engine.quantities import QUANTITIES
from exgen.engine.quantity_arguments import ARGUMENTS, EXAMPLES, settled
from exgen.errors import NetworkError
from exgen.expressions import Value


@pytest.mark.parametrize(
    ("quantity", "given", "found"),
    [
        ("parameters", None, {}),
        ("input_sizes", [(3, 4)], {"wanted": (3, 4)}),
        ("depth", [8], {"until": (8, 8), "how": "exactly"}),
        ("depth", [(8, 6), "at_most"], {"until": (8, 6), "how": "at_most"}),
        ("memory", None, {"keeps": "outputs", "unit": None}),
        ("memory", ["activations"], {"keeps": "activations", "unit": None}),
        ("memory", ["activations", 1024], {"keeps": "activations", "unit": 1024}),
        ("memory", [1024], {"keeps": "outputs", "unit": 1024}),
        ("parameter_memory", None, {"unit": None}),
        ("largest_batch", [100, "largest_tensor"], {"available": 100, "keeps": "largest_tensor"}),
    ],
)
def test_arguments_are_settled(quantity: str, given: list[Value] | None, found: dict[str, object]) -> None:
    assert settled(quantity, given, 2) == found


@pytest.mark.parametrize(
    ("quantity", "given", "message"),
    [
        ("parameters", [3], '"parameters" takes no argument in brackets; a part of a shape is parameters[0]'),
        ("input_sizes", None, "input_sizes needs the output size asked for: network.input_sizes(16)"),
        ("input_sizes", [4], "input_sizes(4) needs 2 whole numbers from 1, one for each axis in its brackets"),
        ("depth", None, "depth needs the size to be reached: network.depth(8)"),
        ("depth", [0], "depth(0) needs 2 whole numbers from 1, one for each axis in its brackets"),
        ("depth", [8, "nearly"], 'depth: unknown word "nearly"; did you mean "exactly"?'),
        ("depth", [8, 9], "depth takes in its brackets, in this order: the size to be reached, when it counts as "
            "reached; left over: 9"),
        ("memory", ["activation"], 'memory: unknown word "activation"; did you mean "activations"?'),
        ("memory", [0], "memory(0) needs a whole number from 1: how many bytes the unit has"),
        ("memory", [Fraction(1, 2)], "memory(1/2) needs a whole number from 1: how many bytes the unit has"),
        ("largest_batch", ["largest_tensor"], "largest_batch(largest_tensor) needs a whole number from 1: how many "
            "bytes there are"),
        ("largest_batch", [100], 'largest_batch needs what is in memory: network.largest_batch(12 * 2^30, '
            '"largest_tensor")'),
        ("largest_batch", [100, 200], 'largest_batch: unknown word "200"; allowed: activations, '
            "activations_and_gradients, input_and_output, largest_live, largest_tensor, outputs"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_brackets_is_said(quantity: str, given: list[Value] | None, message: str) -> None:
    with pytest.raises(NetworkError) as error:
        settled(quantity, given, 2)
    assert str(error.value) == message


def test_arguments_are_those_of_quantities() -> None:
    assert ARGUMENTS.keys() <= QUANTITIES.keys()
    needed = {name for name, arguments in ARGUMENTS.items() if any(argument.is_needed for argument in arguments)}
    assert needed == EXAMPLES.keys()
