"""Mistakes with what is in memory at once: while layers run one after the other, and while they are trained."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_BLOCK = ("Conv2d(3, 8, 1); Residual(Conv2d(8, 16, 1); Conv2d(16, 8, 1)); Flatten(); Linear(200, 2)", "(3, 5, 5)")
"""Its tensors have 75, 200, 400, 200, 200, 200 and 2 values, of which 200 + 400 + 200 are there at once."""
_DENSE = ("Linear(20, 30); ReLU(); Linear(30, 10)", "(20)")
"""It learns 630 + 310 numbers, and has tensors of 20, 30, 30 and 10."""

TRAINING = (
    mal_rule(
        "waiting_tensors_forgotten",
        {"alive_at_once": "p"},
        rank=Rank.COMMON,
        example=Example(*_BLOCK, 'network.memory("largest_live")', "3200", "2400"),
    ),
    mal_rule(
        "nothing_freed",
        {"kept_at_inference": "T"},
        rank=Rank.COMMON,
        example=Example(*_BLOCK, 'network.memory("largest_live")', "3200", "5108"),
    ),
    mal_rule(
        "optimiser_forgotten",
        {"training_numbers": {"s": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "7880"),
    ),
    mal_rule(
        "weight_gradients_forgotten",
        {"training_numbers": {"g": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "11640"),
    ),
    mal_rule(
        "activations_not_kept",
        {"training_numbers": {"T": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "15040"),
    ),
    mal_rule(
        "one_moment_counted",
        {"optimiser_state": {"k": "min(k, 1)"}},
        example=Example(*_DENSE, 'network.optimiser_memory("adam")', "7520", "3760"),
    ),
    mal_rule(
        "gradient_counted_as_state",
        {"optimiser_state": {"k": "k + 1"}},
        rank=Rank.RARE,
        example=Example(*_DENSE, 'network.optimiser_memory("adam")', "7520", "11280"),
    ),
)
