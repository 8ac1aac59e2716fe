"""Sequences: embeddings, recurrent layers, attention.

Letters as elsewhere, and
    L E        places of the sequence, features at each place
    V F        numbers that a token can be; features of the hidden dense layer
    G H N R    gates of a cell, size of its state, layers on top of each other, 1 if there are two directions, else 0
    P          features that a state of an LSTM is projected to
    N          of attention the heads;  w_A b_A M_A A_A U_A  the counts of the attention in a block
    E_k E_v    of attention the features of keys and values, where they are others;  L_k  how many keys there are
    A Z        1 if attention learns a key and a value more, if zeros are put behind both

A recurrent layer's gate has a matrix and a vector of biases for the input, and both for the state, as in PyTorch; so
a gate's entry sums F_in + H products and two biases. Layers above the first read the states of all directions. Where
states are projected, gates read P features of them, and each of the P sums H products, without a bias.

Attention: three projections of every place and one at the end, E * E each; every place's query times every place's
key, E products for all heads together, and as many for the weighted sum of values. Source: Vaswani et al., "Attention
is all you need" (2017), section 3.2; ``torch.nn.LSTM``, ``torch.nn.MultiheadAttention``.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

_CELL = ("G", "H", "N", "R")
_ONE_WAY: dict[str, tuple[int, ...]] = {"N": (1,), "R": (0,), "G": (1,)}
_WIDE = ("E", "E_k", "E_v")
_NONE_MORE: dict[str, tuple[int, ...]] = {"A": (0,), "Z": (0,)}
_BESIDE: dict[str, tuple[int, ...]] = {"A": (0,), **BIAS}

SEQUENCES = (
    Rule("embedding_weights", "w", ("V", "E"), "V E"),
    Rule("recurrent_features", "F_out", ("H", "R"), "(1 + R) H", {"R": (0,)}, glosses="cell"),
    Rule(
        "recurrent_weights",
        "w",
        ("F_in", *_CELL),
        "G (1 + R) H (F_in + H + (N - 1) ((1 + R) H + H))",
        _ONE_WAY,
        glosses="cell",
    ),
    Rule("recurrent_biases", "b", ("B", *_CELL), "2 B G (1 + R) N H", {**_ONE_WAY, **BIAS}, glosses="cell"),
    Rule("recurrent_multiplications", "M", ("L", "w"), "L w", glosses="cell"),
    Rule(
        "recurrent_additions",
        "A",
        ("L", "w", "B", *_CELL),
        "L (w + (2B - 1) G (1 + R) N H)",
        _ONE_WAY,
        glosses="cell",
    ),
    Rule("projected_features", "F_out", ("P", "R"), "(1 + R) P", {"R": (0,)}, glosses="cell"),
    Rule(
        "projected_weights",
        "w",
        ("F_in", *_CELL, "P"),
        "G (1 + R) H (F_in + P + (N - 1) ((1 + R) P + P)) + (1 + R) N P H",
        _ONE_WAY,
        glosses="cell",
    ),
    Rule(
        "projected_additions",
        "A",
        ("L", "w", "B", *_CELL, "P"),
        "L (w + (2B - 1) G (1 + R) N H - (1 + R) N P)",
        _ONE_WAY,
        glosses="cell",
    ),
    Rule(
        "recurrent_bias_additions", "U", ("L", "B", *_CELL), "2 B L G (1 + R) N H", {**_ONE_WAY, **BIAS}, glosses="cell"
    ),
    Rule("attention_weights", "w", ("E",), "4 E^2", glosses="attention"),
    Rule("attention_biases", "b", ("E", "B"), "4 B E", BIAS, glosses="attention"),
    Rule("attention_multiplications", "M", ("L", "E"), "4 L E^2 + 2 L^2 E", glosses="attention"),
    Rule(
        "attention_additions",
        "A",
        ("L", "E", "N", "B"),
        "4 L E (E - 1 + B) + L^2 (E - N) + L E (L - 1)",
        glosses="attention",
    ),
    Rule("attention_keys", "L_k", ("L", "A", "Z"), "L + A + Z", _NONE_MORE, glosses="attention"),
    Rule("wide_attention_weights", "w", _WIDE, "2 E^2 + E (E_k + E_v)", glosses="attention"),
    Rule("wide_attention_biases", "b", ("E", "A", "B"), "4 B E + 2 A E", _BESIDE, glosses="attention"),
    Rule(
        "wide_attention_multiplications",
        "M",
        ("L", "L_k", *_WIDE),
        "L E (2 E + E_k + E_v) + 2 L L_k E",
        glosses="attention",
    ),
    Rule(
        "wide_attention_additions",
        "A",
        ("L", "L_k", *_WIDE, "N", "B"),
        "L E (2 E + E_k + E_v - 4 + 4 B) + L L_k (E - N) + L E (L_k - 1)",
        glosses="attention",
    ),
    Rule("attention_bias_additions", "U", ("L", "E", "B"), "4 B L E", BIAS, glosses="attention"),
    Rule("encoder_weights", "w", ("w_A", "E", "F"), "w_A + 2 E F + 2 E", glosses="attention"),
    Rule("encoder_biases", "b", ("b_A", "E", "F", "B"), "b_A + B (F + 3 E)", BIAS, glosses="attention"),
    Rule("encoder_multiplications", "M", ("M_A", "L", "E", "F"), "M_A + 2 L E F", glosses="attention"),
    Rule(
        "encoder_additions",
        "A",
        ("A_A", "L", "E", "F", "B"),
        "A_A + L F (E - 1 + B) + L E (F - 1 + B)",
        glosses="attention",
    ),
    Rule("encoder_bias_additions", "U", ("U_A", "L", "E", "F", "B"), "U_A + B L (F + E)", BIAS, glosses="attention"),
    Rule("counted_multiplications", "M", ("M",), "M"),
    Rule("length_with_token", "L", ("L",), "L + 1"),
    Rule("token_weights", "w", ("E", "L"), "E"),
    Rule("position_weights", "w", ("L", "E"), "L E"),
)
