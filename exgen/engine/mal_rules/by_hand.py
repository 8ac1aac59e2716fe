"""Mistakes in work by hand; those with stride, padding, dilation and bias stand with the sizes and counts."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

WINDOW_RULES = ("window_maxima", "window_means")

BY_HAND = (
    mal_rule(
        "kernel_not_flipped",
        "The kernel was not flipped: a true convolution turns it by 180 degrees, rows and columns, before it is laid "
        "on the input.",
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
        "The kernel was flipped: here each of its entries is used where it stands, it is not turned by 180 degrees.",
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
        "The kernel's rows and columns were exchanged: its rows lie on rows, its columns on columns.",
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
        "Where blocks overlap, later ones replaced earlier ones: the values of all blocks at one place are added.",
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
        "The mean of each window was taken: max pooling takes its largest value.",
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
        "The largest value of each window was taken: average pooling takes the mean of its values.",
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
        "The values of each window were only added: their mean is the sum, divided by how many they are.",
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
        "Zeros of the padding were taken for the largest value: the padding of max pooling is minus infinity, so it "
        "never is.",
        {"window_maxima": {"N": "0"}},
        rank=Rank.RARE,
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
        "The windows were laid side by side: from one window to the next one moves on by S, which need not be K.",
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
        "Negative values were left as they are: ReLU makes them 0.",
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
        {name: {"A": "0"} for name in ("channel_sums", "column_sums", "shift_gradient")},
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
    mal_rule(
        "powers_forgotten",
        "The scores themselves were divided by their sum: softmax takes e to the power of each score first.",
        {"softmax": {"E": "0"}},
    ),
    mal_rule(
        "softmax_over_columns",
        "The softmax was taken down each column: the probabilities of one row add up to 1.",
        {"softmax": {"R": "0"}},
    ),
    mal_rule(
        "other_scores_held",
        "Each score was taken to move its own probability alone: it moves those of all others too, through the sum.",
        {"softmax_gradient": {"N": "0"}},
    ),
    mal_rule(
        "minus_of_logarithm_forgotten",
        "The minus was left out: the cross-entropy is minus the logarithm of the right class's probability, so never "
        "below 0.",
        {"cross_entropy": {"N": "0"}},
    ),
    mal_rule(
        "losses_not_averaged",
        "The losses of all rows were added: the loss of a batch is their mean, and so is its gradient.",
        {"cross_entropy": {"V": "0"}, "cross_entropy_gradient": {"N": "0"}},
    ),
    mal_rule(
        "all_classes_in_loss",
        "The logarithms of all classes were added: only that of the right class counts.",
        {"cross_entropy": {"A": "1"}},
    ),
    mal_rule(
        "one_not_subtracted",
        "The probabilities were taken for the gradient: at the right class 1 is subtracted.",
        {"cross_entropy_gradient": {"A": "0"}},
    ),
    mal_rule(
        "loss_gradient_reversed",
        "The gradient was taken the other way round: it is the probabilities less 1 at the right class.",
        {"cross_entropy_gradient": {"R": "0"}},
    ),
    mal_rule(
        "variance_divided_by_one_less",
        "The variance was divided by n - 1: batch normalisation divides by n, the number of values.",
        {"feature_variances": {"N": "0"}},
    ),
    mal_rule(
        "divided_by_variance",
        "The values were divided by the variance: they are divided by its square root.",
        {"normalised_values": {"V": "0"}},
    ),
    mal_rule(
        "epsilon_forgotten",
        "Epsilon was left out: it is added to the variance before the root is taken.",
        {"normalised_values": {"E": "0"}},
    ),
    mal_rule(
        "scale_forgotten",
        "The scale was left out: every normalised value is multiplied by gamma.",
        {"scaled_and_shifted": {"W": "1"}},
    ),
    mal_rule(
        "shift_forgotten",
        "The shift was left out: beta is added to every scaled value.",
        {"scaled_and_shifted": {"B": "0"}},
    ),
    mal_rule(
        "shifted_before_scaled",
        "The shift was added before the scale was applied: the normalised value is scaled first, then shifted.",
        {"scaled_and_shifted": {"A": "0"}},
    ),
    mal_rule(
        "normalised_values_left_out",
        "The gradients alone were added: for gamma each is multiplied by its normalised value first.",
        {"scale_gradient": {"V": "0"}},
    ),
    mal_rule(
        "statistics_held",
        "Mean and variance were taken for constants: they depend on every value of the batch.",
        {"normalisation_input_gradient": {"N": "0"}},
    ),
    mal_rule(
        "positions_in_rows",
        "Each position of the kernel got a row: here it gets a column.",
        {"unfolded": {"U": "0"}},
    ),
    mal_rule(
        "windows_read_by_columns",
        "The windows were read column by column: here they are read row by row.",
        {"unfolded": {"R": "0"}},
    ),
    mal_rule(
        "toeplitz_transposed",
        "The matrix was transposed: it has a row for each output value and a column for each input value.",
        {"toeplitz": {"U": "0"}},
    ),
    mal_rule(
        "weights_side_by_side",
        "All weights of a row stand side by side: where the kernel goes on to its next row, it passes over the rest of "
        "the input's row, which takes zeros.",
        {"toeplitz": {"A": "0"}},
    ),
    mal_rule(
        "unfolded_channels_forgotten",
        "The input channels were left out: a column holds the values under the kernel in all channels, one behind the "
        "other.",
        {"unfolded_rows": "product(K)"},
    ),
    mal_rule(
        "input_positions_unfolded",
        "The values of the input were taken for the columns: there is one for each position of the kernel, so for each "
        "output value of a channel.",
        {"unfolded_columns": "product(I)"},
    ),
    mal_rule(
        "single_position_for_map",
        "A kernel of size 1 was taken: a dense layer reads the whole map, so its kernel is as large as the map.",
        {"equal_kernel": "1"},
    ),
    mal_rule(
        "scores_not_scaled",
        "The scores were not divided: products of queries and keys are divided by the square root of d.",
        {"attention_scores": {"A": "0"}},
    ),
    mal_rule(
        "divided_by_dimension",
        "The scores were divided by d: they are divided by its square root.",
        {"attention_scores": {"A": "2"}},
    ),
)
