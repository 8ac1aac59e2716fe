"""Functions of matrices that windows move over, or that put matrices below each other: shapes.

    =============================================  =============================================================
    ``conv(x, w, stride=1, padding=0, dilation=1)``  every window of x times the kernel w, added up; it is not turned
    ``conv_transpose(g, w, ...)``                  the way back: every entry of g times w, put where its window stood
    ``maxpool(a, 2, stride=2)``                    the largest entry of every window; the stride is the window's size
    ``avgpool(a, 2, stride=2)``                    the mean of every window
    ``maxunpool(g, a, 2, stride=2)``               every entry of g put where the largest one of its window stands in a
    ``unpool(g, a, 2, stride=2)``                  every entry of g put on all entries of its window
    ``concat(a, b, ...)``                          the rows of a, then those of b
    ``rows(a, 2, 3)``                              the second and the third row
    =============================================  =============================================================

In a tree parameters are arguments behind the matrices, all of them: ``Call(Name("conv"), (x, w, 1, 0, 1))``. Where x
has one row (or one column), windows have one row too: they move along a line, and nothing is padded across it. Sizes
are numbers of at most 12, and windows end at the border: nothing is left over.

Sources: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), chapters 2 to 4; of several
largest entries the first one counts, row by row, as in ``torch.nn.functional.max_pool2d``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence as Values
from typing import Any, NamedTuple, TypeAlias

from exgen.errors import ExpressionError
from exgen.expressions.nodes import Call, Name, Node, Number

Sizes: TypeAlias = "tuple[int, int]"

LARGEST_SIZE = 12
"""What windows move over has at most so many rows and columns: it is worked out by hand, and often."""
WORK_AT_MOST = 2_000
"""So many products are worked out for a function at most; a comparison of two entries counts as three."""


class Axis(NamedTuple):
    """How windows move along an axis: over so many entries, each window reads so many of them."""

    length: int
    kernel: int
    stride: int
    padding: int = 0
    dilation: int = 1

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return (self.length + 2 * self.padding - self.dilation * (self.kernel - 1) - 1) // self.stride + 1

    def places(self, window: int) -> Iterator[tuple[int, int]]:
        """The entries that a window reads, each with the number of the weight that it meets; not those of padding."""
        for tap in range(self.kernel):
            place = window * self.stride + tap * self.dilation - self.padding
            if 0 <= place < self.length:
                yield place, tap


def windowed_shape(node: Call, shapes: Values[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The shape of a function's value where those of its matrices are known.

    Raises `ExpressionError` (``shapes_differ``, with the shapes in its sentence) where they do not fit, ``too_large``
    where they would.
    """
    assert isinstance(node.function, Name)
    name = node.function.name
    if name == "concat":
        return _joined(node, shapes)
    if name == "rows":
        return _cut(node, shapes[0])
    sizes = [_numbers(node, shape) for shape in shapes]
    if name == "conv_transpose":
        _check_work(node, sizes)
        return size_before(node, sizes[0], sizes[1])
    over = sizes[-1] if "unpool" in name else sizes[0]
    axes = axes_of(node, over, sizes[1] if name == "conv" else None)
    _check(node, axes, over)
    _check_work(node, sizes)
    windows = (axes[0].windows, axes[1].windows)
    if "unpool" not in name:
        return _numbers(node, windows)
    if sizes[0] != windows:
        raise _misfit(node, f"the windows of {_text(over)} are {_text(windows)}, and {_text(sizes[0])} is put there")
    return over


def work_of(node: Call, sizes: Values[tuple[Any, Any]]) -> int:
    """How many products a function works out, of matrices of these sizes, which fit."""
    assert isinstance(node.function, Name)
    name = node.function.name
    if name in ("concat", "rows"):
        return 1
    if name == "conv_transpose":
        (rows, columns), (height, width) = sizes
        return int(rows * columns * height * width)
    over: Sizes = sizes[-1] if "unpool" in name else sizes[0]
    rows, columns = axes_of(node, over, sizes[1] if name == "conv" else None)
    entries = rows.kernel * columns.kernel
    each = 3 * entries * (entries - 1) // 2 if "max" in name else entries
    return rows.windows * columns.windows * each


def _check_work(node: Call, sizes: Values[Sizes]) -> None:
    if (work := work_of(node, sizes)) > WORK_AT_MOST:
        assert isinstance(node.function, Name)
        sentence = f"{node.function.name}: {work} products are too many to be worked out here, {WORK_AT_MOST} at most"
        raise ExpressionError("too_large", sentence, node.column)


