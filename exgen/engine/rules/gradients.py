"""Gradients of a loss, backwards through the operations of a graph: reverse mode, one rule for each kind of use.

Letters (matrices; a gradient has the shape of what it belongs to, vectors are columns)
    G        gradient of the loss with respect to what an operation works out
    W x      the factors of a product W x: in a batch of rows, X W, the same with the sides changed
    a p q    what the activation behind that product makes of it, what the activation before it made x from, what the
             weights before it are multiplied by
    V A      the weights before it; gradient with respect to what the activation behind it makes of it
    z a      what goes into a function of every entry and what comes out
    D E      the derivative of such a function at what goes in, and at what comes out
    o y c    output and target of a loss, and the number in front of it (or the gradient that arrives there)
    p s      probabilities; the scores that softmax or sigmoid makes them from
    A B v    operands of another operation, and what it makes of them
    h s o    what a normalisation works out, the root of the variance, ones;  m v  the shares of mean and variance
    L        gradient with respect to the sum in the layer behind: one layer further than G
    N        gradient of a neighbour: of what a node is worked out from, or of what is worked out from it
    n h w    how many entries a mean is taken over, in how many rows and columns (of a vector all three are alike);
             of a window and of a statistic n alone
    X W      image and kernel of a convolution;  S P D  its stride, padding and dilation
    A K S    what is pooled, the size of the windows and their stride
    I J      the first and the last row that a matrix has among those it is put below;  F B  zeros before and behind

Sources: the chain rule; lines as in Goodfellow, Bengio & Courville, "Deep Learning" (2016), algorithm 6.4; of softmax
with cross-entropy as in Bishop, "Pattern Recognition and Machine Learning" (2006), equation 4.109; of convolutions as
in Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), chapter 4; of
normalisations as in Ioffe and Szegedy, "Batch Normalization" (2015), section 3, put together.
"""

from __future__ import annotations

from collections.abc import Iterator

from exgen.engine.rules.rule import Rule

ACTIVATIONS = ("sigmoid", "tanh", "relu", "gelu", "erf")
"""The functions whose derivative has no shorter name than f'; the rule of each is called by it: sigmoid_gradient."""

SHORT_DERIVATIVES = {
    "softplus": "sigmoid(z) ⊙ G",
    "exp": "a ⊙ G",
    "log": "G / z",
    "sqrt": "G / (2 a)",
    "square": "2 z ⊙ G",
    "abs": "sign(z) ⊙ G",
}
"""The functions whose derivative a textbook writes out."""

_PRODUCT = ("G", "x", "a", "p", "q", "L")

_WINDOWS = ("X", "W", "S", "P", "D")

