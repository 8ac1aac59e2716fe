"""Softmax, cross-entropy and batch normalisation by hand, and convolutions as products of matrices.

Letters
    M G        what goes in; the gradient of the loss with respect to what comes out
    T          the right class of each row, from 0
    m v E      the mean and the variance of each feature, and epsilon;  W B  scales and shifts
    K S P D    as for sizes, one number for each axis

The other letters are 1 (A of ``cross_entropy`` 0). A mistake changes them: in ``softmax`` E takes powers of e, R goes
along rows; in ``cross_entropy`` N is minus, V the mean, A all classes; in its gradient A subtracts 1, R keeps the sign,
N divides. Scores of attention are divided by the root of d where A is 1, not at all where it is 0, by d where it is 2.
Of batch normalisation N divides by n, V takes the root or the values, A scales before it shifts. Of matrices U keeps
them upright, R reads windows row by row, A leaves zeros for the input that a kernel passes over.

Sources: ``torch.nn.CrossEntropyLoss``, ``BatchNorm1d``, ``functional.unfold``,
``functional.scaled_dot_product_attention``; Ioffe & Szegedy (2015).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from exgen.engine.by_hand.attention import attended, attention_scores
from exgen.engine.by_hand.normalisation import (
    means,
    normalisation_input_gradient,
    normalised,
    scale_gradient,
    scaled_and_shifted,
    shift_gradient,
    variances,
)
from exgen.engine.by_hand.probabilities import cross_entropy, cross_entropy_gradient, softmax, softmax_gradient
from exgen.engine.by_hand.unfolding import toeplitz, unfolded
from exgen.engine.by_hand.writing_statistics import (
    written_attended,
    written_cross_entropy,
    written_cross_entropy_gradient,
    written_means,
    written_normalisation_gradient,
    written_normalised,
    written_scale_gradient,
    written_scaled,
    written_scores,
    written_shift_gradient,
    written_softmax,
    written_softmax_gradient,
    written_toeplitz,
    written_unfolded,
    written_variances,
)
from exgen.engine.missing import or_missing
from exgen.engine.rules.rule import Rule

EQUALS = (
    Rule("unfolded_rows", "R", ("C_in", "K"), "C_in * product(K)"),
    Rule("unfolded_columns", "N", ("X", "I"), "product(X)"),
    Rule("equal_kernel", "K", ("H",), "H", is_told=True),
)
"""Sizes: of matrices that convolutions are, and of the kernel that a dense layer is; I are the sides of the input."""


def _rule(
    name: str, letters: str, computed: Callable[..., Any], written: Callable[..., Any], result: str = "O"
) -> Rule:
    return Rule(name, result, tuple(letters.split()), computed=or_missing(computed), written=written)


HAND_STATISTICS = (
    _rule("softmax", "M E R", softmax, written_softmax),
    _rule("softmax_gradient", "M G N", softmax_gradient, written_softmax_gradient, "G"),
    _rule("cross_entropy", "M T N V A", cross_entropy, written_cross_entropy, "L"),
    _rule("cross_entropy_gradient", "M T G A R N", cross_entropy_gradient, written_cross_entropy_gradient, "G"),
    _rule("feature_means", "M", means, written_means, "m"),
    _rule("feature_variances", "M m N", variances, written_variances, "v"),
    _rule("normalised_values", "M m v E V", normalised, written_normalised),
    _rule("scaled_and_shifted", "M W B A", scaled_and_shifted, written_scaled),
    _rule("scale_gradient", "M G V", scale_gradient, written_scale_gradient, "G"),
    _rule("shift_gradient", "G A", shift_gradient, written_shift_gradient, "G"),
    _rule(
        "normalisation_input_gradient",
        "M G v E W N",
        normalisation_input_gradient,
        written_normalisation_gradient,
        "G",
    ),
    _rule("attention_scores", "M W A", attention_scores, written_scores, "S"),
    _rule("attended", "M W", attended, written_attended),
    _rule("unfolded", "M K S D U R", unfolded, written_unfolded, "M"),
    _rule("toeplitz", "W M S P D U A", toeplitz, written_toeplitz, "T"),
)