def axes_of(node: Call, over: Sizes, kernel: Sizes | None) -> tuple[Axis, Axis]:
    """How windows move over a matrix of that size, along rows and columns."""
    if kernel is None:
        size, stride = map(whole, node.arguments[-2:])
        rows, columns = pooled_axes(over, size, stride)
        if size > max(over) or any(1 < length < size for length in over):
            raise _misfit(node, f"a window of {size} is larger than {_text(over)}")
        return rows, columns
    stride, padding, dilation = map(whole, node.arguments[-3:])
    rows, columns = (
        Axis(1, 1, 1) if length == width == 1 else Axis(length, width, stride, padding, dilation)
        for length, width in zip(over, kernel, strict=True)
    )
    return rows, columns


def pooled_axes(over: Sizes, size: int, stride: int) -> tuple[Axis, Axis]:
    """How the windows of a pooling move; along an axis of one entry they do not."""
    rows, columns = (Axis(length, min(size, length), stride) if length != 1 else Axis(1, 1, 1) for length in over)
    return rows, columns


def _check(node: Call, axes: tuple[Axis, Axis], over: Sizes) -> None:
    """Raise `ExpressionError` where windows do not fit into what they move over."""
    kernel = (axes[0].kernel, axes[1].kernel)
    for axis in axes:
        if axis.length == 1 < axis.kernel or axis.windows < 1:
            raise _misfit(node, f"a kernel of {_text(kernel)} does not fit into {_text(over)}")
        rest = axis.length + 2 * axis.padding - axis.dilation * (axis.kernel - 1) - 1
        if rest % axis.stride:
            told = f"windows of {_text(kernel)} over {_text(over)} with stride {axis.stride}"
            raise _misfit(node, f"{told} leave {rest % axis.stride} over; choose sizes or a padding that fit")


def size_before(node: Call, given: Sizes, kernel: Sizes) -> Sizes:
    """The size of what windows moved over that gave a matrix of that size."""
    stride, padding, dilation = map(whole, node.arguments[-3:])
    rows, columns = (
        1 if length == width == 1 else (length - 1) * stride + dilation * (width - 1) + 1 - 2 * padding
        for length, width in zip(given, kernel, strict=True)
    )
    is_padded_away = any(
        found == 1 < max(length, width) for length, width, found in zip(given, kernel, (rows, columns), strict=True)
    )  # the way back would take it for a line
    if min(rows, columns) < 1 or is_padded_away:
        raise _misfit(node, f"{_text(given)} with a kernel of {_text(kernel)} would be {_text((rows, columns))}")
    return _numbers(node, (rows, columns))


def _joined(node: Call, shapes: Values[tuple[Any, Any]]) -> tuple[Any, Any]:
    rows = [_whole_size(node, shape[0], shape) for shape in shapes]
    for shape in shapes[1:]:
        if shape[1] != shapes[0][1]:
            raise _misfit(node, f"{_text(shapes[0])} and {_text(shape)} have not as many columns")
    whole = sum(rows), shapes[0][1]
    _whole_size(node, whole[0], whole)
    return whole


def _cut(node: Call, shape: tuple[Any, Any]) -> tuple[Any, Any]:
    first, last = map(whole, node.arguments[1:])
    count = _whole_size(node, shape[0], shape)
    if not 1 <= first <= last <= count:
        raise _misfit(node, f"{_text(shape)} has no rows {first} to {last}; the first one is 1")
    return last - first + 1, shape[1]


def _numbers(node: Call, shape: tuple[Any, Any]) -> Sizes:
    rows, columns = (_whole_size(node, size, shape) for size in shape)
    return rows, columns


def _whole_size(node: Call, size: object, shape: tuple[Any, Any]) -> int:
    if not isinstance(size, int):
        raise _misfit(node, f"sizes are numbers here, and one is {_text(shape)}")
    if size > LARGEST_SIZE:
        assert isinstance(node.function, Name)
        sentence = (
            f"{node.function.name}: {_text(shape)} is too large; at most {LARGEST_SIZE} rows and columns are read"
        )
        raise ExpressionError("too_large", sentence, node.column)
    return size


def whole(node: Node) -> int:
    """A parameter as a number."""
    assert isinstance(node, Number), "parameters were checked"
    return int(node.value)


def _text(shape: tuple[object, object]) -> str:
    return f"({shape[0]},{shape[1]})"


def _misfit(node: Call, sentence: str) -> ExpressionError:
    assert isinstance(node.function, Name)
    return ExpressionError("shapes_differ", f"{node.function.name}: {sentence}", node.column)
