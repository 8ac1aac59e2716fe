"""How softmax, cross-entropy and batch normalisation by hand are written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exgen.engine.by_hand.enclosures import Real
from exgen.engine.by_hand.matrices import RealMatrix
from exgen.engine.by_hand.normalisation import deviations, features
from exgen.engine.by_hand.notation import equals, latex, number, product_of_two, sum_of, term, whole
from exgen.engine.by_hand.probabilities import classes_of
from exgen.engine.by_hand.writing_gradients import OF_INPUT
from exgen.engine.written import Written

MOST_FEATURES = 3
"""So many features have lines of their own; the others are worked out in the same way."""


def written_softmax(value: RealMatrix, scores: RealMatrix, *_: object) -> Iterator[Written]:
    """The first row's powers and their sum, its first share, then all of them."""
    powers = [f"e^{{{number(score)}}}" for score in scores[0]]
    first = value[0][0]
    share = f"\\frac{{{powers[0]}}}{{{sum_of(powers)}}} {equals(first)} {number(first)}"
    yield Written("probability in row 1, column 1", share)
    yield Written("probabilities (softmax)", latex(value))


def written_cross_entropy(value: RealMatrix, probabilities: RealMatrix, targets: Any, *_: object) -> Iterator[Written]:
    """Minus the logarithm of each row's right class, and their mean."""
    classes = classes_of(targets, len(probabilities), len(probabilities[0]))
    logarithms = [f"-\\ln {term(row[right])}" for row, right in zip(probabilities, classes, strict=True)]
    total = logarithms[0] if len(classes) == 1 else f"\\frac{{1}}{{{len(classes)}}} ({' '.join(logarithms)})"
    yield Written("cross-entropy", f"{total} {equals(value)} {number(value[0][0])}")


def written_cross_entropy_gradient(value: RealMatrix, probabilities: RealMatrix, *_: object) -> Iterator[Written]:
    """Probabilities less 1 at the right class, divided by the number of rows."""
    rows = f", divided by {len(probabilities)} rows" if len(probabilities) > 1 else ""
    yield Written(f"{OF_INPUT}: probabilities less 1 at the right class{rows}", latex(value))


def written_softmax_gradient(value: RealMatrix, probabilities: RealMatrix, gradient: Any, *_: Any) -> Iterator[Written]:
    """The mean of the gradient that is taken off, then the whole."""
    pairs = list(zip(probabilities[0], gradient[0], strict=True))
    middle = sum(one * other for one, other in pairs)
    products = sum_of([product_of_two(one, other) for one, other in pairs])
    yield Written("sum of $p_j g_j$ in row 1", f"{products} {equals(middle)} {number(middle)}")
    yield Written(f"{OF_INPUT}, $p_i (g_i - \\textstyle\\sum_j p_j g_j)$", latex(value))


def written_means(value: RealMatrix, tensor: Any) -> Iterator[Written]:
    """Each feature's mean."""
    for name, values, mean in _told(tensor, value):
        total = sum_of([term(entry) for entry in values])
        yield Written(f"mean{name}", f"\\mu = \\frac{{{total}}}{{{len(values)}}} {equals(mean)} {number(mean)}")


def written_variances(value: RealMatrix, tensor: Any, centres: RealMatrix, *_: object) -> Iterator[Written]:
    """Each feature's variance, from the distances to its mean."""
    for (name, values, variance), centre in zip(_told(tensor, value), centres[0], strict=False):
        total = sum_of([f"{term(entry - centre)}^2" for entry in values])
        result = f"{equals(variance)} {number(variance)}"
        yield Written(f"variance{name}", f"\\sigma^2 = \\frac{{{total}}}{{{len(values)}}} {result}")


def written_normalised(
    value: Any, tensor: Any, centres: RealMatrix, spreads: RealMatrix, epsilon: Real, *_: object
) -> Iterator[Written]:
    """Each feature's divisor, then the normalised values."""
    del centres
    divisors = _told(tensor, (deviations(spreads, epsilon),))
    for (name, _values, divisor), spread in zip(divisors, spreads[0], strict=False):
        inside = number(spread) if epsilon == 0 else f"{number(spread)} + {number(epsilon)}"
        yield Written(
            f"square root of variance and epsilon{name}", f"\\sqrt{{{inside}}} {equals(divisor)} {number(divisor)}"
        )
    yield from whole("normalised values, $(x - \\mu) / \\sqrt{\\sigma^2 + \\epsilon}$", value)


def written_scaled(value: Any, *_: object) -> Iterator[Written]:
    """The output."""
    yield from whole("output, normalised values scaled and shifted", value)


def written_scale_gradient(value: RealMatrix, normal: Any, gradient: Any, *_: object) -> Iterator[Written]:
    """Gradient times normalised value, added up over the batch."""
    slopes = features(gradient)
    for index, (name, values, total) in enumerate(_told(normal, value)):
        products = sum_of([product_of_two(one, other) for one, other in zip(slopes[index], values, strict=True)])
        yield Written(f"gradient with respect to $\\gamma${name}", f"{products} {equals(total)} {number(total)}")


def written_shift_gradient(value: RealMatrix, gradient: Any, *_: object) -> Iterator[Written]:
    """The gradient, added up over the batch."""
    for name, slopes, total in _told(gradient, value):
        terms = sum_of([term(slope) for slope in slopes])
        yield Written(f"gradient with respect to $\\beta${name}", f"{terms} {equals(total)} {number(total)}")


def written_normalisation_gradient(value: Any, normal: Any, *_: object) -> Iterator[Written]:
    """The formula, with how many values a feature has, and what comes out."""
    count = len(features(normal)[0])
    formula = f"\\frac{{\\gamma}}{{\\sqrt{{\\sigma^2 + \\epsilon}}}} \\left(g - \\frac{{1}}{{{count}}} \\sum g - "
    yield Written(f"{OF_INPUT}, $x$ being normalised values", f"{formula}\\frac{{x}}{{{count}}} \\sum g x\\right)")
    yield from whole(OF_INPUT, value)


def _told(tensor: Any, results: Any) -> Iterator[tuple[str, tuple[Real, ...], Real]]:
    """The first features: their names (none for an only one), values and what was made of them."""
    found = features(tensor)
    for index, values in list(enumerate(found))[:MOST_FEATURES]:
        yield (f" of feature {index + 1}" if len(found) > 1 else ""), values, results[0][index]


def written_unfolded(value: RealMatrix, *_: object) -> Iterator[Written]:
    """The matrix."""
    yield Written("a column for each position of the kernel", latex(value))


def written_toeplitz(value: RealMatrix, *_: object) -> Iterator[Written]:
    """The matrix."""
    yield Written("a row for each output value, a column for each input value", latex(value))


def written_scores(value: RealMatrix, queries: RealMatrix, keys: RealMatrix, *_: object) -> Iterator[Written]:
    """The first query's first score, then all of them."""
    products = sum_of([product_of_two(one, other) for one, other in zip(queries[0], keys[0], strict=True)])
    first = value[0][0]
    line = f"\\frac{{{products}}}{{\\sqrt{{{len(keys[0])}}}}} {equals(first)} {number(first)}"
    yield Written("score of query 1 and key 1", line)
    yield Written("scores, $Q K^T / \\sqrt{d}$", latex(value))


def written_attended(value: RealMatrix, shares: RealMatrix, values: RealMatrix) -> Iterator[Written]:
    """The product of shares and values."""
    yield Written("output, shares times values", f"{latex(shares)} {latex(values)} {equals(value)} {latex(value)}")
