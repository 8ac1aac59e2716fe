"""How often layers are applied until a size is reached: rules, oracle, and what is printed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, strategies as st

from exgen.engine import formulas, laid_quantities as laying, proof
from exgen.engine.derivation import derivation
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm
from exgen.engine.quantity_arguments import settled
from exgen.engine.reading import read_network
from exgen.engine.rules import RULES
from exgen.engine.rules.depth import NEVER
from exgen.errors import NetworkError, ProofError

WAYS = {"exactly": "layers_until_exactly", "at_most": "layers_until_at_most"}


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def ruled(network: Network, until: object, how: str = "exactly") -> object:
    """The depth that the rules give."""
    laid = laid_quantities(network)
    arguments = settled("depth", [until, how], len(network.input) - 1)  # type: ignore[list-item]  # a size or several
    (slot,) = laid.asked("depth", None, arguments)
    return laid.calculation.run(laid.leaves_of(network, arguments))[slot]


def lines(network: Network, until: object, how: str = "exactly") -> list[str]:
    """The formulas of a depth's derivation."""
    laid = laid_quantities(network)
    arguments = settled("depth", [until, how], len(network.input) - 1)  # type: ignore[list-item]  # a size or several
    slots = laid.asked("depth", None, arguments)
    run = laid.calculation.run(laid.leaves_of(network, arguments))
    return [line.formula for line in derivation(run, slots, len(network.input) - 1)]


@pytest.mark.parametrize(
    ("layers", "input", "until", "how", "depth"),
    [
        ("Conv2d(3, 3, 7)", "(3, 224, 224)", 8, "exactly", 36),
        ("Conv2d(3, 16, 3); ReLU()", "(3, 224, 224)", 16, "exactly", 104),
        ("Conv2d(3, 3, 7)", "(3, 224, 224)", 224, "exactly", 0),
        ("Conv2d(3, 3, 7)", "(3, 224, 224)", 9, "at_most", 36),
        ("Conv2d(3, 3, 3, stride=2, padding=1)", "(3, 224, 224)", 7, "exactly", 5),
        ("MaxPool2d(2)", "(3, 230, 230)", 7, "exactly", 5),
        # a block: two convolutions and a pooling, 188 -> 92 -> 44 -> 20 -> 8
        ("Conv2d(3, 3, 3); BatchNorm2d(3); Conv2d(3, 3, 3); MaxPool2d(2)", "(3, 188, 188)", 8, "exactly", 4),
        ("Conv2d(3, 3, 3, padding=2)", "(3, 20, 20)", 30, "exactly", 5),
        ("Conv2d(3, 3, (3, 5))", "(3, 20, 32)", (8, 8), "exactly", 6),
        ("Conv2d(3, 3, (3, 1))", "(3, 20, 32)", (8, 32), "exactly", 6),
        ("Conv2d(3, 3, (3, 5))", "(3, 20, 32)", (8, 8), "at_most", 6),
        ("Conv2d(3, 3, (3, 5))", "(3, 20, 32)", (10, 20), "at_most", 5),
        ("Conv1d(3, 3, 3, dilation=4)", "(3, 100)", 20, "exactly", 10),
    ],
)
def test_a_depth_is_what_was_worked_out_by_hand(layers: str, input: str, until: object, how: str, depth: int) -> None:
    asked = network(layers, input)
    assert ruled(asked, until, how) == depth
    arguments = settled("depth", [until, how], len(asked.input) - 1)  # type: ignore[list-item]  # a size or several
    assert confirm(asked, "depth", None, depth, arguments).at_real_sizes
    with pytest.raises(ProofError, match=f"the key says {depth + 1}, counting gives {depth}"):
        confirm(asked, "depth", None, depth + 1, arguments)


@pytest.mark.parametrize(
    ("layers", "input", "until"),
    [
        ("Conv2d(3, 3, 7)", "(3, 224, 224)", 9),  # 14, then 8
        ("Conv2d(3, 3, 3, padding=1)", "(3, 20, 20)", 10),  # stays
        ("Conv2d(3, 3, 3, padding=2)", "(3, 20, 20)", 10),  # grows
        ("MaxPool2d(2)", "(3, 20, 20)", 3),  # 5, then 2
        ("Conv2d(3, 3, (3, 5))", "(3, 20, 20)", 8),  # the height after 6, the width after 3
        ("Conv2d(3, 3, 3)", "(3, 20, 20)", 30),
    ],
)
def test_a_depth_that_is_never_reached_is_none(layers: str, input: str, until: int) -> None:
    asked = network(layers, input)
    assert ruled(asked, until) == NEVER
    with pytest.raises(NetworkError, match="never reached"):
        CountedQuantities(asked).depth(None, (until, until))


