"""Mistakes with memory: batches, bytes and units."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import mal_rule

_OTHER_UNIT = (
    "where({0} % 2^30 == 0, {0} / 2^30 * 10^9, where({0} % 10^9 == 0, {0} / 10^9 * 2^30, "
    "where({0} % 2^20 == 0, {0} / 2^20 * 10^6, where({0} % 10^6 == 0, {0} / 10^6 * 2^20, {0}))))"
)

MEMORY = (
    mal_rule(
        "batch_forgotten",
        "The batch was left out: every example of the batch has activations of its own.",
        {"activations": {"N": "1"}, "feature_activations": {"N": "1"}},
    ),
    mal_rule(
        "channels_of_activations_forgotten",
        "The channels were left out: each channel has a map of values of its own.",
        {"activations": {"C": "1"}},
    ),
    mal_rule(
        "one_side_of_activations_forgotten",
        "One side of the map was left out: it has a value in each of its rows and columns.",
        {"activations": "N * C * product(X) / X[-1]"},
    ),
    mal_rule(
        "bits_for_bytes",
        "Bits were counted for bytes: a byte has 8 bits, so a number of 32 bits takes 4 bytes.",
        {"bytes": {"b": "8b"}},
    ),
    mal_rule(
        "numbers_for_bytes",
        "Numbers were counted for bytes: each of them takes several bytes, 4 where it has 32 bits.",
        {"bytes": {"b": "1"}},
    ),
    mal_rule(
        "decimal_for_binary_unit",
        "Another unit was used: thousands were taken for 2^10 = 1024, or the other way round.",
        {"in_unit": {"U": _OTHER_UNIT.format("U")}, "largest_batch": {"R": _OTHER_UNIT.format("R")}},
    ),
    mal_rule(
        "output_alone_kept",
        "Only one of the two tensors was counted: while a layer works, its input and its output are both in memory.",
        {"kept_pair": "max(A_in, A_out)"},
    ),
    mal_rule(
        "gradients_forgotten",
        "The gradients were left out: each activation that is kept has one, of the same size.",
        {"with_gradients": "T"},
    ),
    mal_rule(
        "batch_rounded_up",
        "The quotient was rounded up: the last example no longer fits whole, so it is rounded down.",
        {"largest_batch": "ceil(R / M)"},
    ),
)
