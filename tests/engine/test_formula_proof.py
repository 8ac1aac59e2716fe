"""Formulas are confirmed at many points that vary every name and every remainder; wrong ones are noticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress

import pytest

from exgen.engine.formula_proof import LEAST_POINTS, confirm_formula, confirm_formula_over
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.reading import read_network
from exgen.errors import NetworkError, ProofError
from exgen.expressions import Value, names_in, read

CHAIN = read_network("Conv2d(3, 8, 5, stride=2, padding=1); MaxPool2d(3, stride=3)", "(3, M1, M2)")
HEIGHT = "floor((floor((M1 - 3) / 2) - 2) / 3) + 1"
WIDTH = "floor((floor((M2 - 3) / 2) - 2) / 3) + 1"
WINDOW = read_network("Conv1d(2, C, K, stride=S, padding=P, dilation=D)", "(2, L)")
LENGTH = "floor((L + 2P - D(K - 1) - 1) / S) + 1"


class Visited:
    """The networks at the points that were asked for, as far as they fit."""

    def __init__(self, text: str, input: str) -> None:
        self.draft = read_network(text, input)
        self.points: list[dict[str, int]] = []
        self.counted: list[CountedQuantities] = []

    def at(self, point: Mapping[str, int]) -> Network:
        network = self.draft.resolve(dict(point))
        counted = CountedQuantities(network)
        with suppress(NetworkError):
            counted.output_shape(None)
            self.points.append(dict(point))
            self.counted.append(counted)
        return network


def test_sizes_as_formulas_are_confirmed() -> None:
    proof = confirm_formula((8, read(HEIGHT), read(WIDTH)), "output_shape", None, ("M1", "M2"), CHAIN.resolve)
    assert proof.at_real_sizes
    assert proof.networks >= LEAST_POINTS


@pytest.mark.parametrize(
    ("height", "width"),
    [
        ("(floor((M1 - 3) / 2) - 2) / 3 + 1", WIDTH),
        (HEIGHT, "floor(((M2 - 3) / 2 - 2) / 3) + 2"),
        ("floor((ceil((M1 - 3) / 2) - 2) / 3) + 1", WIDTH),
        (HEIGHT.replace("M1", "M2"), WIDTH),
        (WIDTH, HEIGHT),
        (HEIGHT, "7"),
        (HEIGHT, "floor((M2 - 7) / 6) + 2"),
    ],
)
def test_a_wrong_side_is_noticed(height: str, width: str) -> None:
    with pytest.raises(ProofError, match=r"^at M1 = \d+, M2 = \d+: output_shape in the network .* counting gives"):
        confirm_formula((8, read(height), read(width)), "output_shape", None, ("M1", "M2"), CHAIN.resolve)


@pytest.mark.parametrize(
    ("quantity", "formula"),
    [
        ("positions", LENGTH),
        ("weights", "2*C*K"),
        ("parameters", "C(2K + 1)"),
        ("additions_per_output", "2K"),
        ("multiplications", f"2*C*K*({LENGTH})"),
        ("dense_biases", f"C*({LENGTH})"),
    ],
)
def test_every_argument_may_be_a_name(quantity: str, formula: str) -> None:
    names = WINDOW.names
    assert set(names_in(read(formula))) <= set(names) == {"C", "K", "S", "P", "D", "L"}
    assert confirm_formula(read(formula), quantity, 0, names, WINDOW.resolve).networks >= LEAST_POINTS
    with pytest.raises(ProofError):
        confirm_formula(read(f"{formula} + floor(K / 5)"), quantity, 0, names, WINDOW.resolve)


@pytest.mark.parametrize(
    "wrong",
    [
        "floor((L + 2P - D*K) / S) + 1",
        "floor((L + P - D(K - 1) - 1) / S) + 1",
        "floor((L + 2P - K) / S) + 1",
        "ceil((L + 2P - D(K - 1) - 1) / S) + 1",
        "floor((L + 2P - D(K - 1) - 1) / S)",
        "floor((L + 2P - D(K - 1) - 1) / S + 1/S)",
        "floor((L + 2S - D(K - 1) - 1) / S) + 1",
    ],
)
def test_a_wrong_window_formula_is_noticed(wrong: str) -> None:
    with pytest.raises(ProofError):
        confirm_formula(read(wrong), "positions", 0, WINDOW.names, WINDOW.resolve)


def test_counts_too_big_to_count_are_confirmed_on_small_networks() -> None:
    draft = read_network("Conv2d(3, 512, 7, padding=3)", "(3, H, H)")
    assert not confirm_formula(read("512*147*H*H"), "multiplications", None, ("H",), draft.resolve).at_real_sizes
    with pytest.raises(ProofError):
        confirm_formula(read("512*147*H*(H - 1)"), "multiplications", None, ("H",), draft.resolve)


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("Conv2d(3, 1, 3, stride=4); Conv2d(1, 1, 2, stride=3)", 27),
        ("MaxPool2d(2); MaxPool2d(2); MaxPool2d(2); MaxPool2d(2); MaxPool2d(2)", 0),
        ("Conv2d(3, 1, (11, 5), stride=(7, 2), padding=2)", 165),
        ("Conv2d(3, 1, 3, stride=(23, 19))", 27),
    ],
)
def test_every_remainder_of_every_stride_is_met(text: str, weights: Value) -> None:
    visited = Visited(text, "(3, M, N)")
    confirm_formula(weights, "weights", 0, ("M", "N"), visited.at)
    met: dict[tuple[int, int], set[int]] = defaultdict(set)
    for counted in visited.counted:
        for index, layer in enumerate(counted.network.layers):
            for axis, size in enumerate(counted.input_shape(index)[1:]):
                way = size + 2 * layer.axes("padding")[axis] - layer.axes("kernel_size")[axis]
                met[index, axis].add(way % layer.axes("stride")[axis])
    layers = visited.counted[0].network.layers
    assert met == {(index, axis): set(range(layers[index].axes("stride")[axis])) for index, axis in met}


def test_remainders_that_cannot_be_met_are_not_waited_for() -> None:
    draft = read_network("MaxPool2d(2)", "(3, 2*M, 2*N)")
    proof = confirm_formula((3, read("M"), read("N")), "output_shape", None, ("M", "N"), draft.resolve)
    assert proof.networks <= 2 * LEAST_POINTS + 1


def test_points_differ_and_names_go_their_own_ways() -> None:
    visited = Visited("Conv1d(2, C, K, stride=S, padding=P, dilation=D)", "(2, L)")
    confirm_formula(read("2*C*K"), "weights", 0, visited.draft.names, visited.at)
    points = [tuple(point.values()) for point in visited.points[-LEAST_POINTS:]]
    assert len(set(points)) == LEAST_POINTS
    for one, other in [("C", "K"), ("S", "P"), ("D", "S"), ("L", "K")]:
        values = {(point[one], point[other]) for point in visited.points}
        assert len(values) > len({first for first, _ in values}) > 1


def test_a_point_where_no_network_is_possible_is_passed_over() -> None:
    draft = read_network("Conv1d(2, 4, K, padding=(K - 1) / 2)", "(2, L)")
    assert confirm_formula((4, read("L")), "output_shape", None, ("K", "L"), draft.resolve).networks >= LEAST_POINTS


def test_what_was_confirmed_of_a_draft_does_not_confirm_another() -> None:
    formula = read("floor((L - 5) / 3) + 1")
    for _ in range(2):
        draft = read_network("Conv1d(2, 4, 5, stride=3)", "(2, L)")
        assert confirm_formula_over(draft, "positions", 0, formula).networks >= LEAST_POINTS
    for text, name in [("Conv1d(2, 4, 5, stride=2)", "L"), ("2 * Conv1d(2, 2, 5, stride=3)", "L")]:
        with pytest.raises(ProofError):
            confirm_formula_over(read_network(text, f"(2, {name})"), "output_size", None, (formula,))
    with pytest.raises(ProofError):
        confirm_formula_over(read_network("Conv1d(2, 4, 5, stride=3)", "(2, L + 1)"), "positions", 0, formula)


def test_too_few_points_are_no_proof() -> None:
    draft = read_network("Flatten(); Linear(48, F)", "(3, H, H)")
    with pytest.raises(ProofError, match="only 5 points were found"):
        confirm_formula(read("48F"), "weights", None, ("H", "F"), draft.resolve)


def test_names_without_any_network_are_no_proof() -> None:
    def nowhere(point: Mapping[str, int]) -> Network:
        raise NetworkError(f"no network at {point}")

    with pytest.raises(ProofError, match="no numbers were found for H, F"):
        confirm_formula(read("48F"), "weights", None, ("H", "F"), nowhere)


LETTERS = {
    "convolution": read_network("Conv2d(C_in, C_out, (K_2, K_1), stride=S, padding=P)", "(C_in, H, W)"),
    "groups": read_network(
        "Conv2d(C_in, C_out, (K_2, K_1), stride=S, padding=P, dilation=D, groups=G)", "(C_in, H, W)"
    ),
    "pooling": read_network("MaxPool2d(K, stride=S, padding=P)", "(C_in, H, W)"),
    "dense": read_network("Flatten(); Linear(W*H*C_in, N)", "(C_in, H, W)"),
    "channels": read_network("Conv1d(4, C, 3)", "(4, 8)"),
}


@pytest.mark.parametrize(
    ("network", "quantity", "formula", "wrong"),
    [
        ("convolution", "parameters", "(K_1 K_2 C_in + 1)C_out", "K_1 K_2 C_in C_out + 1"),
        (
            "convolution",
            "multiplications",
            "K_1 K_2 C_in C_out(floor((W + 2P - K_1)/S) + 1)(floor((H + 2P - K_2)/S) + 1)",
            "K_1 K_2 C_out(floor((W + 2P - K_1)/S) + 1)(floor((H + 2P - K_2)/S) + 1)",
        ),
        ("groups", "weights", "K_1 K_2 C_in C_out/G", "K_1 K_2 C_in C_out"),
        ("pooling", "positions", "(floor((W + 2P - K)/S) + 1)(floor((H + 2P - K)/S) + 1)", "floor(W/S)*floor(H/S)"),
        ("dense", "parameters", "(W H C_in + 1)N", "W H C_in N"),
        ("channels", "parameters", "13C", "12C + 1"),
    ],
)
def test_networks_all_in_letters_are_confirmed(network: str, quantity: str, formula: str, wrong: str) -> None:
    draft = LETTERS[network]
    layer = 0 if quantity == "positions" else None
    assert confirm_formula_over(draft, quantity, layer, read(formula)).networks >= LEAST_POINTS
    with pytest.raises(ProofError):
        confirm_formula_over(draft, quantity, layer, read(wrong))


def test_a_formula_need_hold_only_where_its_conditions_do() -> None:
    draft = read_network("Conv1d(1, 4, K, padding=P)", "(1, L)")
    formula = read("where(P < K, L + 2P - K + 1, 0)")
    with pytest.raises(ProofError):
        confirm_formula_over(draft, "positions", 0, formula)
    proof = confirm_formula_over(draft, "positions", 0, formula, where=[read("P < K")])
    assert proof.networks >= LEAST_POINTS


def test_conditions_may_leave_too_few_points() -> None:
    draft = read_network("Conv1d(1, 4, K)", "(1, L)")
    with pytest.raises(ProofError, match="only 0 points"):
        confirm_formula_over(draft, "positions", 0, read("L - K + 1"), where=[read("K < 1/(L - L)")])