@pytest.mark.parametrize("layers", ["Flatten(); Linear(9, 9)", "AdaptiveAvgPool2d(3)", "ConvTranspose2d(3, 3, 3)"])
def test_depth_is_counted_over_windows_only(layers: str) -> None:
    with pytest.raises(NetworkError, match="depth is counted over convolutions and poolings only"):
        ruled(network(layers, "(1, 3, 3)"), 3)


def test_a_vector_has_no_size_to_reach() -> None:
    with pytest.raises(NetworkError, match="depth"):
        ruled(network("Linear(9, 9)", "9"), 3)


WINDOWS = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))


@given(st.lists(WINDOWS, min_size=1, max_size=3), st.integers(1, 60), st.integers(1, 60), st.sampled_from(list(WAYS)))
def test_the_rules_give_the_depth_that_sliding_windows_gives(
    windows: list[tuple[int, int, int, int]], size: int, until: int, how: str
) -> None:
    layers = "; ".join(f"Conv1d(1, 1, {k}, stride={s}, padding={p}, dilation={d})" for k, s, p, d in windows)
    asked = network(layers, f"(1, {size})")
    try:
        counted = CountedQuantities(asked, budget=10**6).depth(None, (until,), how)
    except NetworkError:
        counted = NEVER
    assert ruled(asked, until, how) == counted


@pytest.mark.parametrize("how", list(WAYS))
@pytest.mark.parametrize("is_big", [False, True], ids=["counted", "on small networks"])
def test_a_broken_way_is_noticed(how: str, is_big: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def forget() -> None:
        for module in (formulas, laying, proof):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()

    computed = RULES[WAYS[how]].computed
    assert isinstance(computed, partial)
    forget()
    broken = replace(RULES[WAYS[how]], computed=lambda H, *rest: computed(tuple(size + 1 for size in H), *rest))
    monkeypatch.setitem(RULES, WAYS[how], broken)
    asked = network("MaxPool1d(2)", "(1, 31)")
    arguments = settled("depth", [7, how], 1)
    value = ruled(asked, 7, how)
    with pytest.raises(ProofError):
        confirm(asked, "depth", None, value, arguments, budget=0 if is_big else 10_000)  # type: ignore[arg-type]  # a number
    forget()


def test_one_layer_of_stride_1_has_one_formula() -> None:
    (line,) = lines(network("Conv2d(3, 3, 7)", "(3, 224, 224)"), 8)
    assert line == r"n = \frac{H - H_{\text{out}}}{K - 1} = \frac{224 - 8}{7 - 1} = 36"
    (line,) = lines(network("Conv2d(3, 3, 7, padding=1)", "(3, 226, 226)"), 9, "at_most")
    assert line.startswith(r"n = \left\lceil \frac{H - H_{\text{out}}}{K - 1 - 2 P} \right\rceil = ")
    assert line.endswith(" = 55")


def test_strided_layers_are_followed_from_size_to_size() -> None:
    sizes, number = lines(network("Conv2d(3, 3, 3, stride=2, padding=1)", "(3, 224, 224)"), 7)
    assert sizes == r"224 \to 112 \to 56 \to 28 \to 14 \to 7"
    assert number == "n = 5"
    sizes, _ = lines(network("Conv2d(3, 3, (3, 5))", "(3, 20, 32)"), (14, 20))
    assert sizes == r"(20, 32) \to (18, 28) \to (16, 24) \to (14, 20)"


def test_a_long_way_is_shortened() -> None:
    sizes, number = lines(network("Conv2d(3, 3, 3); Conv2d(3, 3, 5)", "(3, 224, 224)"), 8)
    assert sizes == r"224 \to 218 \to 212 \to 206 \to \cdots \to 14 \to 8"
    assert number == "n = 36"
