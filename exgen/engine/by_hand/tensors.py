"""Tensors as nested tuples: a matrix is rows, a stack is a matrix for each channel, kernels a stack for each output.

Where rows are examples, a matrix holds a vector of features in each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from exgen.errors import ExpressionError

if TYPE_CHECKING:  # tables of networks lay matrices without a number in them
    from exgen.engine.by_hand.matrices import Real, RealMatrix

Stack: TypeAlias = "tuple[RealMatrix, ...]"
Kernels: TypeAlias = "tuple[Stack, ...]"
"""For each output channel a kernel for each input channel."""

Tensor: TypeAlias = "Real | tuple[Tensor, ...]"

MATRIX_AXES = 2


def axes_of(tensor: Tensor) -> int:
    """How many axes a tensor has; 0 for a number.

    >>> axes_of(7), axes_of(((1, 2), (3, 4))), axes_of((((1,),),))
    (0, 2, 3)
    """
    axes = 0
    while isinstance(tensor, tuple):
        axes, tensor = axes + 1, tensor[0] if tensor else 0
    return axes


def on_entries(function: Callable[[Real], Real], tensor: Any) -> Any:
    """The tensor with a function of each of its entries in their place.

    >>> on_entries(lambda entry: -entry, ((1, 2), (3, 4)))
    ((-1, -2), (-3, -4))
    """
    return tuple([on_entries(function, part) for part in tensor]) if isinstance(tensor, tuple) else function(tensor)


def on_matrices(function: Callable[..., RealMatrix]) -> Callable[..., Any]:
    """The function that does to every matrix of a tensor what ``function`` does to one; nothing where nothing is left.

    >>> on_matrices(lambda matrix, times: matrix * times)(((((1, 2),),),), 2)
    ((((1, 2), (1, 2)),),)
    """

    def on_all(tensor: Any, *arguments: Any) -> Any:
        if axes_of(tensor) <= MATRIX_AXES:
            return function(tensor, *arguments)
        parts = tuple([on_all(part, *arguments) for part in tensor])
        return parts if all(parts) else ()

    return on_all


def entries_of(tensor: Tensor) -> Iterator[Real]:
    """The entries, row by row."""
    if isinstance(tensor, tuple):
        for part in tensor:
            yield from entries_of(part)
    else:
        yield tensor


def stacked(tensor: Any) -> Stack:
    """The tensor as a stack: a matrix is the only one of its stack."""
    return tensor if axes_of(tensor) > MATRIX_AXES else (tensor,)


def in_a_row(given: Any) -> Any:
    """Numbers of which there is one for each channel or feature: one after the other; 0 stands for none.

    >>> in_a_row(((3, 4),)), in_a_row(5), in_a_row(0)
    ((3, 4), (5,), 0)
    """
    return given if axes_of(given) == 0 and given == 0 else tuple(entries_of(given))


def plus(one: Any, other: Any) -> Any:
    """The sum, entry by entry.

    Raises ExpressionError for tensors of different sizes.

    >>> plus(((1, 2),), ((3, 4),))
    ((4, 6),)
    """
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        if isinstance(one, tuple) or isinstance(other, tuple):
            raise _unlike()
        return one + other
    return tuple([plus(mine, theirs) for mine, theirs in paired(one, other)])


def paired(one: Sequence[Any], other: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Pairs of what stands in the same places; raises ExpressionError where one of them is longer."""
    if len(one) != len(other):
        raise _unlike()
    return zip(one, other, strict=True)


def _unlike() -> ExpressionError:
    return ExpressionError("unlike_sizes", "these two do not have the same size")


def picked(tensor: Any, places: Sequence[int]) -> Any:
    """The matrix or entry at some places, axes of length 1 in front of a matrix left out.

    Raises ExpressionError, told to an author, where that is neither, or not there.

    >>> image = (((1, 2), (3, 4)),)
    >>> picked(image, ()), picked(image, (1, 0)), picked((*image, *image), (1,))
    (((1, 2), (3, 4)), 3, ((1, 2), (3, 4)))
    """
    inside = without_single_axes(tensor)
    axes = axes_of(inside)
    if axes - len(places) not in (0, MATRIX_AXES):
        raise ExpressionError("places", _needed(axes))
    for place, called in zip(places, ("channels",) * (axes - MATRIX_AXES) + ("rows", "columns"), strict=False):
        if not 0 <= place < len(inside):
            whole = "there are" if called == "channels" else "the matrix has"
            raise ExpressionError("places", f"{whole} {len(inside)} {called}, counted from 0")
        inside = inside[place]
    return inside


def put_in_place(tensor: Any, places: Sequence[int], part: Any) -> Any:
    """The tensor with another matrix or entry at the place where ``picked`` finds one.

    >>> put_in_place((((1, 2),), ((3, 4),)), (1,), ((5, 6),))
    (((1, 2),), ((5, 6),))
    """
    inside = without_single_axes(tensor)
    made = _replaced(inside, places, part)
    for _ in range(axes_of(tensor) - axes_of(inside)):
        made = (made,)
    return made


def _replaced(tensor: Any, places: Sequence[int], part: Any) -> Any:
    if not places:
        return part
    first, *rest = places
    return (*tensor[:first], _replaced(tensor[first], rest, part), *tensor[first + 1 :])


def without_single_axes(tensor: Any) -> Any:
    """The tensor without the axes of length 1 in front of its matrices."""
    while axes_of(tensor) > MATRIX_AXES and len(tensor) == 1:
        tensor = tensor[0]
    return tensor


def _needed(axes: int) -> str:
    """What picks a matrix or an entry of a tensor with so many axes."""
    if axes <= MATRIX_AXES:
        return "an entry of a matrix has a row and a column, [0][1]"
    matrix, entry = "[0]" * (axes - MATRIX_AXES), "[0]" * axes
    return f"there are several channels; {matrix} picks a matrix, {entry} an entry"
