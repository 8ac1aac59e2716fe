"""Mistakes with transposed convolutions: in sizes, forwards and backwards, and in positions."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

TRANSPOSED_SIZE_RULES = ("transposed_size", "smallest_transposed_input", "largest_transposed_input")


def _sizes(forwards: str, way: str, steps_from: str = " + 1") -> dict[str, str | dict[str, str]]:
    """The three lines of a mistake, where the input size is the ``way``, in strides, and what is added to it."""
    lines = (forwards, f"ceil(({way}) / S){steps_from}", f"floor(({way}) / S){steps_from}")
    return dict(zip(TRANSPOSED_SIZE_RULES, lines, strict=True))


def _replaced(letter: str, by: str) -> dict[str, str | dict[str, str]]:
    """The three lines with a letter replaced."""
    return {name: {letter: by} for name in TRANSPOSED_SIZE_RULES}


TRANSPOSED = (
    mal_rule(
        "transposed_padding_added",
        _replaced("P", "-P") | {"cropped_output": {"P": "-P"}},
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "36",
        ),
    ),
    mal_rule(
        "transposed_padding_counted_once",
        _replaced("P", "P / 2") | {"cropped_output": {"P": "P / 2"}},
        rank=Rank.RARE,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "30",
        ),
    ),
    mal_rule(
        "transposed_padding_forgotten",
        _replaced("P", "0") | {"cropped_output": {"P": "0"}},
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "32",
        ),
    ),
    mal_rule(
        "output_padding_forgotten",
        _replaced("Q", "0") | {"cropped_output": {"Q": "0"}},
        rank=Rank.COMMON,
        source='the size without output_padding; "Shape function for transpose convolution is incorrect", '
        "https://github.com/pytorch/pytorch/issues/98129",
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "27",
        ),
    ),
    mal_rule(
        "convolution_size_for_transposed",
        {
            "transposed_size": "floor((H + 2P - D(K - 1) - 1) / S) + 1",
            "smallest_transposed_input": "S(O - 1) - 2P + D(K - 1) + 1",
            "largest_transposed_input": "S*O - 2P + D(K - 1)",
        },
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "4",
        ),
    ),
    mal_rule(
        "last_step_counted",
        _sizes("H*S - 2P + D(K - 1) + Q + 1", "O + 2P - D(K - 1) - Q - 1", ""),
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "31",
        ),
    ),
    mal_rule(
        "transposed_plus_one_dropped",
        _sizes("(H - 1) S - 2P + D(K - 1) + Q", "O + 2P - D(K - 1) - Q"),
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "27",
        ),
    ),
    mal_rule(
        "only_stride_multiplied",
        _sizes("H*S", "O", ""),
        rank=Rank.RARE,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "30",
        ),
    ),
    mal_rule(
        "kernels_side_by_side",
        _replaced("S", "K") | {"added_blocks": {"S": "K"}},
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1)",
            "(1, 10)",
            "network.layers[0].output_size[0]",
            "28",
            "37",
        ),
    ),
    mal_rule(
        "kernel_positions_forgotten",
        {"input_values": {"N": "1"}},
        rank=Rank.RARE,
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].multiplications", "14112", "288"
        ),
    ),
    mal_rule(
        "output_size_for_input_size",
        {"input_positions": {"I": "X"}},
        rank=Rank.RARE,
        source='192 for 48 multiplications; "Wrong calculation for ConvTranspose", '
        "https://github.com/ultralytics/thop/issues/92",
        example=Example(
            "ConvTranspose2d(8, 4, 3, stride=2)", "(8, 7, 7)", "network.layers[0].additions", "14112", "64800"
        ),
    ),
)
