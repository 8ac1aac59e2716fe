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
        "Only what a layer reads and puts out was counted: a tensor that a later layer still reads is in memory too.",
        {"alive_at_once": "p"},
        rank=Rank.COMMON,
        example=Example(*_BLOCK, 'network.memory("largest_live")', "3200", "2400"),
    ),
    mal_rule(
        "nothing_freed",
        "Nothing was freed: without training a tensor is dropped when the last layer that reads it is done.",
        {"kept_at_inference": "T"},
        rank=Rank.COMMON,
        example=Example(*_BLOCK, 'network.memory("largest_live")', "3200", "5108"),
    ),
    mal_rule(
        "optimiser_forgotten",
        "What the optimiser keeps was left out: a velocity, or two moments, for each parameter.",
        {"training_numbers": {"s": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "7880"),
    ),
    mal_rule(
        "weight_gradients_forgotten",
        "The gradients of the parameters were left out: each parameter that is trained has one, of the same size.",
        {"training_numbers": {"g": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "11640"),
    ),
    mal_rule(
        "activations_not_kept",
        "The activations were left out: while training the input and what all layers put out are kept for gradients.",
        {"training_numbers": {"T": "0"}},
        rank=Rank.COMMON,
        example=Example(*_DENSE, 'network.training_memory("adam")', "15400", "15040"),
    ),
    mal_rule(
        "one_moment_counted",
        "One moment was left out: Adam keeps two numbers for each parameter, a mean of gradients and one of squares.",
        {"optimiser_state": {"k": "min(k, 1)"}},
        example=Example(*_DENSE, 'network.optimiser_memory("adam")', "7520", "3760"),
    ),
    mal_rule(
        "gradient_counted_as_state",
        "The gradient was counted as the optimiser's: what it keeps from step to step are velocities or moments.",
        {"optimiser_state": {"k": "k + 1"}},
        rank=Rank.RARE,
        example=Example(*_DENSE, 'network.optimiser_memory("adam")', "7520", "11280"),
    ),
)
