"""What a table says its letters must meet: where it holds the layers fit each other, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

from exgen.engine.letter_conditions import Condition, condition_text
from exgen.engine.network_report import network_report
from exgen.engine.reading import read_network
from exgen.errors import NetworkError
from exgen.expressions import evaluate


def conditions(text: str, input: str) -> str:
    return condition_text(network_report(read_network(text, input)).conditions)


@pytest.mark.parametrize(
    ("text", "input", "expected"),
    [
        ("Conv2d(C, N, K, padding=P, groups=G)", "(C, H, H)", "G divides C and N; H + 2P ≥ K"),
        ("Conv2d(C, C, 3, groups=C)", "(C, H, 9)", "H ≥ 3"),
        # each half rounds down: 6 and 4 fewer, halved twice
        ("Conv2d(1, 6, 5); MaxPool2d(2); Conv2d(6, 16, 5); MaxPool2d(2)", "(1, H, W)", "H ≥ 16; W ≥ 16"),
        ("5 * MaxPool2d(2)", "(1, H, H)", "H ≥ 32"),
        ("Conv1d(1, 1, 3, padding=1, stride=2)", "(1, L)", ""),
        ("Conv1d(1, 1, 3, dilation=D)", "(1, L)", "L ≥ 2D + 1"),
        ("Conv1d(1, 1, K, stride=S); MaxPool1d(2)", "(1, L)", "L ≥ K; L1 ≥ 2"),
        ("MaxPool1d(2, ceil_mode=True)", "(1, L)", ""),
        (
            "ConvTranspose1d(1, 1, K, stride=S, padding=P, output_padding=Q)",
            "(1, L)",
            "S ≥ Q + 1; (L - 1)·S + K + Q ≥ 2P + 1",
        ),
        ("AvgPool1d(K, padding=P)", "(1, L)", "K ≥ 2P; L + 2P ≥ K"),
        ("PixelUnshuffle(2); PixelShuffle(R)", "(C, H, W)", "2 divides H and W; R² divides 4C"),
        ("PixelUnshuffle(2); PixelShuffle(2)", "(C, H, W)", "2 divides H and W"),
        ("MultiheadAttention(E, h); GLU", "(L, E)", "h divides E; 2 divides E"),
        ("GroupNorm(G, C); ChannelShuffle(G); Chunk(2, 0)", "(C, H, W)", "G divides C and C; 2 divides C"),
        ("Conv2d(3, 2*G, 3, groups=G)", "(3, 9, 9)", "G divides 3"),
    ],
)
def test_conditions_are_short_and_in_the_letters_of_the_table(text: str, input: str, expected: str) -> None:
    assert conditions(text, input) == expected.replace("C and C", "C")


def test_numbers_need_no_conditions() -> None:
    assert network_report(read_network("Conv2d(3, 8, 3)", "3x9x9").resolve({})).conditions == ()


def holds(condition: Condition, at: Mapping[str, int]) -> bool:
    left, right = evaluate(condition.left, at), evaluate(condition.right, at)
    assert isinstance(left, int)
    assert isinstance(right, int)
    return left >= right if condition.relation == ">=" else right % left == 0


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(
        (
            "Conv1d(C, N, K, stride=S, padding=P, groups=G)",
            "Conv1d(C, N, K, stride=2, padding=1); MaxPool1d(2); Conv1d(N, N, 3)",
            "Conv1d(C, N, 3, dilation=S); AvgPool1d(K, stride=2, padding=P, ceil_mode=False)",
            "Conv1d(C, G, K, stride=S); Conv1d(G, N, K, stride=S)",
            "ConvTranspose1d(C, N, K, stride=S, padding=P, output_padding=G); Conv1d(N, N, 5, stride=3)",
            "GroupNorm(G, C); Chunk(2, 1); Conv1d(C/2, N, K, padding=P); MaxPool1d(3, ceil_mode=False)",
            "Upsample(scale_factor=S); Conv1d(C, C, K); Conv1d(C, C, 4, stride=4)",
        )
    ),
    st.fixed_dictionaries(
        {
            "C": st.integers(1, 6),
            "N": st.integers(1, 6),
            "K": st.integers(1, 6),
            "S": st.integers(1, 4),
            "P": st.integers(0, 3),
            "G": st.integers(1, 3),
            "L": st.integers(1, 14),
        }
    ),
)
def test_layers_fit_just_where_the_conditions_hold(text: str, numbers: dict[str, int]) -> None:
    draft = read_network(text, "(C, L)")
    report = network_report(draft)
    at = {name: numbers[name] for name in draft.names}
    for name, size in report.sizes:
        at[name] = int(evaluate(size, at))  # type: ignore[arg-type]  # a size is a whole number
    expected = all(holds(condition, at) for condition in report.conditions)
    try:
        network_report(draft.resolve({name: numbers[name] for name in draft.names}))
    except NetworkError:
        assert not expected
    else:
        assert expected
