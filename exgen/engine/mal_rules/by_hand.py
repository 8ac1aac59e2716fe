"""Mistakes in work by hand; those with stride, padding, dilation and bias stand with the sizes and counts."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import mal_rule

WINDOW_RULES = ("window_maxima", "window_means")

BY_HAND = (
    mal_rule(
        "kernel_not_flipped",
        "The kernel was not flipped: a true convolution turns it by 180 degrees, rows and columns, before it is laid "
        "on the input.",
        {"turned_kernel": {"F": "0"}},
    ),
    mal_rule(
        "kernel_flipped",
        "The kernel was flipped: here each of its entries is used where it stands, it is not turned by 180 degrees.",
        {"turned_kernel": {"F": "1"}},
    ),
    mal_rule(
        "kernel_transposed",
        "The kernel's rows and columns were exchanged: its rows lie on rows, its columns on columns.",
        {"turned_kernel": {"U": "0"}},
    ),
    mal_rule(
        "overlap_not_added_up",
        "Where blocks overlap, later ones replaced earlier ones: the values of all blocks at one place are added.",
        {"added_blocks": {"A": "0"}},
    ),
    mal_rule(
        "mean_for_maximum",
        "The mean of each window was taken: max pooling takes its largest value.",
        {"window_maxima": {"V": "0"}},
    ),
    mal_rule(
        "maximum_for_mean",
        "The largest value of each window was taken: average pooling takes the mean of its values.",
        {"window_means": {"V": "0"}},
    ),
    mal_rule(
        "mean_not_divided",
        "The values of each window were only added: their mean is the sum, divided by how many they are.",
        {"window_means": {"T": "0"}},
    ),
    mal_rule(
        "zeros_won_maximum",
        "Zeros of the padding were taken for the largest value: the padding of max pooling is minus infinity, so it "
        "never is.",
        {"window_maxima": {"N": "0"}},
    ),
    mal_rule(
        "windows_side_by_side",
        "The windows were laid side by side: from one window to the next one moves on by S, which need not be K.",
        {name: {"S": "K"} for name in WINDOW_RULES},
    ),
    mal_rule(
        "relu_forgotten",
        "Negative values were left as they are: ReLU makes them 0.",
        {"rectified": {"R": "0"}},
    ),
)
