"""What is kept in memory, and groups of layers: rules give what counting gives, for batches and symbols too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from exgen.engine.derivation import derivation
from exgen.engine.formula_proof import confirm_formula_over
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import KEEPS, settled
from exgen.engine.reading import read_network
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError
from exgen.expressions import Name, Value, read, show

SMALL = "Conv2d(3, 4, 3, padding=1); MaxPool2d(2); Flatten(); Linear(36, 5)"
"""On (3, 6, 6): tensors of 108, 144, 36, 36 and 5 values."""


def network(text: str, input: str, batch: int = 1, bytes_per_number: int = 4) -> Network:
    return replace(read_network(text, input), batch=batch, bytes_per_number=bytes_per_number).resolve({})


def ruled(asked: Network, quantity: str, layer: Layers = None, arguments: tuple[Value, ...] | None = None) -> Quantity:
    laid = laid_quantities(asked)
    given = settled(quantity, arguments, len(asked.input) - 1)
    (slot,) = laid.asked(quantity, layer, given)
    return laid.calculation.run(laid.leaves_of(asked, given))[slot]


@pytest.mark.parametrize(
    ("keeps", "values"),
    [
        ("outputs", 144 + 36 + 36 + 5),
        ("largest_tensor", 144),
        ("input_and_output", 108 + 144),
        ("activations", 108 + 144 + 36 + 36 + 5),
        ("activations_and_gradients", 2 * (108 + 144 + 36 + 36 + 5)),
        ("largest_live", 108 + 144),
    ],
)
def test_memory_is_what_a_convention_keeps(keeps: str, values: int) -> None:
    assert ruled(network(SMALL, "(3, 6, 6)"), "memory", None, (keeps,)) == 4 * values
    assert ruled(network(SMALL, "(3, 6, 6)", 32, 2), "memory", None, (keeps,)) == 32 * 2 * values
    # what fits does not depend on how many there are now
    assert ruled(network(SMALL, "(3, 6, 6)", 32), "largest_batch", None, (10**6, keeps)) == 10**6 // (4 * values)


def test_activations_are_those_of_all_examples() -> None:
    asked = network(SMALL, "(3, 6, 6)", batch=7)
    assert ruled(asked, "activations", 0) == 7 * 144
    assert ruled(asked, "activations", 3) == 7 * 5
    assert ruled(asked, "activations", INPUT) == 7 * 108
    assert ruled(asked, "activations") == 7 * 221
    assert ruled(asked, "largest_activation") == 7 * 144
    assert ruled(asked, "memory", 0) == 4 * 7 * 144
    assert ruled(asked, "parameter_memory") == 4 * (112 + 185)
    assert ruled(asked, "parameter_memory", 0, (2,)) == 2 * 112
    assert ruled(network("MaxPool2d(2)", "(3, 6, 6)"), "largest_activation") == 108


def test_a_layer_keeps_its_output_and_nothing_else() -> None:
    with pytest.raises(NetworkError, match='memory\\("activations"\\) is asked of a network'):
        laid_quantities(network(SMALL, "(3, 6, 6)")).memory(0, "activations")


@st.composite
def kept_networks(draw: st.DrawFn) -> Network:
    """A chain with a batch, numbers of some bytes, and written lines that stand for several layers."""
    lines = draw(
        st.lists(
            st.sampled_from(
                ("Conv1d(2, 2, 3, padding=1)", "ReLU()", "Sequential(Conv1d(2, 2, 1), ReLU())", "MaxPool1d(2)")
            ),
            min_size=1,
            max_size=3,
        )
    )
    text = "\n".join(f"{draw(st.integers(1, 3))} * {line}" if "Pool" not in line else line for line in lines)
    return network(text, f"(2, {draw(st.integers(8, 20))})", draw(st.integers(1, 4)), draw(st.sampled_from((1, 2, 4))))


@given(kept_networks(), st.sampled_from(KEEPS), st.sampled_from((None, 7, 1024)), st.integers(1, 10**5))
def test_the_rules_keep_what_counting_keeps(asked: Network, keeps: str, unit: int | None, available: int) -> None:
    counted = CountedQuantities(asked)
    units = () if unit is None else (unit,)
    assert ruled(asked, "memory", None, (keeps, *units)) == counted.memory(None, keeps, unit)
    assert ruled(asked, "parameter_memory", None, units) == counted.parameter_memory(None, unit)
    assert ruled(asked, "largest_batch", None, (available, keeps)) == counted.largest_batch(None, available, keeps)
    assert ruled(asked, "largest_activation") == counted.largest_activation(None)
    for group in asked.groups:
        for count in ("weights", "parameters", "multiplications", "activations", "memory", "parameter_memory"):
            assert ruled(asked, count, group) == getattr(counted, count)(group), (count, group)
            assert ruled(asked, count) == getattr(counted, count)(None), count


def test_a_batch_that_is_a_symbol_gives_formulas_that_counting_confirms() -> None:
    draft = replace(read_network(SMALL, "(3, 6, 6)"), batch=Name("B"))
    laid = laid_quantities(draft)
    slots = [laid.activations(0), laid.largest_activation(None), laid.memory(None, "activations")]
    run = laid.calculation.run(laid.leaves_of(draft))
    assert [show(run[slot]) for slot in slots] == ["144B", "144B", "1316B"]  # type: ignore[arg-type]  # formulas
    assert confirm_formula_over(draft, "activations", 0, run[slots[0]]).networks >= 30
    arguments = settled("memory", ("activations",), 2)
    assert confirm_formula_over(draft, "memory", None, read("1316 B"), arguments).networks >= 30
    lines = [line.formula for line in derivation(run, [slots[1]], 2)]
    assert lines[0] == r"A = N \cdot C \cdot H \cdot W = B \cdot 3 \cdot 6 \cdot 6 = 108 B"
    assert lines[-1] == r"A_{\text{max}} = \max\left(108 B, 144 B, 36 B, 5 B\right) = 144 B"


def test_a_total_adds_groups_and_the_layers_between_them() -> None:
    asked = network("36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)")
    laid = laid_quantities(asked)
    (total,) = laid.asked("parameters", None, {})
    run = laid.calculation.run(laid.leaves_of(asked))
    *_, last = (line.formula for line in derivation(run, [total], 2) if "out" not in line.title)
    assert run[total] == 35284
    assert last == "T = 15984 + 19300 = 35284"
    assert r"T = 36 \cdot 444 = 15984" in [line.formula for line in derivation(run, [total], 2)]
    assert ruled(asked, "parameters", range(36)) == 15984
    assert laid.output_shape(range(36)) == laid.output_shape(35)
