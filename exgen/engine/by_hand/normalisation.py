"""Batch normalisation as in training: each feature by the mean and variance of the batch itself.

A *feature* is a column where rows are examples (BatchNorm1d), a channel of a single image's maps (BatchNorm2d). The
numbers of a feature stand in the matrices of one row that statistics are. Source: Ioffe & Szegedy (2015); torch divides
by the number of values for what it normalises with, not by one less.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from exgen.engine.by_hand.enclosures import Real, square_root, tidy
from exgen.engine.by_hand.matrices import RealMatrix
from exgen.engine.by_hand.rows import transposed
from exgen.engine.by_hand.tensors import MATRIX_AXES, axes_of, entries_of, on_entries
from exgen.errors import ExpressionError


def features(tensor: Any) -> list[tuple[Real, ...]]:
    """The values of each feature: columns of rows, or channels of maps.

    >>> features(((1, 2), (3, 4))), features((((1, 2), (3, 4)),))
    ([(1, 3), (2, 4)], [(1, 2, 3, 4)])
    """
    if axes_of(tensor) == MATRIX_AXES:
        return list(transposed(tensor))
    return [tuple(entries_of(matrix)) for matrix in tensor]


def by_feature(function: Callable[[Real, int], Real], tensor: Any) -> Any:
    """The tensor with a function of each entry and the number of its feature, from 0."""
    if axes_of(tensor) == MATRIX_AXES:
        return tuple([tuple([function(entry, place) for place, entry in enumerate(row)]) for row in tensor])
    return tuple(
        [
            on_entries(lambda entry, place=place: function(entry, place), matrix)  # type: ignore[misc]  # the place is bound as a default
            for place, matrix in enumerate(tensor)
        ]
    )


def means(tensor: Any) -> RealMatrix:
    """The mean of each feature, as a row.

    >>> means(((1, 2), (3, 5)))
    ((2, Fraction(7, 2)),)
    """
    return (tuple([tidy(sum(values) * Fraction(1, len(values))) for values in features(tensor)]),)


def variances(tensor: Any, centres: RealMatrix, is_whole: int = 1) -> RealMatrix:
    """The mean square distance from the mean, for each feature; unless it ``is_whole``, divided by one less.

    >>> variances(((1,), (3,)), ((2,),)), variances(((1,), (3,)), ((2,),), 0)
    (((1,),), ((2,),))
    """
    found = []
    for values, centre in zip(features(tensor), centres[0], strict=True):
        count = len(values) if is_whole else len(values) - 1
        if not count:
            raise ExpressionError("one_value", "the variance of a single value, divided by one less, is none")
        squares = [(value - centre) * (value - centre) for value in values]
        found.append(tidy(sum(squares) * Fraction(1, count)))
    return (tuple(found),)


def normalised(tensor: Any, centres: RealMatrix, spreads: RealMatrix, epsilon: Real, takes_root: int = 1) -> Any:
    """Each value less its mean, divided by the square root of variance and epsilon.

    Divided by that itself, unless it ``takes_root``. Raises ExpressionError where all values of a
    feature are equal and epsilon is 0.

    >>> normalised(((1,), (3,)), ((2,),), ((1,),), 0)
    ((-1,), (1,))
    """
    divisors = deviations(spreads, epsilon, takes_root)
    return by_feature(lambda entry, place: _divided(entry - centres[0][place], divisors[place]), tensor)


def deviations(spreads: RealMatrix, epsilon: Real, takes_root: int = 1) -> tuple[Real, ...]:
    """The square root of variance and epsilon, for each feature."""
    whole = [spread + epsilon for spread in spreads[0]]
    return tuple([square_root(value) if takes_root else value for value in whole])


def _divided(value: Real, divisor: Real) -> Real:
    if divisor == 0:
        raise ExpressionError("division_by_zero", "all values of a feature are equal: the variance is 0")
    return tidy(value / Fraction(divisor) if isinstance(divisor, int) else value / divisor)


def scaled_and_shifted(tensor: Any, scales: Any, shifts: Any, scales_first: int = 1) -> Any:
    """Each normalised value times its feature's scale (1 where there is none), and its shift added.

    Unless it ``scales_first``, the shift is added before.

    >>> scaled_and_shifted(((1, 2),), (3, 4), (10, 0))
    ((13, 8),)
    """

    def of(numbers: Any, place: int) -> Real:
        number: Real = numbers[place] if isinstance(numbers, tuple) else numbers
        return number

    def made(entry: Real, place: int) -> Real:
        scale, shift = of(scales, place), of(shifts, place)
        return tidy(entry * scale + shift if scales_first else (entry + shift) * scale)

    return by_feature(made, tensor)


def scale_gradient(normal: Any, gradient: Any, has_values: int = 1) -> RealMatrix:
    """The gradient with respect to each scale: the sum of gradient times normalised value, over the whole batch.

    Unless it ``has_values``, of the gradient alone.

    >>> scale_gradient(((-1,), (1,)), ((5,), (7,)))
    ((2,),)
    """
    sums = []
    for values, slopes in zip(features(normal), features(gradient), strict=True):
        sums.append(
            tidy(sum(slope * (value if has_values else 1) for value, slope in zip(values, slopes, strict=True)))
        )
    return (tuple(sums),)


def shift_gradient(gradient: Any, adds: int = 1) -> RealMatrix:
    """The gradient with respect to each shift: the sum over the whole batch; the mean unless it ``adds``.

    >>> shift_gradient(((5,), (7,)))
    ((12,),)
    """
    return (tuple([tidy(sum(slopes) * (1 if adds else Fraction(1, len(slopes)))) for slopes in features(gradient)]),)


def normalisation_input_gradient(
    normal: Any, gradient: Any, spreads: RealMatrix, epsilon: Real, scales: Any, is_whole: int = 1
) -> Any:
    """The gradient with respect to what is normalised: scale / deviation * (g - mean of g - x mean of g x).

    x are the normalised values. Unless it ``is_whole``, mean and variance are taken for constants, which leaves
    scale / deviation * g.

    >>> normalisation_input_gradient(((-1,), (1,)), ((5,), (7,)), ((1,),), 0, (3,))
    ((0,), (0,))
    """
    divisors = deviations(spreads, epsilon)
    count = len(features(normal)[0])
    slopes, pulls = shift_gradient(gradient)[0], scale_gradient(normal, gradient)[0]

    def factor(place: int) -> Real:
        scale: Real = scales[place] if isinstance(scales, tuple) else scales
        return _divided(scale, divisors[place])

    if not is_whole:
        return by_feature(lambda slope, place: tidy(slope * factor(place)), gradient)
    share = Fraction(1, count)
    pulled = by_feature(lambda value, place: (slopes[place] + value * pulls[place]) * share, normal)
    return _combined(gradient, pulled, factor)


def _combined(gradient: Any, pulled: Any, factor: Callable[[int], Real]) -> Any:
    left = iter(list(entries_of(pulled)))
    return by_feature(lambda slope, place: tidy((slope - next(left)) * factor(place)), gradient)
