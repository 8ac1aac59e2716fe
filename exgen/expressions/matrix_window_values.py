"""What functions give that windows move over, or that put matrices below each other, whatever the entries are."""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, TypeVar

from exgen.expressions.matrix_windows import Axis, Sizes, axes_of, pooled_axes, size_before, whole
from exgen.expressions.nodes import Binary, Call, Name, Node, Number

if TYPE_CHECKING:
    from exgen.expressions.matrix_arithmetic import MatrixArithmetic, Rows

EntryT = TypeVar("EntryT")

WINDOW_ENTRY = "window_entry"
"""Entry number i of every window, ``window_entry(a, i, size, stride)``: nobody writes it, values come from it."""


def windowed_value(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    """The value of a call whose shapes fit."""
    assert isinstance(node.function, Name)
    return _VALUES[node.function.name](arithmetic, node)


def _size(rows: Rows[Any]) -> Sizes:
    return len(rows), len(rows[0])


def _conv(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    image, kernel = map(arithmetic.value, node.arguments[:2])
    vertical, horizontal = axes_of(node, _size(image), _size(kernel))

    def entry(down: int, across: int) -> EntryT:
        met = [*product(vertical.places(down), horizontal.places(across))]
        return arithmetic.dot([image[row][column] for (row, _), (column, _) in met], _weights(kernel, met))

    return tuple(
        [tuple([entry(row, column) for column in range(horizontal.windows)]) for row in range(vertical.windows)]
    )


def _weights(kernel: Rows[EntryT], met: Values[tuple[tuple[int, int], tuple[int, int]]]) -> list[EntryT]:
    return [kernel[row][column] for (_, row), (_, column) in met]


def _conv_transpose(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    given, kernel = map(arithmetic.value, node.arguments[:2])
    over = size_before(node, _size(given), _size(kernel))
    vertical, horizontal = axes_of(node, over, _size(kernel))
    parts: dict[tuple[int, int], tuple[list[EntryT], list[EntryT]]] = {}
    for down, across in product(range(len(given)), range(len(given[0]))):
        for (row, top), (column, left) in product(vertical.places(down), horizontal.places(across)):
            entries, weights = parts.setdefault((row, column), ([], []))
            entries.append(given[down][across])
            weights.append(kernel[top][left])
    return _gathered(over, lambda place: arithmetic.dot(*parts.get(place, ([], []))))


def _gathered(size: Sizes, entry: Callable[[tuple[int, int]], EntryT]) -> Rows[EntryT]:
    return tuple([tuple([entry((row, column)) for column in range(size[1])]) for row in range(size[0])])


def _pooled(node: Call, over: Sizes) -> tuple[Axis, Axis, tuple[tuple[int, int], ...]]:
    """How the windows of a pooling move, and the entries of a window, row by row."""
    return _pooled_over(over, *map(whole, node.arguments[-2:]))


@lru_cache(maxsize=256)
def _pooled_over(over: Sizes, size: int, stride: int) -> tuple[Axis, Axis, tuple[tuple[int, int], ...]]:
    vertical, horizontal = pooled_axes(over, size, stride)
    return vertical, horizontal, (*product(range(vertical.kernel), range(horizontal.kernel)),)


def window_entries(node: Call, over: Sizes) -> list[Node]:
    """For every place in a window the matrix of what stands there: as formulas of a pooling's image."""
    image, size, stride = node.arguments[-3:]
    _, _, taps = _pooled(node, over)
    return [Call(Name(WINDOW_ENTRY), (image, Number(number), size, stride)) for number in range(len(taps))]


def _window_entry(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    image, number, size, stride = node.arguments
    how = whole(size), whole(stride)
    return arithmetic.kept_parts(image, how, lambda value: _entries_of_windows(value, *how))[whole(number)]


def _entries_of_windows(image: Rows[EntryT], size: int, stride: int) -> list[Rows[EntryT]]:
    """For every place in a window the matrix of what stands there."""
    vertical, horizontal, taps = _pooled_over(_size(image), size, stride)
    down = (vertical.windows - 1) * vertical.stride + 1
    across = (horizontal.windows - 1) * horizontal.stride + 1
    return [
        tuple([row[left : left + across : horizontal.stride] for row in image[top : top + down : vertical.stride]])
        for top, left in taps
    ]


def _winners(arithmetic: MatrixArithmetic[EntryT], entries: Values[Node]) -> list[Rows[EntryT]]:
    """For every place in a window a 1 where its entry is the first of the largest ones, else 0: products of steps."""
    one: Rows[EntryT] = ((arithmetic.number(1),),)
    found: dict[int, Rows[EntryT]] = {}
    for earlier, later in combinations(range(len(entries)), 2):
        is_larger = arithmetic.function("step", Binary("-", entries[later], entries[earlier]))
        for place, wins in ((later, is_larger), (earlier, arithmetic.joined("-", one, is_larger))):
            found[place] = arithmetic.joined("⊙", found[place], wins) if place in found else wins
    return [found.get(place, one) for place in range(len(entries))]


def _maxpool(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    entries = window_entries(node, _size(arithmetic.value(node.arguments[0])))
    chosen = [
        arithmetic.joined("⊙", arithmetic.value(entry), winner)
        for entry, winner in zip(entries, _winners(arithmetic, entries), strict=True)
    ]
    return _added(arithmetic, chosen)


def _avgpool(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    entries = window_entries(node, _size(arithmetic.value(node.arguments[0])))
    total = _added(arithmetic, [arithmetic.value(entry) for entry in entries])
    return arithmetic.joined("/", total, ((arithmetic.number(len(entries)),),))


def _added(arithmetic: MatrixArithmetic[EntryT], terms: Values[Rows[EntryT]]) -> Rows[EntryT]:
    total = terms[0]
    for term in terms[1:]:
        total = arithmetic.joined("+", total, term)
    return total


def _unpooled(arithmetic: MatrixArithmetic[EntryT], node: Call, *, is_routed: bool) -> Rows[EntryT]:
    given, image = map(arithmetic.value, node.arguments[:2])
    vertical, horizontal, taps = _pooled(node, _size(image))
    shares = [given] * len(taps)
    if is_routed:
        winners = _winners(arithmetic, window_entries(node, _size(image)))
        shares = [arithmetic.joined("⊙", given, winner) for winner in winners]
    parts: dict[tuple[int, int], list[EntryT]] = {}
    for (top, left), share in zip(taps, shares, strict=True):
        for row, column in product(range(vertical.windows), range(horizontal.windows)):
            place = row * vertical.stride + top, column * horizontal.stride + left
            parts.setdefault(place, []).append(share[row][column])
    return _gathered(_size(image), lambda place: arithmetic.total(parts.get(place, [arithmetic.number(0)])))


def _rows(arithmetic: MatrixArithmetic[EntryT], node: Call) -> Rows[EntryT]:
    first, last = map(whole, node.arguments[1:])
    return arithmetic.value(node.arguments[0])[first - 1 : last]


_VALUES: dict[str, Callable[[MatrixArithmetic[Any], Call], Rows[Any]]] = {
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "maxpool": _maxpool,
    "avgpool": _avgpool,
    "maxunpool": lambda arithmetic, node: _unpooled(arithmetic, node, is_routed=True),
    "unpool": lambda arithmetic, node: _unpooled(arithmetic, node, is_routed=False),
    "concat": lambda arithmetic, node: tuple(row for part in node.arguments for row in arithmetic.value(part)),
    "rows": _rows,
    WINDOW_ENTRY: _window_entry,
}
