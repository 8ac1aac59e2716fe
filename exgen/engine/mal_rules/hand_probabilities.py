"""Mistakes in softmax, cross-entropy and attention by hand."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

HAND_PROBABILITIES = (
    mal_rule(
        "powers_forgotten",
        {"softmax": {"E": "0"}},
        source='"fix softmax": "It only scales the value smaller", https://github.com/gcgibson/NTM/pull/1',
        example=Example(
            "Softmax(dim=1)",
            "[[2,1,0]]",
            "network.output(4)",
            "[[0.6652,0.2447,0.0900]]",
            "[[0.6667,0.3333,0]]",
            {"rows": "examples"},
        ),
    ),
    mal_rule(
        "softmax_over_columns",
        {"softmax": {"R": "0"}},
        source="torch.nn.functional.softmax warns of a dim that is not given",
        example=Example(
            "Softmax(dim=1)",
            "[[2,0],[0,0]]",
            "network.output(4)",
            "[[0.8808,0.1192],[0.5,0.5]]",
            "[[0.8808,0.5],[0.1192,0.5]]",
            {"rows": "examples"},
        ),
    ),
    mal_rule(
        "other_scores_held",
        {"softmax_gradient": {"N": "0"}},
        source='o_b (1 - o_b) alone; "Backpropagation with Softmax / Cross Entropy", '
        "https://stats.stackexchange.com/questions/235528/backpropagation-with-softmax-cross-entropy",
        example=Example(
            "Softmax(dim=1)",
            "[[0,0]]",
            "network.input_gradient",
            "[[1/4,-1/4]]",
            "[[1/4,0]]",
            {"gradient": "[[1,0]]", "rows": "examples"},
        ),
    ),
    mal_rule(
        "minus_of_logarithm_forgotten",
        {"cross_entropy": {"N": "0"}},
        rank=Rank.COMMON,
        source='log(1/3) for -log(1/3); "neural-networks-case-study.md - loss mistake", '
        "https://github.com/cs231n/cs231n.github.io/pull/244",
        example=Example(
            "CrossEntropyLoss()",
            "[[2,1,0]]",
            "network.output(4)",
            "[[0.4076]]",
            "[[-0.4076]]",
            {"0.target": "0", "rows": "examples"},
        ),
    ),
    mal_rule(
        "all_classes_in_loss",
        {"cross_entropy": {"A": "1"}},
        example=Example(
            "CrossEntropyLoss()",
            "[[2,1,0]]",
            "network.output(4)",
            "[[0.4076]]",
            "[[4.2228]]",
            {"0.target": "0", "rows": "examples"},
        ),
    ),
    mal_rule(
        "one_not_subtracted",
        {"cross_entropy_gradient": {"A": "0"}},
        rank=Rank.COMMON,
        source="CS231n, a minimal network: dscores[range(num_examples), y] -= 1",
        example=Example(
            "CrossEntropyLoss()",
            "[[0,0]]",
            "network.input_gradient",
            "[[-1/2,1/2]]",
            "[[1/2,1/2]]",
            {"0.target": "0", "rows": "examples"},
        ),
    ),
    mal_rule(
        "loss_gradient_reversed",
        {"cross_entropy_gradient": {"R": "0"}},
        example=Example(
            "CrossEntropyLoss()",
            "[[0,0]]",
            "network.input_gradient",
            "[[-1/2,1/2]]",
            "[[1/2,-1/2]]",
            {"0.target": "0", "rows": "examples"},
        ),
    ),
    mal_rule(
        "scores_not_scaled",
        {"attention_scores": {"A": "0"}},
        rank=Rank.COMMON,
        source="Luong, Pham and Manning 2015: products as scores are not scaled",
        example=Example(
            "ScaledDotProductAttention(4, 1)",
            "[[1,1,1,1]]",
            "network.layers[0].attention_scores",
            "[[2,0]]",
            "[[4,0]]",
            {"0.key": "[[1,1,1,1],[1,-1,1,-1]]", "0.value": "[[1],[0]]", "rows": "examples"},
        ),
    ),
    mal_rule(
        "divided_by_dimension",
        {"attention_scores": {"A": "2"}},
        example=Example(
            "ScaledDotProductAttention(4, 1)",
            "[[1,1,1,1]]",
            "network.layers[0].attention_scores",
            "[[2,0]]",
            "[[1,0]]",
            {"0.key": "[[1,1,1,1],[1,-1,1,-1]]", "0.value": "[[1],[0]]", "rows": "examples"},
        ),
    ),
)
