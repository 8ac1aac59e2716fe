"""Sequences: embeddings, recurrent layers, attention.

Letters as elsewhere, and
    L E        places of the sequence, features at each place
    V F        numbers that a token can be; features of the hidden dense layer
    G H N R    gates of a cell, size of its state, layers on top of each other, 1 if there are two directions, else 0
    N          of attention the heads;  w_A b_A M_A A_A  the counts of the attention in a block

A recurrent layer's gate has a matrix and a vector of biases for the input, and both for the state, as in PyTorch; so
a gate's entry sums F_in + H products and two biases. Layers above the first read the states of all directions.

Attention: three projections of every place and one at the end, E * E each; every place's query times every place's
key, E products for all heads together, and as many for the weighted sum of values. Source: Vaswani et al., "Attention
is all you need" (2017), section 3.2; ``torch.nn.LSTM``, ``torch.nn.MultiheadAttention``.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

_CELL = ("G", "H", "N", "R")
_ONE_WAY: dict[str, tuple[int, ...]] = {"N": (1,), "R": (0,), "G": (1,)}

SEQUENCES = (
    Rule("embedding_weights", "w", ("V", "E"), "V E"),
    Rule("recurrent_features", "F_out", ("H", "R"), "(1 + R) H", {"R": (0,)}),
    Rule(
        "recurrent_weights",
        "w",
        ("F_in", *_CELL),
        "G (1 + R) H (F_in + H + (N - 1) ((1 + R) H + H))",
        _ONE_WAY,
    ),
    Rule("recurrent_biases", "b", ("B", *_CELL), "2 B G (1 + R) N H", {**_ONE_WAY, **BIAS}),
    Rule("recurrent_multiplications", "M", ("L", "w"), "L w"),
    Rule(
        "recurrent_additions",
        "A",
        ("L", "w", "B", *_CELL),
        "L (w + (2B - 1) G (1 + R) N H)",
        _ONE_WAY,
    ),
    Rule("attention_weights", "w", ("E",), "4 E^2"),
    Rule("attention_biases", "b", ("E", "B"), "4 B E", BIAS),
    Rule("attention_multiplications", "M", ("L", "E"), "4 L E^2 + 2 L^2 E"),
    Rule(
        "attention_additions",
        "A",
        ("L", "E", "N", "B"),
        "4 L E (E - 1 + B) + L^2 (E - N) + L E (L - 1)",
    ),
    Rule("encoder_weights", "w", ("w_A", "E", "F"), "w_A + 2 E F + 2 E"),
    Rule("encoder_biases", "b", ("b_A", "E", "F", "B"), "b_A + B (F + 3 E)", BIAS),
    Rule("encoder_multiplications", "M", ("M_A", "L", "E", "F"), "M_A + 2 L E F"),
    Rule(
        "encoder_additions",
        "A",
        ("A_A", "L", "E", "F", "B"),
        "A_A + L F (E - 1 + B) + L E (F - 1 + B)",
    ),
    Rule("length_with_token", "L", ("L",), "L + 1"),
    Rule("token_weights", "w", ("E", "L"), "E"),
    Rule("position_weights", "w", ("L", "E"), "L E"),
)
