"""How softmax, cross-entropy and batch normalisation by hand are written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exgen.engine.by_hand.enclosures import Real
from exgen.engine.by_hand.matrices import RealMatrix
from exgen.engine.by_hand.normalisation import deviations, features
from exgen.engine.by_hand.notation import equals, latex, number, product_of_two, sum_of, term, whole
from exgen.engine.by_hand.probabilities import classes_of
from exgen.engine.wording import said
from exgen.engine.written import Written

MOST_FEATURES = 3
"""So many features have lines of their own; the others are worked out in the same way."""


def written_softmax(value: RealMatrix, scores: RealMatrix, *_: object) -> Iterator[Written]:
    """The first row's powers and their sum, its first share, then all of them."""
    powers = [f"e^{{{number(score)}}}" for score in scores[0]]
    first = value[0][0]
    share = f"\\frac{{{powers[0]}}}{{{sum_of(powers)}}} {equals(first)} {number(first)}"
    yield Written(said("first_probability"), share)
    yield Written(said("probabilities"), latex(value))


def written_cross_entropy(value: RealMatrix, probabilities: RealMatrix, targets: Any, *_: object) -> Iterator[Written]:
    """Minus the logarithm of each row's right class, and their mean."""
    classes = classes_of(targets, len(probabilities), len(probabilities[0]))
    logarithms = [f"-\\ln {term(row[right])}" for row, right in zip(probabilities, classes, strict=True)]
    total = logarithms[0] if len(classes) == 1 else f"\\frac{{1}}{{{len(classes)}}} ({' '.join(logarithms)})"
    yield Written(said("cross_entropy"), f"{total} {equals(value)} {number(value[0][0])}")


def written_cross_entropy_gradient(value: RealMatrix, probabilities: RealMatrix, *_: object) -> Iterator[Written]:
    """Probabilities less 1 at the right class, divided by the number of rows."""
    rows = len(probabilities)
    title = said("less_right_class_in_rows", number=rows) if rows > 1 else said("less_right_class")
    yield Written(title, latex(value))


def written_softmax_gradient(value: RealMatrix, probabilities: RealMatrix, gradient: Any, *_: Any) -> Iterator[Written]:
    """The mean of the gradient that is taken off, then the whole."""
    pairs = list(zip(probabilities[0], gradient[0], strict=True))
    middle = sum(one * other for one, other in pairs)
    products = sum_of([product_of_two(one, other) for one, other in pairs])
    yield Written(said("sum_in_first_row", formula="$p_j g_j$"), f"{products} {equals(middle)} {number(middle)}")
    yield Written(said("of_input_as", formula="$p_i (g_i - \\textstyle\\sum_j p_j g_j)$"), latex(value))


def written_means(value: RealMatrix, tensor: Any) -> Iterator[Written]:
    """Each feature's mean."""
    for feature, values, mean in _told(tensor, value):
        total = sum_of([term(entry) for entry in values])
        yield Written(
            _of_feature(said("mean"), feature),
            f"\\mu = \\frac{{{total}}}{{{len(values)}}} {equals(mean)} {number(mean)}",
        )


def written_variances(value: RealMatrix, tensor: Any, centres: RealMatrix, *_: object) -> Iterator[Written]:
    """Each feature's variance, from the distances to its mean."""
    for (feature, values, variance), centre in zip(_told(tensor, value), centres[0], strict=False):
        total = sum_of([f"{term(entry - centre)}^2" for entry in values])
        result = f"{equals(variance)} {number(variance)}"
        yield Written(
            _of_feature(said("variance"), feature), f"\\sigma^2 = \\frac{{{total}}}{{{len(values)}}} {result}"
        )


