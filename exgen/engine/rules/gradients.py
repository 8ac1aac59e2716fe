"""Gradients of a loss, backwards through the operations of a graph: reverse mode, one rule for each kind of use.

Letters (matrices; a gradient has the shape of what it belongs to, vectors are columns)
    G        gradient of the loss with respect to what an operation works out
    W x      the factors of a product W x: in a batch of rows, X W, the same with the sides changed
    a p q    what the activation behind that product makes of it, what the activation before it made x from, what the
             weights before it are multiplied by
    z a      what goes into a function of every entry and what comes out
    D E      the derivative of such a function at what goes in, and at what comes out
    o y c    output and target of a loss, and the number in front of it (or the gradient that arrives there)
    p s      probabilities; the scores that softmax or sigmoid makes them from
    A B v    operands of another operation, and what it makes of them
    L        gradient with respect to the sum in the layer behind: one layer further than G
    N        gradient of a neighbour: of what a node is worked out from, or of what is worked out from it
    n        how many entries a mean is taken over

Sources: the chain rule; lines as in Goodfellow, Bengio & Courville, "Deep Learning" (2016), algorithm 6.4; of softmax
with cross-entropy as in Bishop, "Pattern Recognition and Machine Learning" (2006), equation 4.109.
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

_FUNCTION = "through the function, entry by entry"
_PRODUCT = ("G", "x", "a", "p", "q", "L")

_LINES = {
    # losses, each with the number in front of it
    "loss_gradient": ("derivative of the squared norm", ("c", "o", "y"), "2 c (o - y)"),
    "penalty_gradient": ("derivative of the sum of squares", ("c", "W"), "2 c W"),
    "entropy_gradient": ("derivative of the cross-entropy", ("c", "p", "y"), "c (y / p)"),
    "binary_cross_entropy_gradient": (
        "derivative of the binary cross-entropy",
        ("c", "p", "y"),
        "-(c ((1 - y) / (1 - p) - y / p))",
    ),
    "softmax_cross_entropy_gradient": (
        "softmax and cross-entropy together: probabilities minus target",
        ("c", "p", "y"),
        "-(c (p - y))",
    ),
    "softmax_any_target_gradient": (
        "softmax and cross-entropy together, for a target of any sum",
        ("c", "p", "y"),
        "-(c (sum(y) p - y))",
    ),
    "sigmoid_cross_entropy_gradient": (
        "sigmoid and cross-entropy together: probability minus target",
        ("c", "p", "y"),
        "-(c (p - y))",
    ),
    "log_likelihood_gradient": ("a target stands before the logarithm", ("c", "p"), "c log(p)"),
    "log_odds_gradient": ("a target stands before both logarithms", ("c", "p"), "c (log(p) - log(1 - p))"),
    "log_sum_exp_gradient": ("derivative of log sum exp: the softmax", ("c", "s"), "c softmax(s)"),
    # through functions of every entry
    **{
        f"{name}_gradient": ("through the activation, entry by entry", ("z", "a", "G"), f"{name}'(z) ⊙ G")
        for name in ACTIVATIONS
    },
    **{f"{name}_gradient": (_FUNCTION, ("z", "a", "G"), line) for name, line in SHORT_DERIVATIVES.items()},
    "function_gradient": ("through the activation, entry by entry", ("D", "E", "a", "G"), "D ⊙ G"),
    "power_gradient": ("derivative of a power, entry by entry", ("D", "G"), "D ⊙ G"),
    "softmax_jacobian": ("Jacobian of softmax", ("p", "G"), "(diag(p) - p p^T) G"),
    "softmax_rows_jacobian": (
        "Jacobian of softmax, row by row",
        ("p", "G", "o"),
        "p ⊙ (G - row_sums(p ⊙ G) o)",
    ),
    # through products
    "input_gradient": ("back through the product", ("W", "G"), "W^T G"),
    "weight_gradient": ("outer product with what the weights are multiplied by", _PRODUCT, "G x^T"),
    "row_input_gradient": ("back through the product", ("W", "G"), "G W^T"),
    "row_weight_gradient": ("product with the rows that the weights are multiplied by", _PRODUCT, "x^T G"),
    "entry_factor_gradient": ("times the other factor, entry by entry", ("A", "G"), "A ⊙ G"),
    "weighted_gradient": ("times the number in front", ("c", "G"), "c G"),
    "scaled_gradient": ("times the constant factor", ("c", "G"), "c G"),
    "common_gradient": ("times what is the same for every entry", ("c", "G"), "c G"),
    "inner_gradient": ("times the other vector", ("c", "G"), "c G"),
    "scalar_factor_gradient": ("times the other factor", ("c", "G"), "c G"),
    "scalar_gradient": ("a factor of all entries: sum over them", ("A", "G"), "sum(A ⊙ G)"),
    "scalar_total_gradient": ("a factor of all entries: sum over them", ("A", "c"), "c sum(A)"),
    "dividend_gradient": ("divided by the divisor", ("B", "G"), "G / B"),
    "divisor_gradient": ("derivative of 1/B, entry by entry", ("B", "G", "v"), "-((G ⊙ v) / B)"),
    "scalar_divisor_gradient": ("derivative of 1/b, summed over the entries", ("B", "G", "v"), "-(sum(G ⊙ v) / B)"),
    "transpose_gradient": ("back through the transpose", ("G",), "G^T"),
    # through sums
    "bias_gradient": ("a bias is only added", ("G", "x", "L"), "G"),
    "term_gradient": ("a term is only added", ("G", "A"), "G"),
    "subtrahend_gradient": ("what is taken away changes the sign", ("G", "A"), "-G"),
    "total_gradient": ("every entry counts once in the sum", ("c", "n"), "c"),
    "mean_gradient": ("every entry counts one n-th in the mean", ("c", "n"), "c / n"),
    "equal_entries_gradient": ("the same for every entry", ("c", "A"), "c ones_like(A)"),
    "norm_gradient": ("derivative of the norm", ("c", "A", "v"), "(c / v) A"),
    "row_sums_gradient": ("the same for every entry of a row", ("G", "o"), "G o^T"),
    "column_sums_gradient": ("the same for every entry of a column", ("G", "o"), "o G"),
    "row_bias_gradient": ("a bias is added to every row: sum over the rows", ("G", "o"), "G^T o"),
    "column_bias_gradient": ("a bias is added to every column: sum over the columns", ("G", "o"), "G o"),
    "diagonal_gradient": ("the diagonal of it", ("G", "A"), "(G ⊙ diag(ones_like(A))) ones_like(A)"),
    # for a name
    "gradient_sum": ("sum over all uses", ("terms", "first", "last"), "sum(terms)"),
    "no_gradient": ("the loss does not depend on it", ("A",), "0 A"),
    "asked_gradient": ("the gradient asked for, not that of a neighbour", ("G", "N"), "G"),
    "column_gradient": ("the gradient of a column as a column", ("G",), "G"),
}


def _rules() -> Iterator[Rule]:
    for name, (title, letters, line) in _LINES.items():
        yield Rule(name, title, "G", letters, line, is_of_matrices=True)


GRADIENTS = tuple(_rules())
