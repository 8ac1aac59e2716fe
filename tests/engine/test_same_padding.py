"""Padding that keeps a size: published numbers, trying, torch's own modules; conventions by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from exgen.engine.conventions import OWN, Conventions
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import NetworkError, ProofError
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.proofs import proof
from tests.engine.torch_networks import torch_module
from tests.questions.small_templates import answer, exercise_of, keys_of


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def ruled(asked: Network, quantity: str, how: str | None = None) -> tuple[Any, ...]:
    laid = laid_quantities(asked)
    slots = laid.asked(quantity, 0, {} if how is None else {"how": how})
    run = laid.calculation.run(laid.leaves_of(asked), conventions=asked.conventions)
    return tuple([run[slot] for slot in slots])


@pytest.mark.parametrize(
    ("text", "input", "how", "before", "behind"),
    [
        # PyTorch: D(K - 1) places, the odd one behind
        ("Conv2d(1, 1, (3, 4), padding='same')", "(1, 9, 9)", "layer", (1, 1), (1, 2)),
        ("Conv1d(1, 1, 4, padding='same', dilation=3)", "(1, 9)", "layer", (4,), (5,)),
        ("Conv2d(1, 1, (3, 4), padding=(1, 2))", "(1, 9, 9)", "layer", (1, 2), (1, 2)),
        ("AvgPool1d(2)", "(1, 9)", "layer", (0,), (0,)),
        # TensorFlow: ResNet's first layer on 224 has 2 and 3, MobileNet's 0 and 1, MobileNet's on 225 1 and 1
        ("Conv2d(3, 64, 7, stride=2)", "(3, 224, 224)", "tensorflow", (2, 2), (3, 3)),
        ("Conv2d(3, 32, 3, stride=2)", "(3, 224, 225)", "tensorflow", (0, 1), (1, 1)),
        # keras_applications.imagenet_utils.correct_pad of 5 on an even and an odd size
        ("Conv2d(3, 32, 5, stride=2)", "(3, 112, 75)", "tensorflow", (1, 2), (2, 2)),
        ("MaxPool1d(2, stride=3)", "(1, 9)", "tensorflow", (0,), (0,)),
        ("Conv1d(1, 1, 3, dilation=2, stride=2)", "(1, 9)", "tensorflow", (2,), (2,)),
    ],
)  # fmt: skip
def test_the_places_at_both_ends_are_as_published(
    text: str, input: str, how: str, before: tuple[int, ...], behind: tuple[int, ...]
) -> None:
    asked = network(text, input)
    counted = CountedQuantities(asked)
    assert ruled(asked, "padding_before", how) == counted.padding_before(0, how) == before
    assert ruled(asked, "padding_behind", how) == counted.padding_behind(0, how) == behind


@settings(max_examples=300)
@given(*[st.integers(1, 20)] * 2, *[st.integers(1, 6)] * 2, st.integers(1, 4), st.integers(1, 3))
def test_rules_give_what_trying_finds(
    height: int, width: int, high: int, wide: int, stride: int, dilation: int
) -> None:
    asked = network(
        f"Conv2d(1, 1, ({high}, {wide}), stride={stride}, dilation={dilation}, padding=40)", f"(1, {height}, {width})"
    )
    counted = CountedQuantities(asked)
    for how in ("layer", "tensorflow"):
        assert ruled(asked, "padding_before", how) == counted.padding_before(0, how)
        assert ruled(asked, "padding_behind", how) == counted.padding_behind(0, how)
    assert ruled(asked, "same_output_size") == counted.same_output_size(0)
    reach = [dilation * (side - 1) + 1 for side in (high, wide)]
    if reach[0] <= height and reach[1] <= width:  # TensorFlow refuses a kernel that does not fit
        assert ruled(asked, "valid_output_size") == counted.valid_output_size(0)


KERNEL, BEFORE = Conventions(same_padding="by_kernel"), Conventions(odd_padding="before")
BOTH = Conventions(same_padding="by_kernel", odd_padding="before")
STRIDED = "Conv1d(1, 1, 6, stride=3, dilation=3)"


@pytest.mark.parametrize(
    ("text", "conventions", "how", "before", "behind"),
    [
        # 14 values, 5 positions: 12 steps and a kernel of 16 end 14 places behind; by the kernel alone it is 15 places
        (STRIDED, OWN, "tensorflow", (7,), (7,)),
        (STRIDED, BEFORE, "tensorflow", (7,), (7,)),
        (STRIDED, KERNEL, "tensorflow", (7,), (8,)),
        (STRIDED, BOTH, "tensorflow", (8,), (7,)),
        # ONNX: SAME_LOWER
        ("Conv1d(1, 1, 4, padding='same')", BEFORE, "layer", (2,), (1,)),
        ("Conv1d(1, 1, 4, padding='same')", KERNEL, "layer", (1,), (2,)),
        # a number that is written stands at both ends
        ("Conv1d(1, 1, 4, padding=1)", BOTH, "layer", (1,), (1,)),
    ],
)
def test_the_places_are_those_of_the_convention(
    text: str, conventions: Conventions, how: str, before: tuple[int, ...], behind: tuple[int, ...]
) -> None:
    asked = replace(network(text, "(1, 14)"), conventions=conventions)
    counted = CountedQuantities(asked)
    assert ruled(asked, "padding_before", how) == counted.padding_before(0, how) == before
    assert ruled(asked, "padding_behind", how) == counted.padding_behind(0, how) == behind


@pytest.mark.parametrize(("kernel", "dilation"), [(4, 1), (2, 3), (5, 2), (1, 1)])
def test_a_receptive_field_begins_where_the_convention_puts_the_odd_place(kernel: int, dilation: int) -> None:
    text = f"Conv1d(1, 2, {kernel}, padding='same', dilation={dilation}); ReLU; MaxPool1d(2)"
    asked = replace(network(text, "(1, 14)"), conventions=BEFORE)
    reach = dilation * (kernel - 1)
    start = -((reach + 1) // 2)
    field = (1, start, start + reach)
    assert ruled(asked, "receptive_field") == field
    confirm(asked, "receptive_field", 0, field)
    confirm(asked, "receptive_field", 0, field, budget=0)


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("kernel", range(1, 7))
@pytest.mark.parametrize("dilation", range(1, 4))
def test_torch_puts_on_the_same_places(kernel: int, dilation: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    asked = network(f"Conv1d(1, 1, {kernel}, padding='same', dilation={dilation})", "(1, 30)")
    module = torch_module(torch, asked.layers[0])
    torch.nn.init.constant_(module.weight, 1.0)
    torch.nn.init.constant_(module.bias, 0.0)
    values = module(torch.ones(1, 1, 30))[0, 0].tolist()
    (before,), (behind,) = ruled(asked, "padding_before"), ruled(asked, "padding_behind")
    # a value misses one tap for each place of padding that its kernel reads
    full = [kernel] * 30
    for index in range(30):
        taps = range(index - before, index - before + dilation * kernel, dilation)
        full[index] = sum(0 <= tap < 30 for tap in taps)
    assert values == full
    assert before + behind == dilation * (kernel - 1)


def test_a_wrong_number_of_places_is_not_confirmed() -> None:
    asked = network("Conv1d(1, 1, 5, stride=2)", "(1, 14)")
    for budget in (10_000, 0):
        confirm(asked, "padding_behind", 0, (2,), {"how": "tensorflow"}, budget=budget)
        with pytest.raises(ProofError):
            confirm(asked, "padding_behind", 0, (1,), {"how": "tensorflow"}, budget=budget)


@pytest.mark.parametrize("text", ["AdaptiveAvgPool1d(2)", "ConvTranspose1d(1, 1, 3)", "ReLU()"])
def test_only_convolutions_and_poolings_are_padded(text: str) -> None:
    asked = network(text, "(1, 8)")
    with pytest.raises(NetworkError, match="of a convolution or pooling"):
        ruled(asked, "padding_before", "tensorflow")
    with pytest.raises(NetworkError, match="only a convolution or pooling is padded"):
        CountedQuantities(asked).padding_before(0)


TEMPLATE = '[network]\ninput = "(1, 14)"\nlayers = "{}"\n'


@pytest.mark.parametrize(
    ("layer", "value", "key", "other", "convention"),
    [
        ("Conv1d(1, 1, 5, stride=2)", 'padding_before("tensorflow")[0]', "1", "2", "same_padding_by_kernel"),
        ("Conv1d(1, 1, 5, stride=2)", 'padding_behind("tensorflow")[0]', "2", "1", "odd_place_before"),
        ("Conv1d(1, 1, 4, padding='same')", "padding_before[0]", "1", "2", "odd_place_before"),
    ],
)
def test_a_response_that_is_right_under_another_convention_is_met_by_its_name(
    layer: str, value: str, key: str, other: str, convention: str
) -> None:
    exercise = exercise_of(TEMPLATE.format(layer), answer("integer", f"network.layers[0].{value}"), {})
    assert keys_of(exercise) == {"a": key}
    assert proof(exercise, exercise.parts[0]) == "proven"
    (outcome,) = checked_exercise(exercise, {"1": exercise.parts[0]}, {"1": other})
    assert outcome.convention == convention


def test_a_size_in_letters_is_the_formula_of_the_documentation() -> None:
    tables = '[symbols]\nH = "size"\nS = "stride"\nK = "kernel size"\n'
    tables += '[network]\ninput = "(1, H)"\nlayers = "Conv1d(1, 1, K, stride=S)"\n'
    for quantity, key in (("same_output_size", "ceil(H/S)"), ("valid_output_size", "ceil((H - K + 1)/S)")):
        exercise = exercise_of(tables, answer("expression", f"network.layers[0].{quantity}[0]"), {})
        assert keys_of(exercise) == {"a": key}
        assert proof(exercise, exercise.parts[0]) == "proven"
