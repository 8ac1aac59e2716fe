"""Softmax and cross-entropy on rows of scores, one for each example, as torch.nn.Softmax and CrossEntropyLoss do."""

from __future__ import annotations

from fractions import Fraction

from exgen.engine.by_hand.enclosures import Real, ends, exponential, logarithm, tidy
from exgen.engine.by_hand.matrices import RealMatrix
from exgen.engine.by_hand.tensors import entries_of, paired
from exgen.errors import ExpressionError


def softmax(scores: RealMatrix, is_natural: int = 1, along_rows: int = 1) -> RealMatrix:
    """e to the power of each score, divided by the sum of its row: exact where all scores of a row are equal.

    Unless it ``is_natural``, the scores themselves are divided by their sum; unless it goes ``along_rows``, the sum is
    that of the column.

    >>> softmax(((3, 3), (7, 7)))
    ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 2)))
    >>> softmax(((1, 3),), 0)
    ((Fraction(1, 4), Fraction(3, 4)),)
    """
    if not along_rows:
        return tuple(zip(*softmax(tuple(zip(*scores, strict=True)), is_natural), strict=True))
    return tuple([_shares(_powers(row) if is_natural else row) for row in scores])


def _powers(row: tuple[Real, ...]) -> tuple[Real, ...]:
    """e to the power of each score less the largest: shares of them are the same, and none is too large.

    Of scores that cannot be told apart any will do.
    """
    largest = max(row, key=lambda score: ends(score)[0])
    return tuple([exponential(score - largest) for score in row])


def _shares(values: tuple[Real, ...]) -> tuple[Real, ...]:
    total = sum(values)
    if total == 0:
        raise ExpressionError("division_by_zero", "the sum of a row is 0")
    return tuple([tidy(value * (1 / Fraction(total)) if isinstance(total, int) else value / total) for value in values])


def classes_of(targets: RealMatrix, examples: int, classes: int) -> tuple[int, ...]:
    """The class of each example, from 0; raises ExpressionError for another number of them, or a class not there."""
    found = tuple(entries_of(targets))
    if len(found) != examples:
        raise ExpressionError("targets", f"{len(found)} classes are given for {examples} examples")
    for one in found:
        if not isinstance(one, int) or not 0 <= one < classes:
            raise ExpressionError("targets", f"{one} is no class; allowed are 0 to {classes - 1}")
    return tuple([one for one in found if isinstance(one, int)])


def cross_entropy(
    probabilities: RealMatrix, targets: RealMatrix, is_negative: int = 1, takes_mean: int = 1, takes_all: int = 0
) -> RealMatrix:
    """Minus the natural logarithm of the right class's probability, the mean over the rows; a matrix of one entry.

    Unless it ``is_negative``, plus it; unless it ``takes_mean``, the sum. If it ``takes_all``, the logarithms of all
    classes are added up.

    >>> cross_entropy(((1, 0),), ((0,),))
    ((0,),)
    """
    classes = classes_of(targets, len(probabilities), len(probabilities[0]))
    total: Real = 0
    for row, right in zip(probabilities, classes, strict=True):
        for value in row if takes_all else (row[right],):
            total = total + logarithm(value) * (-1 if is_negative else 1)
    return ((tidy(total * Fraction(1, len(classes)) if takes_mean else total),),)


def cross_entropy_gradient(
    probabilities: RealMatrix,
    targets: RealMatrix,
    gradient: RealMatrix,
    subtracts: int = 1,
    is_forward: int = 1,
    takes_mean: int = 1,
) -> RealMatrix:
    """The gradient with respect to the scores: probabilities less 1 at the right class, divided by how many rows.

    ``gradient`` is that of what is made of the loss, 1 where nothing is. Unless it ``subtracts``, the 1 is left out;
    unless it ``is_forward``, it is the other way round; unless it ``takes_mean``, nothing is divided.

    >>> cross_entropy_gradient(((Fraction(1, 4), Fraction(3, 4)),), ((1,),), ((1,),))
    ((Fraction(1, 4), Fraction(-1, 4)),)
    """
    classes = classes_of(targets, len(probabilities), len(probabilities[0]))
    ((slope,),) = gradient
    factor = slope * Fraction(1, len(classes)) if takes_mean else slope
    sign = 1 if is_forward else -1
    return tuple(
        tuple(
            tidy((value - (1 if subtracts and place == right else 0)) * sign * factor)
            for place, value in enumerate(row)
        )
        for row, right in zip(probabilities, classes, strict=True)
    )


def softmax_gradient(probabilities: RealMatrix, gradient: RealMatrix, is_whole: int = 1) -> RealMatrix:
    """The gradient with respect to the scores of a softmax: p (g - sum of p g), row by row.

    Unless it ``is_whole``, each score is taken to move its own probability alone: p (1 - p) g.

    >>> softmax_gradient(((Fraction(1, 2), Fraction(1, 2)),), ((1, 0),))
    ((Fraction(1, 4), Fraction(-1, 4)),)
    """
    found = []
    for row, slopes in paired(probabilities, gradient):
        middle = sum(value * slope for value, slope in paired(row, slopes))
        found.append(
            tuple(
                tidy(value * (slope - middle) if is_whole else value * (1 - value) * slope)
                for value, slope in zip(row, slopes, strict=True)
            )
        )
    return tuple(found)