_LINES = {
    # losses, each with the number in front of it
    "loss_gradient": (("c", "o", "y"), "2 c (o - y)"),
    "penalty_gradient": (("c", "W"), "2 c W"),
    "squares_gradient": (("c", "W"), "2 c W"),  # of squares that are no term of the loss, as in a variance
    "entropy_gradient": (("c", "p", "y"), "c (y / p)"),
    "binary_cross_entropy_gradient": (
        ("c", "p", "y"),
        "-(c ((1 - y) / (1 - p) - y / p))",
    ),
    "softmax_cross_entropy_gradient": (
        ("c", "p", "y"),
        "-(c (p - y))",
    ),
    "softmax_any_target_gradient": (
        ("c", "p", "y"),
        "-(c (sum(y) p - y))",
    ),
    "sigmoid_cross_entropy_gradient": (
        ("c", "p", "y"),
        "-(c (p - y))",
    ),
    "log_likelihood_gradient": (("c", "p"), "c log(p)"),
    "log_odds_gradient": (("c", "p"), "c (log(p) - log(1 - p))"),
    "log_sum_exp_gradient": (("c", "s"), "c softmax(s)"),
    # through functions of every entry
    **{f"{name}_gradient": (("z", "a", "G"), f"{name}'(z) ⊙ G") for name in ACTIVATIONS},
    **{f"{name}_gradient": (("z", "a", "G"), line) for name, line in SHORT_DERIVATIVES.items()},
    "function_gradient": (("D", "E", "a", "G"), "D ⊙ G"),
    "power_gradient": (("D", "G"), "D ⊙ G"),
    "softmax_jacobian": (("p", "G"), "(diag(p) - p p^T) G"),
    "softmax_rows_jacobian": (
        ("p", "G", "o"),
        "p ⊙ (G - row_sums(p ⊙ G) o)",
    ),
    "log_sigmoid_gradient": (("z", "G"), "(1 - sigmoid(z)) ⊙ G"),
    # through normalisations: of a column, of every row, of every column
    "mean_share_gradient": (("G", "o"), "mean(G) o"),
    "mean_share_of_rows_gradient": (("G", "o"), "row_means(G) o"),
    "mean_share_of_columns_gradient": (("G", "o"), "o column_means(G)"),
    "variance_share_gradient": (("G", "h", "o"), "mean(G ⊙ h) h"),
    "variance_share_of_rows_gradient": (("G", "h", "o"), "h ⊙ (row_means(G ⊙ h) o)"),
    "variance_share_of_columns_gradient": (("G", "h", "o"), "h ⊙ (o column_means(G ⊙ h))"),
    "normalised_gradient": (("G", "m", "v", "s"), "(G - m - v) / s"),
    # through products
    "input_gradient": (("W", "G", "V", "A"), "W^T G"),
    "weight_gradient": (_PRODUCT, "G x^T"),
    "row_input_gradient": (("W", "G", "V", "A"), "G W^T"),
    "row_weight_gradient": (_PRODUCT, "x^T G"),
    "entry_factor_gradient": (("A", "G"), "A ⊙ G"),
    "weighted_gradient": (("c", "G"), "c G"),
    "scaled_gradient": (("c", "G"), "c G"),
    "common_gradient": (("c", "G"), "c G"),
    "inner_gradient": (("c", "G"), "c G"),
    "scalar_factor_gradient": (("c", "G"), "c G"),
    "scalar_gradient": (("A", "G"), "sum(A ⊙ G)"),
    "scalar_total_gradient": (("A", "c"), "c sum(A)"),
    "dividend_gradient": (("B", "G"), "G / B"),
    "divisor_gradient": (("B", "G", "v"), "-((G ⊙ v) / B)"),
    "scalar_divisor_gradient": (("B", "G", "v"), "-(sum(G ⊙ v) / B)"),
    "transpose_gradient": (("G",), "G^T"),
    # through sums
    "bias_gradient": (("G", "x", "L"), "G"),
    "term_gradient": (("G", "A"), "G"),
    "subtrahend_gradient": (("G", "A"), "-G"),
    "total_gradient": (("c", "n"), "c"),
    "mean_gradient": (("c", "n", "h", "w"), "c / n"),
    "statistic_gradient": (("c", "n"), "c / n"),  # a mean that is no term of the loss, as in batch normalisation
    "equal_entries_gradient": (("c", "A"), "c ones_like(A)"),
    "norm_gradient": (("c", "A", "v"), "(c / v) A"),
    "row_sums_gradient": (("G", "o"), "G o^T"),
    "column_sums_gradient": (("G", "o"), "o G"),
    "row_bias_gradient": (("G", "o"), "G^T o"),
    "column_bias_gradient": (("G", "o"), "G o"),
    "diagonal_gradient": (("G", "A"), "(G ⊙ diag(ones_like(A))) ones_like(A)"),
    # through windows: a convolution is a cross-correlation, the kernel is not turned
    "conv_image_gradient": ((*_WINDOWS, "G"), "conv_transpose(G, W, S, P, D)"),
    "conv_kernel_gradient": ((*_WINDOWS, "G"), "conv(X, G, D, P, S)"),
    "conv_transpose_image_gradient": ((*_WINDOWS, "G"), "conv(G, W, S, P, D)"),
    "conv_transpose_kernel_gradient": ((*_WINDOWS, "G"), "conv(G, X, D, P, S)"),
    "maxpool_gradient": (("A", "K", "S", "G"), "maxunpool(G, A, K, S)"),
    "avgpool_gradient": (("A", "K", "S", "n", "G"), "unpool(G / n, A, K, S)"),
    "flip_gradient": (("G",), "flip(G)"),
    # through rows below each other
    "concat_gradient": (("I", "J", "G"), "rows(G, I, J)"),
    "rows_gradient_before": (("G", "B"), "concat(G, B)"),
    "rows_gradient_behind": (("F", "G"), "concat(F, G)"),
    "rows_gradient_between": (("F", "G", "B"), "concat(F, G, B)"),
    # for a name
    "gradient_sum": (("terms", "first", "last"), "sum(terms)"),
    "no_gradient": (("A",), "0 A"),
    "asked_gradient": (("G", "N"), "G"),
    "laid_out_gradient": (("G",), "G"),
}


def _rules() -> Iterator[Rule]:
    for name, (letters, line) in _LINES.items():
        yield Rule(name, "G", letters, line, is_of_matrices=True)


GRADIENTS = tuple(_rules())
