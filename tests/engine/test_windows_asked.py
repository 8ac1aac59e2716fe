"""All windows that make of one size another: against trying each of them, with torch's modules too; in templates."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.reading import read_network
from exgen.errors import NetworkError, ProofError
from exgen.questions.proofs import proof
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

SIZES = st.integers(1, 14)
LIMITS = st.one_of(
    st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 3)),
)


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def ruled(asked: Network, layer: int, wanted: tuple[int, ...], limits: tuple[int, ...]) -> object:
    laid = laid_quantities(asked)
    arguments = {"wanted": wanted, "limits": limits}
    (slot,) = laid.asked("windows", layer, arguments)
    return laid.calculation.run(laid.leaves_of(asked, arguments))[slot]


@settings(max_examples=300)
@given(st.sampled_from(("Conv2d(1, 1, 1)", "MaxPool2d(1)", "AvgPool2d(1)")), SIZES, SIZES, SIZES, SIZES, LIMITS)
def test_rules_give_the_windows_that_trying_all_of_them_finds(
    layer: str, height: int, width: int, high: int, wide: int, limits: tuple[int, ...]
) -> None:
    asked = network(f"ReLU(); {layer}", f"(1, {height}, {width})")
    assert ruled(asked, 1, (high, wide), limits) == CountedQuantities(asked).windows(1, (high, wide), limits)


@pytest.mark.torch
@pytest.mark.parametrize(("size", "wanted", "limits"), [(9, 4, (6, 4, 3)), (12, 5, (5, 3, 2, 3)), (7, 1, (7, 7, 3))])
def test_a_real_convolution_makes_the_size_with_these_windows_and_no_others(
    size: int, wanted: int, limits: tuple[int, ...]
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    found = []
    for window in product(*(range(least, limit + 1) for least, limit in zip((1, 1, 0, 1), limits, strict=False))):
        kernel, stride, padding, dilation = (*window, 1)[:4]
        try:
            module = torch.nn.Conv1d(1, 1, kernel, stride, padding, dilation, device="meta")
            out = module(torch.empty(1, 1, size, device="meta")).shape[2]
        except RuntimeError:  # the kernel is larger than the padded input
            continue
        found += [window] if out == wanted else []
    assert ruled(network("Conv1d(1, 1, 1)", f"(1, {size})"), 0, (wanted,), limits) == tuple(found)


def test_a_key_is_confirmed_as_a_whole() -> None:
    asked = network("Conv1d(1, 1, 3)", "(1, 9)")
    arguments = {"wanted": (4,), "limits": (3, 2, 0)}
    confirm(asked, "windows", 0, ((2, 2, 0), (3, 2, 0)), arguments)
    for wrong in (((2, 2, 0),), ((2, 2, 0), (3, 2, 0), (3, 1, 0))):
        for budget in (10_000, 0):
            with pytest.raises(ProofError):
                confirm(asked, "windows", 0, wrong, arguments, budget=budget)


TEMPLATE = '[network]\ninput = "(1, 32, 32)"\nlayers = "Conv2d(1, 4, 3)"\n'


def test_a_template_asks_for_one_or_all_of_them_and_they_are_proven() -> None:
    for more in ("", 'accept = "any"'):
        exercise = exercise_of(TEMPLATE, answer("set", "network.layers[0].windows(16, (4, 2, 1))", more), {})
        assert keys_of(exercise) == {"a": "{(1, 2, 0), (2, 2, 0), (3, 2, 1), (4, 2, 1)}"}
        assert proof(exercise, exercise.parts[0]) == "proven"


@pytest.mark.parametrize(
    ("layers", "value", "words"),
    [
        ("Conv2d(1, 4, 3)", "network.layers[0].windows(40, (3, 2, 1))", "no window up to these limits"),
        ("Conv2d(1, 4, 3)", "network.layers[0].windows(4, (3, 2))", "three or four whole numbers"),
        ("Conv2d(1, 4, 3)", "network.layers[0].windows(4, (0, 2, 1))", "three or four whole numbers"),
        ("Conv2d(1, 4, 3)", "network.layers[0].windows(4, (99, 99, 9))", "more than 10000 windows"),
        ("Conv2d(1, 4, 3)", "network.windows(4, (3, 2, 1))", "is asked of a layer"),
        ("ReLU()", "network.layers[0].windows(4, (3, 2, 1))", "are asked of a convolution or pooling"),
        ("MaxPool2d(2, ceil_mode=True)", "network.layers[0].windows(4, (3, 2, 1))", "stands inside the padded input"),
    ],
)
def test_where_there_are_none_the_template_is_refused(layers: str, value: str, words: str) -> None:
    (problem,) = exercise_problems(TEMPLATE.replace("Conv2d(1, 4, 3)", layers), answer("set", value), {})
    assert words in problem


def test_an_oracle_with_a_small_budget_is_not_asked() -> None:
    asked = network("Conv1d(1, 1, 3)", "(1, 400)")
    windows = ruled(asked, 0, (200,), (9, 3, 4))
    assert isinstance(windows, tuple)
    assert not confirm(asked, "windows", 0, windows, {"wanted": (200,), "limits": (9, 3, 4)}, budget=100).at_real_sizes
    with pytest.raises(NetworkError):
        ruled(network("Linear(4, 2)", "4"), 0, (), (9, 3, 4))