def written_normalised(
    value: Any, tensor: Any, centres: RealMatrix, spreads: RealMatrix, epsilon: Real, *_: object
) -> Iterator[Written]:
    """Each feature's divisor, then the normalised values."""
    del centres
    divisors = _told(tensor, (deviations(spreads, epsilon),))
    for (feature, _values, divisor), spread in zip(divisors, spreads[0], strict=False):
        inside = number(spread) if epsilon == 0 else f"{number(spread)} + {number(epsilon)}"
        yield Written(
            _of_feature(said("deviation"), feature), f"\\sqrt{{{inside}}} {equals(divisor)} {number(divisor)}"
        )
    yield from whole(said("normalised_as", formula="$(x - \\mu) / \\sqrt{\\sigma^2 + \\epsilon}$"), value)


def written_scaled(value: Any, *_: object) -> Iterator[Written]:
    """The output."""
    yield from whole(said("scaled"), value)


def written_scale_gradient(value: RealMatrix, normal: Any, gradient: Any, *_: object) -> Iterator[Written]:
    """Gradient times normalised value, added up over the batch."""
    slopes = features(gradient)
    for index, (feature, values, total) in enumerate(_told(normal, value)):
        products = sum_of([product_of_two(one, other) for one, other in zip(slopes[index], values, strict=True)])
        yield Written(
            _of_feature(said("with_respect_to", formula="$\\gamma$"), feature),
            f"{products} {equals(total)} {number(total)}",
        )


def written_shift_gradient(value: RealMatrix, gradient: Any, *_: object) -> Iterator[Written]:
    """The gradient, added up over the batch."""
    for feature, slopes, total in _told(gradient, value):
        terms = sum_of([term(slope) for slope in slopes])
        yield Written(
            _of_feature(said("with_respect_to", formula="$\\beta$"), feature),
            f"{terms} {equals(total)} {number(total)}",
        )


def written_normalisation_gradient(value: Any, normal: Any, *_: object) -> Iterator[Written]:
    """The formula, with how many values a feature has, and what comes out."""
    count = len(features(normal)[0])
    formula = f"\\frac{{\\gamma}}{{\\sqrt{{\\sigma^2 + \\epsilon}}}} \\left(g - \\frac{{1}}{{{count}}} \\sum g - "
    yield Written(said("of_normalised_as", formula="$x$"), f"{formula}\\frac{{x}}{{{count}}} \\sum g x\\right)")
    yield from whole(said("of_input"), value)


def _told(tensor: Any, results: Any) -> Iterator[tuple[int, tuple[Real, ...], Real]]:
    """The first features: their numbers (0 for an only one), values and what was made of them."""
    found = features(tensor)
    for index, values in list(enumerate(found))[:MOST_FEATURES]:
        yield (index + 1 if len(found) > 1 else 0), values, results[0][index]


def _of_feature(what: str, feature: int) -> str:
    return said("of_feature", what=what, number=feature) if feature else what


def written_unfolded(value: RealMatrix, *_: object) -> Iterator[Written]:
    """The matrix."""
    yield Written(said("unfolded"), latex(value))


def written_toeplitz(value: RealMatrix, *_: object) -> Iterator[Written]:
    """The matrix."""
    yield Written(said("toeplitz"), latex(value))


def written_scores(value: RealMatrix, queries: RealMatrix, keys: RealMatrix, *_: object) -> Iterator[Written]:
    """The first query's first score, then all of them."""
    products = sum_of([product_of_two(one, other) for one, other in zip(queries[0], keys[0], strict=True)])
    first = value[0][0]
    line = f"\\frac{{{products}}}{{\\sqrt{{{len(keys[0])}}}}} {equals(first)} {number(first)}"
    yield Written(said("first_score"), line)
    yield Written(said("scores_as", formula="$Q K^T / \\sqrt{d}$"), latex(value))


def written_attended(value: RealMatrix, shares: RealMatrix, values: RealMatrix) -> Iterator[Written]:
    """The product of shares and values."""
    yield Written(said("attended"), f"{latex(shares)} {latex(values)} {equals(value)} {latex(value)}")
