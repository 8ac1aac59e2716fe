"""Mistakes in gradients of a graph's loss: those of layers and probabilities, and here those of other operations."""

from __future__ import annotations

from exgen.engine.mal_rules.gradients_of_layers import LAYERS
from exgen.engine.mal_rules.gradients_of_probabilities import CLASSES, CLASSES_OF, PROBABILITIES
from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_ROWS = "Z = X W + ones(n) b^T; l = mean((Z - Y)^2)"
_BATCH = {"X": "n x d", "W": "d x k", "b": "k x 1", "Y": "n x k"}
_PENALTY = "o = W x; l = norm(o - y)^2 + c norm(W)^2"
_PENALTY_OF = {"W": "k x d", "x": "d x 1", "y": "k x 1", "c": "1 x 1"}
_SKIP_OF = {"x": "h x 1", "W": "h x h", "y": "h x 1"}

_SHARES_FORGOTTEN = {
    f"{statistic}_share{over}_gradient": f"0 {of}"
    for statistic, of in (("mean", "G"), ("variance", "h"))
    for over in ("", "_of_rows", "_of_columns")
}

_OPERATIONS = (
    mal_rule(
        "relu_mask_from_gradient",
        {"relu_gradient": "relu'(G) ⊙ G"},
        rank=Rank.RARE,
        source="Zeiler and Fergus 2014, section 2.1: a deconvnet does so on purpose",
        example=Example(
            "z = W x + b; a = relu(z); l = norm(a - y)^2",
            "",
            "graph.gradient(z)",
            "relu'(z) ⊙ 2(a - y)",
            "relu'(2(a - y)) ⊙ 2(a - y)",
        ),
    ),
    mal_rule(
        "bias_gradient_summed",
        dict.fromkeys(("bias_gradient", "row_bias_gradient", "column_bias_gradient"), "sum(G)"),
        rank=Rank.RARE,
        example=Example(CLASSES, "", "graph.gradient(b)", "p - y", "sum(p - y)", CLASSES_OF),
    ),
    mal_rule(
        "penalty_forgotten",
        {"penalty_gradient": "0 W"},
        rank=Rank.COMMON,
        example=Example(_PENALTY, "", "graph.gradient(W)", "2 c W + 2(o - y) x^T", "2(o - y) x^T", _PENALTY_OF),
    ),
    mal_rule(
        "penalty_subtracted",
        {"penalty_gradient": "-(2 c W)"},
        rank=Rank.RARE,
        example=Example(_PENALTY, "", "graph.gradient(W)", "2 c W + 2(o - y) x^T", "2(o - y) x^T - 2 c W", _PENALTY_OF),
    ),
    mal_rule(
        "penalty_factor_two_forgotten",
        {"penalty_gradient": "c W"},
        example=Example(_PENALTY, "", "graph.gradient(W)", "2 c W + 2(o - y) x^T", "c W + 2(o - y) x^T", _PENALTY_OF),
    ),
    mal_rule(
        "mean_taken_as_sum",
        {"mean_gradient": {"n": "1"}, "statistic_gradient": {"n": "1"}},
        example=Example(_ROWS, "", "graph.gradient(Z)", "(2/(n k)) (Z - Y)", "2(Z - Y)", _BATCH),
    ),
    mal_rule(
        "mean_taken_for_constant",
        {"statistic_gradient": "0 c", **_SHARES_FORGOTTEN},
        source="Ioffe and Szegedy 2015, section 2: gradients that ignore the normalisation",
        example=Example(
            "m = mean(x); c = x - m ones(n); l = norm(c - y)^2",
            "",
            "graph.gradient(x)",
            "2(c - y) - (2 sum(c - y)/n) ones(n)",
            "2(c - y)",
            {"x": "n x 1", "y": "n x 1"},
        ),
    ),
    mal_rule(
        "mean_over_rows_only",
        {"mean_gradient": {"n": "h"}},
        example=Example(_ROWS, "", "graph.gradient(Z)", "(2/(n k)) (Z - Y)", "(2/n) (Z - Y)", _BATCH),
    ),
    mal_rule(
        "mean_over_columns_only",
        {"mean_gradient": {"n": "w"}},
        rank=Rank.RARE,
        example=Example(_ROWS, "", "graph.gradient(Z)", "(2/(n k)) (Z - Y)", "(2/k) (Z - Y)", _BATCH),
    ),
    mal_rule(
        "sum_taken_as_mean",
        {
            "total_gradient": "c / n",
            "row_bias_gradient": "(G^T o) / sum(o)",
            "column_bias_gradient": "(G o) / sum(o)",
        },
        example=Example(
            _ROWS, "", "graph.gradient(b)", "(2/(n k)) (Z - Y)^T ones(n)", "(2/(n n k)) (Z - Y)^T ones(n)", _BATCH
        ),
    ),
    mal_rule(
        "squares_divided_by_rows",
        {"loss_gradient": "(2 c / sum(row_means(ones_like(o)))) (o - y)"},
        example=Example(
            "p = X w; l = norm(p - y)^2",
            "",
            "graph.gradient(w)",
            "2 X^T (p - y)",
            "(2/n) X^T (p - y)",
            {"X": "n x d", "w": "d x 1", "y": "n x 1"},
        ),
    ),
    mal_rule(
        "chain_stopped_early",
        {name: {"G": "L"} for name in ("weight_gradient", "row_weight_gradient", "bias_gradient")},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W1)",
            "(sigma'(o2) ⊙ (W2^T (sigma'(o5) ⊙ 2(o6 - y)))) x^T",
            "(sigma'(o5) ⊙ 2(o6 - y)) x^T",
        ),
    ),
    mal_rule(
        "input_not_transposed",
        {"weight_gradient": "G x", "row_weight_gradient": "x G"},
        example=Example(_ROWS, "", "graph.gradient(W)", "X^T ((2/(n k)) (Z - Y))", "X ((2/(n k)) (Z - Y))", _BATCH),
    ),
    mal_rule(
        "later_uses_forgotten",
        {"gradient_sum": "first"},
        example=Example(
            "a = tanh(x); r = a + W a; l = norm(r - y)^2",
            "",
            "graph.gradient(a)",
            "2 W^T (r - y) + 2(r - y)",
            "2 W^T (r - y)",
            _SKIP_OF,
        ),
    ),
    mal_rule(
        "earlier_uses_forgotten",
        {"gradient_sum": "last"},
        example=Example(
            "a = tanh(x); r = a + W a; l = norm(r - y)^2",
            "",
            "graph.gradient(a)",
            "2 W^T (r - y) + 2(r - y)",
            "2(r - y)",
            _SKIP_OF,
        ),
    ),
    mal_rule(
        "other_factor_forgotten",
        {"entry_factor_gradient": "G", "scalar_factor_gradient": "G"},
        example=Example(
            "a = sigmoid(x); o = a ⊙ b; l = norm(o - y)^2",
            "",
            "graph.gradient(a)",
            "b ⊙ 2(o - y)",
            "2(o - y)",
            {"x": "h x 1", "b": "h x 1", "y": "h x 1"},
        ),
    ),
    mal_rule(
        "minus_forgotten",
        {"subtrahend_gradient": "G"},
        example=Example(
            "o = a - b; l = norm(o - y)^2",
            "",
            "graph.gradient(b)",
            "-2(o - y)",
            "2(o - y)",
            {"a": "h x 1", "b": "h x 1", "y": "h x 1"},
        ),
    ),
    mal_rule(
        "constant_factor_forgotten",
        {"scaled_gradient": {"c": "1"}},
        example=Example(
            "s = 3 x; l = norm(s - y)^2", "", "graph.gradient(x)", "6(s - y)", "2(s - y)", {"x": "h x 1", "y": "h x 1"}
        ),
    ),
    mal_rule(
        "constant_factor_inverted",
        {"scaled_gradient": {"c": "1 / c"}, "weighted_gradient": {"c": "1 / c"}},
        rank=Rank.RARE,
        example=Example(
            "s = x / 4; l = norm(s - y)^2",
            "",
            "graph.gradient(x)",
            "1/2 (s - y)",
            "8(s - y)",
            {"x": "h x 1", "y": "h x 1"},
        ),
    ),
    mal_rule(
        "divisor_minus_forgotten",
        {"divisor_gradient": "(G ⊙ v) / B", "scalar_divisor_gradient": "sum(G ⊙ v) / B"},
        example=Example(
            "o = a / b; l = norm(o - y)^2",
            "",
            "graph.gradient(b)",
            "-((2(o - y) ⊙ o)/b)",
            "(2(o - y) ⊙ o)/b",
            {"a": "h x 1", "b": "h x 1", "y": "h x 1"},
        ),
    ),
)

GRADIENTS = (*LAYERS, *PROBABILITIES, *_OPERATIONS)
