"""Transposed convolutions by their definition: kernels added into a map, and a convolution's matrix transposed."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from exgen.engine.formulas import formula
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.mal_rules import MAL_RULES, MalRule
from exgen.engine.mal_rules.transposed import TRANSPOSED_SIZE_RULES
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_layers, read_network
from exgen.engine.rules import RULES
from exgen.errors import NetworkError
from exgen.expressions import show

Axis = tuple[int, int, int, int, int]
"""Kernel size, stride, padding, dilation, output padding."""

SIZE, SMALLEST, LARGEST = (RULES[name] for name in TRANSPOSED_SIZE_RULES)
BACKWARDS = [mal_rule for mal_rule in MAL_RULES.values() if "transposed_size" in mal_rule.changes]


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    kernel, stride, dilation = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return kernel, stride, draw(st.integers(0, 4)), dilation, draw(st.integers(0, max(stride, dilation) - 1))


def hits(size: int, axis: Axis) -> list[int]:
    """How often each place that comes out is hit by one entry of a kernel laid down at every input value.

    As one would do it with a pencil: add ones into a map, put zeros behind it, cut both ends off.
    """
    kernel, stride, padding, dilation, output_padding = axis
    hit = Counter(value * stride + tap * dilation for value in range(size) for tap in range(kernel))
    line = [hit[place] for place in range(max(hit) + 1)] + [0] * output_padding
    return line[padding : max(padding, len(line) - padding)]


def convolution_matrix(size: int, axis: Axis) -> list[list[int]]:
    """An ordinary convolution with ones as a matrix: a row for each output value, a column for each input value."""
    kernel, stride, padding, dilation, _ = axis
    first_places = range(-padding, size + padding - dilation * (kernel - 1), stride)
    taps = [[first + tap * dilation for tap in range(kernel)] for first in first_places]
    return [[int(column in places) for column in range(size)] for places in taps]


@given(st.integers(1, 12), axes())
def test_the_size_is_that_of_the_map_that_kernels_are_added_into(size: int, axis: Axis) -> None:
    assert max(0, int(str(SIZE.value(size, *axis)))) == len(hits(size, axis))


@given(st.integers(1, 12), axes())
def test_it_is_the_transpose_of_the_convolution_that_goes_the_other_way(size: int, axis: Axis) -> None:
    kernel, stride, padding, dilation, output_padding = axis
    out = SIZE.value(size, *axis)
    assert isinstance(out, int)
    assume(out > 0 and output_padding < stride)
    matrix = convolution_matrix(out, axis)
    assert RULES["output_size"].value(out, kernel, stride, padding, dilation) == size
    assert (len(matrix), len(matrix[0])) == (size, out)
    assert [sum(column) for column in zip(*matrix, strict=True)] == hits(size, axis)


@given(st.integers(1, 60), axes())
def test_the_input_sizes_are_those_that_give_the_output_size(out: int, axis: Axis) -> None:
    smallest, largest = SMALLEST.value(out, *axis), LARGEST.value(out, *axis)
    assert isinstance(smallest, int)
    assert isinstance(largest, int)
    trying = [size for size in range(-60, 100) if SIZE.value(size, *axis) == out]
    assert list(range(smallest, largest + 1)) == trying


@given(st.integers(1, 60), st.integers(1, 60), axes())
def test_ranges_of_output_sizes_come_from_ranges_of_input_sizes(first: int, more: int, axis: Axis) -> None:
    smallest, largest = SMALLEST.value(first, *axis), LARGEST.value(first + more, *axis)
    assert isinstance(smallest, int)
    assert isinstance(largest, int)
    trying = [size for size in range(-60, 160) if first <= int(str(SIZE.value(size, *axis))) <= first + more]
    assert list(range(smallest, largest + 1)) == trying


@pytest.mark.parametrize("mal_rule", BACKWARDS, ids=[mal_rule.id for mal_rule in BACKWARDS])
@given(st.integers(2, 40), axes())
def test_backwards_a_mistake_gives_the_ends_of_what_it_gives_forwards(mal_rule: MalRule, out: int, axis: Axis) -> None:
    forwards, smallest, largest = (formula(name, (None,) * 6, (mal_rule,)).function for name in TRANSPOSED_SIZE_RULES)
    sizes = [size for size in range(-60, 260) if forwards((size, *axis)) == out]
    first, last = smallest((out, *axis)), largest((out, *axis))
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert list(range(first, last + 1)) == sizes


@pytest.mark.parametrize("mal_rule", MAL_RULES.values(), ids=list(MAL_RULES))
def test_a_mistake_with_sizes_is_known_forwards_and_backwards(mal_rule: MalRule) -> None:
    touched = mal_rule.changes.keys() & set(TRANSPOSED_SIZE_RULES)
    assert len(touched) in (0, len(TRANSPOSED_SIZE_RULES))


def scattered(channels: int, kernels: int, groups: int, sizes: tuple[int, ...], axis: Axis) -> tuple[int, int]:
    """A transposed convolution with bias run on nothing but counters: products made, additions into the map."""
    kernel, stride, _, dilation, _ = axis
    products, additions = 0, Counter[tuple[int, ...]]()
    for channel, out in product(range(channels), range(kernels)):
        if channel * groups // channels != out * groups // kernels:
            continue
        for place in product(*map(range, sizes)):
            for taps in product(range(kernel), repeat=len(sizes)):
                products += 1
                landing = [value * stride + tap * dilation for value, tap in zip(place, taps, strict=True)]
                additions[out, *landing] += 1
    return products, sum(additions.values())


@pytest.mark.parametrize(
    ("arguments", "groups", "axis"),
    [
        ("3, 2", 1, (3, 2, 0, 1, 0)),
        ("3, 2, 2, 1", 1, (3, 2, 2, 1, 1)),
        ("2, 3, 1, 0, 2", 2, (2, 3, 1, 1, 0)),
        ("3, 1, 2, 0, 1, False, 2", 1, (3, 1, 2, 2, 0)),
    ],
)
@pytest.mark.parametrize("sizes", [(5,), (3, 4)])
def test_operations_are_those_of_a_layer_really_run(
    arguments: str, groups: int, axis: Axis, sizes: tuple[int, ...]
) -> None:
    network = finished_network(f"ConvTranspose{len(sizes)}d(4, 2, {arguments})", (4, *sizes))
    (row,) = network_report(network).rows
    counted = CountedQuantities(network)
    assert (row.multiplications, row.additions) == scattered(4, 2, groups, sizes, axis)
    assert (counted.multiplications(0), counted.additions(0)) == scattered(4, 2, groups, sizes, axis)


def test_arguments_stand_in_torchs_order() -> None:
    (layer,) = read_layers("nn.ConvTranspose2d(8, 4, 3, 3, 2, 1, 2, False, 5, 'zeros')")
    names = ("stride", "padding", "output_padding", "groups", "bias", "dilation")
    assert [layer.arguments[name] for name in names] == [(3, 3), (2, 2), (1, 1), 2, False, (5, 5)]
    assert read_layers(layer.text)[0].arguments == layer.arguments


@pytest.mark.parametrize(
    ("layer", "problem"),
    [
        (
            "ConvTranspose2d(8, 4, 3, stride=2, output_padding=2)",
            "output_padding must be smaller than stride=2 or dilation=1, not 2",
        ),
        (
            "ConvTranspose2d(8, 4, 3, stride=(1, 2), output_padding=1)",
            "output_padding must be smaller than stride=(1, 2) or dilation=1, not 1",
        ),
        ("ConvTranspose1d(8, 4, 3, padding=-1)", "padding must be at least 0, not -1"),
        ("ConvTranspose2d(8, 4, 3, groups=3)", "in_channels must be divisible by groups=3, but it is 8"),
        (
            "ConvTranspose2d(8, 4, 3, padding_mode='reflect')",
            "padding_mode=reflect is not supported: torch has no other; allowed: zeros",
        ),
        ("Conv2DTranspose(8, 4, 3)", 'unknown layer "Conv2DTranspose"; did you mean "ConvTranspose2d"?'),
    ],
)
def test_what_torch_would_refuse_is_refused(layer: str, problem: str) -> None:
    with pytest.raises(NetworkError) as caught:
        read_layers(layer)
    assert problem in str(caught.value)


def test_output_padding_below_the_dilation_is_taken() -> None:
    assert network_report(finished_network("ConvTranspose1d(1, 1, 2, output_padding=2, dilation=3)", "1x4")).rows[
        0
    ].output_shape == (1, 9)


def test_padding_that_takes_everything_off_is_told() -> None:
    with pytest.raises(NetworkError, match=r"output height would be -3: padding takes 2\*4 rows off a map of 5$"):
        network_report(finished_network("ConvTranspose2d(3, 3, 3, padding=(4, 0))", "3x3x9"))


@pytest.mark.parametrize(
    ("layer", "formula"),
    [
        ("ConvTranspose2d(1, 1, K)", "H + K - 1"),
        ("ConvTranspose2d(1, 1, 3, stride=S, padding=1)", "(H - 1)S + 1"),
        ("ConvTranspose2d(1, 1, 2, stride=2)", "2H"),
    ],
)
def test_the_size_is_a_formula_in_letters(layer: str, formula: str) -> None:
    draft = read_network(layer, "(1, H, W)")
    laid = laid_quantities(draft)
    run = laid.calculation.run(laid.leaves_of(draft))
    assert show(run[laid.output_size(None)[0]]) == formula  # type: ignore[arg-type]  # a formula


@pytest.mark.torch
@pytest.mark.parametrize(
    ("layer", "input"),
    [
        ("ConvTranspose2d(8, 4, 3, stride=2)", "8x7x5"),
        ("ConvTranspose2d(8, 4, (3, 2), stride=(2, 3), padding=(5, 0), output_padding=1, groups=2)", "8x7x5"),
        ("ConvTranspose1d(6, 4, 4, stride=2, padding=1, dilation=3, bias=False)", "6x9"),
    ],
)
def test_torch_counts_as_many_multiplications(layer: str, input: str) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    from torch.utils.flop_counter import FlopCounterMode

    network = finished_network(layer, input)
    (row,) = network_report(network).rows
    made = getattr(torch.nn, network.layers[0].kind)(**network.layers[0].arguments)
    with FlopCounterMode(display=False) as counter:
        out = made(torch.zeros(1, *network.input))
    assert tuple(out.shape[1:]) == row.output_shape
    assert sum(weight.numel() for weight in made.parameters()) == row.parameters
    assert counter.get_total_flops() == 2 * row.multiplications


@pytest.mark.torch
@given(axis=axes(), size=st.integers(1, 6))
def test_torch_adds_ones_up_to_as_much(axis: Axis, size: int) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    kernel, stride, padding, dilation, output_padding = axis
    assume(hits(size, axis))
    out = torch.nn.functional.conv_transpose1d(
        torch.ones(1, 1, size), torch.ones(1, 1, kernel), None, stride, padding, output_padding, 1, dilation
    )
    assert out[0, 0].int().tolist() == hits(size, axis)
