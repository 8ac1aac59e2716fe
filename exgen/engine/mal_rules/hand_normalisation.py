"""Mistakes in batch normalisation by hand, forward and back."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

HAND_NORMALISATION = (
    mal_rule(
        "variance_divided_by_one_less",
        {"feature_variances": {"N": "0"}},
        source="torch.nn.BatchNorm1d: the running variance divides by n - 1",
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.output(4)",
            "[[3],[7]]",
            "[[3.5858],[6.4142]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "divided_by_variance",
        {"normalised_values": {"V": "0"}},
        rank=Rank.COMMON,
        source='(z - m) / v with v the variance; "Bug Report", https://github.com/rinuboney/ladder/issues/17',
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[5]]",
            "network.output",
            "[[3],[7]]",
            "[[4],[6]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "epsilon_forgotten",
        {"normalised_values": {"E": "0"}},
        source='"Add eps to the variance in fixed_batch_normalization", https://github.com/chainer/chainer/pull/2214',
        example=Example(
            "BatchNorm1d(1, eps=3)",
            "[[1],[3]]",
            "network.output",
            "[[4],[6]]",
            "[[3],[7]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "scale_forgotten",
        {"scaled_and_shifted": {"W": "1"}},
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.output",
            "[[3],[7]]",
            "[[4],[6]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "shift_forgotten",
        {"scaled_and_shifted": {"B": "0"}},
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.output",
            "[[3],[7]]",
            "[[-2],[2]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "shifted_before_scaled",
        {"scaled_and_shifted": {"A": "0"}},
        rank=Rank.RARE,
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.output",
            "[[3],[7]]",
            "[[8],[12]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples"},
        ),
    ),
    mal_rule(
        "normalised_values_left_out",
        {"scale_gradient": {"V": "0"}},
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.layers[0].weight_gradient",
            "[[3]]",
            "[[5]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples", "gradient": "[[1],[4]]"},
        ),
    ),
    mal_rule(
        "statistics_held",
        {"normalisation_input_gradient": {"N": "0"}},
        rank=Rank.COMMON,
        source="Ioffe and Szegedy 2015, section 2: gradients that ignore the normalisation",
        example=Example(
            "BatchNorm1d(1, eps=0)",
            "[[1],[3]]",
            "network.input_gradient",
            "[[0],[0]]",
            "[[2],[8]]",
            {"0.weight": "2", "0.bias": "5", "rows": "examples", "gradient": "[[1],[4]]"},
        ),
    ),
)
