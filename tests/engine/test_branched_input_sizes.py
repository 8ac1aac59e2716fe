"""The input sizes that give a wanted size through branches: by hand, by trying every size, in templates."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.engine.architectures import architecture
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import confirm_input_sizes
from exgen.engine.reading import read_network
from exgen.engine.size_problems import size_problem
from exgen.errors import NetworkError, ProofError
from exgen.questions.proofs import proof
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

STRIDED = "Residual(Conv1d(1, 2, 3, stride=2, padding=1); ReLU, shortcut: Conv1d(1, 2, 1, stride=2))"
UNLIKE = "Add(MaxPool1d(2), Conv1d(1, 1, 3, stride=2, padding=1)); MaxPool1d(2)"
GATED = "Conv1d(1, 4, 3, stride=2); Multiply(Identity, AdaptiveAvgPool1d(1); Conv1d(4, 4, 1); Sigmoid)"
SHRINKING = "Concat(Conv1d(1, 2, 5), Conv1d(1, 2, 3); Conv1d(2, 2, 3), MaxPool1d(5, stride=1)); MaxPool1d(3)"


def network(text: str, input: str) -> Network:
    return read_network(text, input).resolve({})


def ruled(asked: Network, wanted: tuple[int, ...]) -> tuple[range, ...]:
    laid = laid_quantities(asked)
    ends = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(asked, {"wanted": wanted}))
    return tuple([range(int(run[low]), int(run[high]) + 1) for low, high in ends])  # type: ignore[arg-type]  # whole


def tried(asked: Network, wanted: int, most: int = 60) -> list[int]:
    """Every size up to a limit that gives this one, each with a network of its own."""
    found = []
    for size in range(1, most):
        try:
            out = CountedQuantities(Network((asked.input[0], size), asked.layers, wiring=asked.wiring)).output_size(
                None
            )
        except NetworkError:
            continue
        found += [size] if out == (wanted,) else []
    return found


@pytest.mark.parametrize(
    ("text", "input", "wanted", "sizes"),
    [
        (STRIDED, "(1, 20)", 5, [9, 10]),
        # three windows of 3, of 9 to 11; 4 more before
        (SHRINKING, "(1, 20)", 3, [13, 14, 15]),
        (GATED, "(1, 20)", 5, [11, 12]),
        (f"3 * Residual(Conv1d(1, 1, 3, padding=1)); {STRIDED}; MaxPool1d(2)", "(1, 20)", 3, [11, 12, 13, 14]),
    ],
)
def test_the_sizes_are_as_by_hand(text: str, input: str, wanted: int, sizes: list[int]) -> None:
    asked = network(text, input)
    assert [list(axis) for axis in ruled(asked, (wanted,))] == [sizes] == [tried(asked, wanted)]
    assert CountedQuantities(asked).input_sizes((wanted,)) == (frozenset(sizes),)
    assert size_problem(asked, [range(sizes[0], sizes[-1] + 1)]) is None
    assert confirm_input_sizes(asked, (wanted,), (sizes,)).at_real_sizes
    with pytest.raises(ProofError):
        confirm_input_sizes(asked, (wanted,), (sizes[:-1],))


def test_sizes_of_which_some_do_not_meet_are_told_and_never_a_key() -> None:
    asked = network(UNLIKE, "(1, 12)")
    # 4 and 5 from 8 to 11 by pooling, and 4 and 5 from 7 to 10 by the convolution, but of 9 they make 4 and 5
    assert ruled(asked, (2,)) == (range(8, 11),)
    assert CountedQuantities(asked).input_sizes((2,)) == (frozenset({8, 10}),) == (frozenset(tried(asked, 2)),)
    assert "with 9 layer 3, Add()" in str(size_problem(asked, ruled(asked, (2,))))
    with pytest.raises(ProofError):
        confirm_input_sizes(asked, (2,), (range(8, 11),))
    tables = f'[network]\ninput = "(1, 12)"\nlayers = "{UNLIKE}"\n'
    (problem,) = exercise_problems(tables, answer("set", "network.input_sizes(2)"), {})
    assert "input_sizes(2): not every size from 8 to 10 fits: with 9 layer 3, Add()" in problem.replace("(2,)", "2")


def test_through_places_behind_each_other_no_size_is_asked() -> None:
    asked = network("Concat(dim=2, MaxPool1d(2), Conv1d(1, 1, 3))", "(1, 12)")
    with pytest.raises(NetworkError, match="it puts places behind each other"):
        laid_quantities(asked).input_sizes(laid_quantities(asked).wanted())
    with pytest.raises(NetworkError, match="places of several tensors come out"):
        CountedQuantities(asked).input_sizes((16,))
    channels = network("Concat(dim=1, MaxPool1d(2), MaxPool1d(2))", "(1, 12)")
    assert ruled(channels, (6,)) == (range(12, 14),)
    assert CountedQuantities(channels).input_sizes((6,)) == (frozenset({12, 13}),)


BRANCHES = (
    "Residual(Conv1d(1, 1, 3, padding=1))",
    "Residual(Conv1d(1, 1, 3, stride=2, padding=1), shortcut: Conv1d(1, 1, 1, stride=2))",
    "Add(MaxPool1d(2), Conv1d(1, 1, 3, stride=2, padding=1))",
    "Add(MaxPool1d(3), Conv1d(1, 1, 3, stride=3))",
    "Add(Conv1d(1, 1, 5), Conv1d(1, 1, 3); Residual(Conv1d(1, 1, 3, padding=1)); Conv1d(1, 1, 3))",
    "Add(MaxPool1d(2); Upsample(scale_factor=2), Identity)",
    "Multiply(Identity, AdaptiveAvgPool1d(1); Sigmoid)",
    "Conv1d(1, 1, 4, stride=3, padding=1)",
    "MaxPool1d(2)",
    "ConvTranspose1d(1, 1, 2, stride=2)",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(BRANCHES), min_size=1, max_size=3), st.integers(1, 6))
def test_either_all_sizes_of_the_range_are_those_that_fit_or_one_that_does_not_is_told(
    blocks: list[str], wanted: int
) -> None:
    asked = network("; ".join([*blocks, "Residual(ReLU)"]), "(1, 40)")
    ((sizes,), found) = ruled(asked, (wanted,)), frozenset(tried(asked, wanted, 220))
    assert CountedQuantities(asked).input_sizes((wanted,)) == (found,)
    assert found <= frozenset(sizes)
    assume(sizes)
    assert (size_problem(asked, [sizes]) is None) == (found == frozenset(sizes))


def test_a_known_network_without_its_head_takes_the_sizes_that_end_in_7() -> None:
    whole = architecture("resnet50").resolve({})
    head = next(index for index, layer in enumerate(whole.layers) if layer.kind.startswith("Adaptive"))
    wiring = type(whole.wiring)(whole.wiring.reads[:head], whole.wiring.shares[:head])
    body = Network(whole.input, whole.layers[:head], wiring=wiring)
    assert ruled(body, (7, 7)) == (range(193, 225),) * 2
    assert confirm_input_sizes(body, (7, 7), (range(193, 225),) * 2).at_real_sizes


def test_a_template_asks_for_sizes_through_branches_and_they_are_proven() -> None:
    tables = '[symbols]\nL = "length"\n[network]\ninput = "(1, L)"\n'
    exercise = exercise_of(f'{tables}layers = "{STRIDED}"\n', answer("set", "network.input_sizes(5)"), {})
    assert keys_of(exercise) == {"a": "{9, 10}"}
    assert proof(exercise, exercise.parts[0]) == "proven"
