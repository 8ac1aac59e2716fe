"""Mistakes in convolutions written as products of matrices, and in dense layers written as convolutions."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

HAND_MATRICES = (
    mal_rule(
        "positions_in_rows",
        {"unfolded": {"U": "0"}},
        source="Chellapilla, Puri and Simard 2006: a row for each position",
        example=Example(
            "Conv2d(1, 1, kernel_size=(1, 2), bias=False)",
            "[[1,2],[3,-1]]",
            "network.layers[0].im2col",
            "[[1,3],[2,-1]]",
            "[[1,2],[3,-1]]",
            {"0.weight": "[[1,-2]]"},
        ),
    ),
    mal_rule(
        "windows_read_by_columns",
        {"unfolded": {"R": "0"}},
        rank=Rank.RARE,
        source="MATLAB's im2col reads blocks column by column",
        example=Example(
            "Conv2d(1, 1, kernel_size=2, bias=False)",
            "[[1,2,0],[0,1,-1],[2,0,1]]",
            "network.layers[0].im2col",
            "[[1,2,0,1],[2,0,1,-1],[0,1,2,0],[1,-1,0,1]]",
            "[[1,2,0,1],[0,1,2,0],[2,0,1,-1],[1,-1,0,1]]",
            {"0.weight": "[[1,2],[3,-1]]"},
        ),
    ),
    mal_rule(
        "toeplitz_transposed",
        {"toeplitz": {"U": "0"}},
        source="Dumoulin and Visin 2016, section 4.1: the transposed matrix leads back",
        example=Example(
            "Conv2d(1, 1, kernel_size=(1, 2), bias=False)",
            "[[1,2,3]]",
            "network.layers[0].toeplitz",
            "[[1,-2,0],[0,1,-2]]",
            "[[1,0],[-2,1],[0,-2]]",
            {"0.weight": "[[1,-2]]"},
        ),
    ),
    mal_rule(
        "weights_side_by_side",
        {"toeplitz": {"A": "0"}},
        example=Example(
            "Conv2d(1, 1, kernel_size=(2, 1), bias=False)",
            "[[1,2],[3,-1]]",
            "network.layers[0].toeplitz",
            "[[1,0,-2,0],[0,1,0,-2]]",
            "[[1,-2,0,0],[0,1,-2,0]]",
            {"0.weight": "[[1],[-2]]"},
        ),
    ),
    mal_rule(
        "unfolded_channels_forgotten",
        {"unfolded_rows": "product(K)"},
        rank=Rank.COMMON,
        example=Example(
            "Conv2d(3, 8, 3)",
            "(3, 10, 10)",
            "network.layers[0].im2col_size",
            "(27, 64)",
            "(9, 64)",
        ),
    ),
    mal_rule(
        "input_positions_unfolded",
        {"unfolded_columns": "product(I)"},
        example=Example(
            "Conv2d(3, 8, 3)",
            "(3, 10, 10)",
            "network.layers[0].im2col_size",
            "(27, 64)",
            "(27, 100)",
        ),
    ),
    mal_rule(
        "single_position_for_map",
        {"equal_kernel": "1"},
        source="LeCun 2015: there are no dense layers, only convolutions with 1x1 kernels",
        example=Example(
            "Flatten(); Linear(25088, 4096)",
            "(512, 7, 7)",
            "network.layers[1].equal_convolution",
            "(4096, 512, 7, 7)",
            "(4096, 512, 1, 1)",
        ),
    ),
)
