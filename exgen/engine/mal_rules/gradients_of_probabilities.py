"""Mistakes in gradients of a graph's loss through softmax and sigmoid, and of cross-entropies."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

CLASSES = "z = W x + b; p = softmax(z); l = -sum(y ⊙ log(p))"
CLASSES_OF = {"W": "k x d", "x": "d x 1", "b": "k x 1", "y": "k x 1", "distributions": "y"}

PROBABILITIES = (
    mal_rule(
        "softmax_jacobian_diagonal",
        {
            "softmax_jacobian": "p ⊙ (1 - p) ⊙ G",
            "softmax_rows_jacobian": "p ⊙ (1 - p) ⊙ G",
            "softmax_cross_entropy_gradient": "c ((1 - p) ⊙ y)",
            "softmax_any_target_gradient": "c ((1 - p) ⊙ y)",
        },
        example=Example(
            "z = W x; p = softmax(z); l = norm(p - y)^2",
            "",
            "graph.gradient(z)",
            "(diag(p) - p p^T) (2(p - y))",
            "p ⊙ (1 - p) ⊙ 2(p - y)",
        ),
    ),
    mal_rule(
        "softmax_jacobian_term_forgotten",
        {"softmax_jacobian": "p ⊙ G", "softmax_rows_jacobian": "p ⊙ G"},
        rank=Rank.RARE,
        example=Example(
            "z = W x; p = softmax(z); l = norm(p - y)^2",
            "",
            "graph.gradient(z)",
            "(diag(p) - p p^T) (2(p - y))",
            "p ⊙ 2(p - y)",
        ),
    ),
    mal_rule(
        "softmax_jacobian_forgotten",
        {"softmax_jacobian": "G", "softmax_rows_jacobian": "G"},
        example=Example(
            "z = W x; p = softmax(z); l = norm(p - y)^2",
            "",
            "graph.gradient(W)",
            "(diag(p) - p p^T) (2(p - y)) x^T",
            "2(p - y) x^T",
        ),
    ),
    mal_rule(
        "probabilities_minus_target_reversed",
        {
            "softmax_cross_entropy_gradient": {"p": "y", "y": "p"},
            "softmax_any_target_gradient": "c (sum(y) p - y)",
            "sigmoid_cross_entropy_gradient": {"p": "y", "y": "p"},
        },
        example=Example(CLASSES, "", "graph.gradient(z)", "p - y", "y - p", CLASSES_OF),
    ),
    mal_rule(
        "target_left_out",
        {
            "softmax_cross_entropy_gradient": "-(c p)",
            "softmax_any_target_gradient": "-(c p)",
            "sigmoid_cross_entropy_gradient": "-(c p)",
        },
        example=Example(CLASSES, "", "graph.gradient(b)", "p - y", "p", CLASSES_OF),
    ),
    mal_rule(
        "probabilities_negated",
        {"softmax_cross_entropy_gradient": "c p", "sigmoid_cross_entropy_gradient": "c p"},
        rank=Rank.RARE,
        example=Example(CLASSES, "", "graph.gradient(z)", "p - y", "-p", CLASSES_OF),
    ),
    mal_rule(
        "activation_derivative_after_entropy",
        {
            "softmax_cross_entropy_gradient": "-(c (p ⊙ (1 - p) ⊙ (p - y)))",
            "softmax_any_target_gradient": "-(c (p ⊙ (1 - p) ⊙ (sum(y) p - y)))",
            "sigmoid_cross_entropy_gradient": "-(c (p ⊙ (1 - p) ⊙ (p - y)))",
        },
        example=Example(CLASSES, "", "graph.gradient(z)", "p - y", "p ⊙ (1 - p) ⊙ (p - y)", CLASSES_OF),
    ),
    mal_rule(
        "softmax_jacobian_after_entropy",
        {
            "softmax_cross_entropy_gradient": "-(c ((diag(p) - p p^T) (p - y)))",
            "softmax_any_target_gradient": "-(c ((diag(p) - p p^T) (sum(y) p - y)))",
        },
        rank=Rank.RARE,
        example=Example(CLASSES, "", "graph.gradient(z)", "p - y", "(diag(p) - p p^T) (p - y)", CLASSES_OF),
    ),
    mal_rule(
        "factor_two_for_entropy",
        {
            "softmax_cross_entropy_gradient": "-(2 c (p - y))",
            "softmax_any_target_gradient": "-(2 c (sum(y) p - y))",
            "sigmoid_cross_entropy_gradient": "-(2 c (p - y))",
        },
        rank=Rank.RARE,
        example=Example(CLASSES, "", "graph.gradient(z)", "p - y", "2(p - y)", CLASSES_OF),
    ),
    mal_rule(
        "minus_of_entropy_forgotten",
        {"entropy_gradient": "-(c (y / p))"},
        example=Example(CLASSES, "", "graph.gradient(p)", "-(y/p)", "y/p", CLASSES_OF),
    ),
    mal_rule(
        "second_term_of_entropy_forgotten",
        {"binary_cross_entropy_gradient": "c (y / p)"},
        example=Example(
            "z = W x; p = sigmoid(z); l = -sum(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))",
            "",
            "graph.gradient(p)",
            "(1 - y)/(1 - p) - y/p",
            "-(y/p)",
        ),
    ),
    mal_rule(
        "inner_minus_of_entropy_forgotten",
        {"binary_cross_entropy_gradient": "c (y / p + (1 - y) / (1 - p))"},
        example=Example(
            "z = W x; p = sigmoid(z); l = -sum(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))",
            "",
            "graph.gradient(p)",
            "(1 - y)/(1 - p) - y/p",
            "-(y/p + (1 - y)/(1 - p))",
        ),
    ),
)
