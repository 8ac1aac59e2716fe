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
    mal_rule(
        "flattened_by_columns",
        "The values were flattened column by column: each channel is read row by row, one channel behind the other.",
        {"flattened_rows": {"C": "0"}},
    ),
    mal_rule(
        "dense_weight_not_transposed",
        "Each output was worked out with a column of the weight matrix: output i belongs to its row i.",
        {"dense_rows": {"U": "0"}},
    ),
    mal_rule(
        "kernel_not_turned_back",
        "The kernel was not turned on the way back: the gradient with respect to the input is a convolution with the "
        "kernel turned by 180 degrees.",
        {"turned_back": {"T": "0"}},
    ),
    mal_rule(
        "gradient_not_spread",
        "The stride was left out on the way back: S - 1 zeros stand between neighbouring entries of the gradient.",
        {"spread_gradient": {"A": "0"}, "convolution_weight_gradient": {"S": "1"}},
    ),
    mal_rule(
        "gradient_not_surrounded",
        "The kernel was laid only where it fits into the gradient: the convolution back is a full one, K - 1 zeros "
        "(less the padding) stand around it.",
        {"spread_gradient": {"V": "0"}},
    ),
    mal_rule(
        "bias_gradient_averaged",
        "The mean was taken for the bias: every output value has the bias in it once, so their gradients are added.",
        {"channel_sums": {"A": "0"}, "column_sums": {"A": "0"}},
    ),
    mal_rule(
        "gradient_to_whole_window",
        "Every value of a window got its gradient: of max pooling only the largest value does, the others change "
        "nothing.",
        {"routed_gradient": {"V": "0"}},
    ),
    mal_rule(
        "gradient_to_every_largest",
        "Where a window has its largest value more than once, each of them got the gradient: here only the first one "
        "does, row by row.",
        {"routed_gradient": {"T": "0"}},
    ),
    mal_rule(
        "gradient_overwritten",
        "Where windows overlap, later gradients replaced earlier ones: what comes from all windows to one value is "
        "added.",
        {"routed_gradient": {"A": "0"}},
    ),
    mal_rule(
        "gradient_not_divided",
        "Every value of a window got the whole gradient: the mean divides by how many they are, and so does its "
        "gradient.",
        {"shared_gradient": {"T": "0"}},
    ),
    mal_rule(
        "mean_gradient_to_largest",
        "The gradient went to the largest value of the window: of average pooling every value gets an equal share.",
        {"shared_gradient": {"V": "0"}},
    ),
    mal_rule(
        "relu_let_gradient_pass",
        "The gradient passed everywhere: ReLU lets it through only where its input was above 0.",
        {"passed_gradient": {"R": "0"}},
    ),
    mal_rule(
        "dense_weight_transposed_back",
        "The weight matrix was transposed on the way back: forwards it is x W^T, back it is G W.",
        {"dense_input_gradient": {"U": "0"}},
    ),
    mal_rule(
        "weight_gradient_transposed",
        "The gradient of the weights was transposed: it has the form of the weights, a row for each output.",
        {"dense_weight_gradient": {"U": "0"}},
    ),
)
