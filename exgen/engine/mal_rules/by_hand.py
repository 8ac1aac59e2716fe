"""Mistakes in work by hand; those with stride, padding, dilation and bias stand with the sizes and counts."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

WINDOW_RULES = ("window_maxima", "window_means")

BY_HAND = (
    mal_rule(
        "kernel_not_flipped",
        {"turned_kernel": {"F": "0"}},
        rank=Rank.COMMON,
        source="Goodfellow, Bengio and Courville 2016, section 9.1: both are called convolution",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[6,-1],[7,-3]]",
            "[[4,6],[8,-2]]",
            {"0.weight": "[[1,2],[3,-1]]", "convolution": "flipped"},
        ),
    ),
    mal_rule(
        "kernel_flipped",
        {"turned_kernel": {"F": "1"}},
        rank=Rank.COMMON,
        source="Goodfellow, Bengio and Courville 2016, section 9.1: both are called convolution",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[4,6],[8,-2]]",
            "[[6,-1],[7,-3]]",
            {"0.weight": "[[1,2],[3,-1]]"},
        ),
    ),
    mal_rule(
        "kernel_transposed",
        {"turned_kernel": {"U": "0"}},
        rank=Rank.RARE,
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[4,6],[8,-2]]",
            "[[6,5],[7,-3]]",
            {"0.weight": "[[1,2],[3,-1]]"},
        ),
    ),
    mal_rule(
        "overlap_not_added_up",
        {"added_blocks": {"A": "0"}},
        rank=Rank.RARE,
        example=Example(
            "ConvTranspose2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2],[3,-1]]",
            "network.output",
            "[[1,2,0],[3,0,2],[0,3,-1]]",
            "[[1,2,0],[3,-1,0],[0,0,-1]]",
            {"0.weight": "[[1,0],[0,1]]"},
        ),
    ),
    mal_rule(
        "mean_for_maximum",
        {"window_maxima": {"V": "0"}},
        rank=Rank.COMMON,
        example=Example(
            "MaxPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[2,2],[2,1]]",
            "[[1,1/2],[3/4,1/4]]",
        ),
    ),
    mal_rule(
        "maximum_for_mean",
        {"window_means": {"V": "0"}},
        rank=Rank.COMMON,
        example=Example(
            "AvgPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[1,1/2],[3/4,1/4]]",
            "[[2,2],[2,1]]",
        ),
    ),
    mal_rule(
        "mean_not_divided",
        {"window_means": {"T": "0"}},
        example=Example(
            "AvgPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[1,1/2],[3/4,1/4]]",
            "[[4,2],[3,1]]",
        ),
    ),
    mal_rule(
        "zeros_won_maximum",
        {"window_maxima": {"N": "0"}},
        rank=Rank.RARE,
        source='zeros expected to win over negative values; "MaxPool layer does not correctly implement padding.", '
        "https://github.com/pytorch/pytorch/issues/41294",
        example=Example(
            "MaxPool2d(kernel_size=2, stride=2, padding=1)",
            "[[-1,-2],[-3,-4]]",
            "network.output",
            "[[-1,-2],[-3,-4]]",
            "[[0,0],[0,0]]",
        ),
    ),
    mal_rule(
        "windows_side_by_side",
        {name: {"S": "K"} for name in WINDOW_RULES},
        example=Example(
            "MaxPool2d(kernel_size=2, stride=1)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[2,2],[2,1]]",
            "[[2]]",
        ),
    ),
    mal_rule(
        "relu_forgotten",
        {"rectified": {"R": "0"}},
        rank=Rank.COMMON,
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False); ReLU()",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.output",
            "[[1,0],[0,1]]",
            "[[1,-1],[0,1]]",
            {"0.weight": "[[0,0],[0,1]]"},
        ),
    ),
    mal_rule(
        "flattened_by_columns",
        {"flattened_rows": {"C": "0"}},
        source="MATLAB reads A(:) column by column",
        example=Example(
            "Flatten()",
            "[[1,2],[3,-1]]",
            "network.output",
            "[[1,2,3,-1]]",
            "[[1,3,2,-1]]",
        ),
    ),
    mal_rule(
        "dense_weight_not_transposed",
        {"dense_rows": {"U": "0"}},
        source="CS231n, a minimal network: scores = np.dot(X, W) + b",
        example=Example(
            "Linear(2, 2)",
            "[[1,2],[3,-1]]",
            "network.output",
            "[[5,2],[1,11]]",
            "[[7,1],[0,8]]",
            {"0.weight": "[[1,2],[3,-1]]", "0.bias": "[[0,1]]", "rows": "examples"},
        ),
    ),
)
