"""A formula as key, confirmed at integer points: its value there must be the key that the network there has.

A formula speaks of many networks. Points are spread so that names vary independently of each other, and added
until every strided layer has met every remainder that dividing by its stride can leave. Where a letter must be a
multiple of something (features of the heads), points with such multiples come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from math import isqrt
from typing import NamedTuple

from exgen.engine.divisors import as_multiples, divisors
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import BUDGET, Proof, confirm
from exgen.engine.proof_subjects import Arguments, Asked
from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import Settled
from exgen.errors import ExpressionError, NetworkError, ProofError
from exgen.expressions import Node, Value, evaluate

LEAST_POINTS = 30
MOST_TRIES = 400
SIZES = 47
"""How many numbers a name runs through that stands for a size of the input: five poolings divide by 32."""
OTHERS = 5
"""How many numbers every other name runs through (kernel sizes, strides, channels); more where there are few names."""
LARGEST_START = 300
TRIES_UNEQUAL = 60
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)

NetworkAt = Callable[[Mapping[str, int]], Network]
Moved = Callable[[Mapping[str, int]], Mapping[str, int]]


def confirm_formula(
    formula: Quantity | tuple[Quantity, ...],
    quantity: str,
    layer: Layers,
    names: Sequence[str],
    network_at: NetworkAt,
    arguments: Settled | None = None,
    *,
    where: Sequence[Node] = (),
    budget: int = BUDGET,
) -> Proof:
    """Confirm a formula over ``names`` for a quantity of ``quantities.Quantities``, whole: all sides of a shape.

    ``network_at`` gives the network for a whole number for each name, whether its layers fit each other or not
    (``NetworkDraft.resolve`` does). Where they do not fit, or it raises NetworkError, the point is passed over, and so
    is one that breaks a condition of ``where``.

    Raises ProofError if the formula's value at some point is not confirmed, or if there are fewer than 30 points.

    >>> from exgen.engine.reading import read_network
    >>> from exgen.expressions import read
    >>> draft = read_network("Conv1d(3, 16, 5, stride=3)", "(3, L)")
    >>> confirm_formula((16, read("floor((L - 5) / 3) + 1")), "output_shape", None, ("L",), draft.resolve)
    Proof(at_real_sizes=True, networks=30)
    >>> confirm_formula((16, read("(L - 2) / 3")), "output_shape", None, ("L",), draft.resolve)
    ... # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    exgen.errors.ProofError: at L = 24: ...: the key says (16, 22/3), counting gives (16, 7)
    """
    return _confirmed_at(
        _kept_points(names, network_at, where), formula, Asked(quantity, layer, _pairs(arguments)), budget
    )


def _confirmed_at(
    points: Sequence[_Point], formula: Quantity | tuple[Quantity, ...], asked: Asked, budget: int
) -> Proof:
    """A formula confirmed at these points."""
    if len(points) < LEAST_POINTS:
        raise ProofError(f"{asked.quantity}: only {len(points)} points were found at which the formula holds")
    are_counted: list[bool] = []
    for numbers, network in points:
        try:
            value = _value(formula, numbers)
            proof = confirm(network, asked.quantity, asked.layer, value, dict(asked.arguments), budget=budget)
        except ProofError as error:
            values = ", ".join(f"{name} = {number}" for name, number in numbers.items())
            raise ProofError(f"at {values}: {error}") from None
        are_counted.append(proof.at_real_sizes)
    return Proof(all(are_counted), len(are_counted))


def _pairs(arguments: Settled | None) -> Arguments:
    return tuple((arguments or {}).items())


class _Point(NamedTuple):
    """A whole number for each name, and the network there."""

    numbers: Mapping[str, int]
    network: Network


def _kept_points(
    names: Sequence[str], network_at: NetworkAt, where: Sequence[Node], moved: Moved = lambda point: point
) -> list[_Point]:
    """The points at which a formula is confirmed, in their order; each is ``moved`` as soon as it is drawn."""
    kept: list[_Point] = []
    remainders: dict[tuple[int, int, int], set[int]] = {}
    last_new = 0
    for drawn in _points(names, lambda point: network_at(moved(point))):
        point = moved(drawn)
        fitting = _fitting(point, network_at) if _is_kept(point, where) else None
        if fitting is None:
            continue
        kept.append(_Point(point, fitting.network))
        if _note_remainders(fitting, remainders):
            last_new = len(kept)
        is_varied = all(len(met) == stride for (_, _, stride), met in remainders.items())
        if len(kept) >= LEAST_POINTS and (is_varied or len(kept) - last_new >= LEAST_POINTS):
            break
    return kept


@dataclass(frozen=True, slots=True)
class _Subject:
    """A draft that can be looked up: equal if input and layers are written the same."""

    key: Hashable
    draft: NetworkDraft = field(compare=False)


def confirm_formula_over(
    draft: NetworkDraft,
    quantity: str,
    layer: Layers,
    formula: Quantity | tuple[Quantity, ...],
    arguments: Settled | None = None,
    *,
    where: Sequence[Node] = (),
    budget: int = BUDGET,
) -> Proof:
    """Confirm a formula over the names of a draft, as ``confirm_formula`` does, and remember that it holds.

    >>> from exgen.engine.reading import read_network
    >>> from exgen.expressions import read
    >>> draft = read_network("Conv2d(3, C, K)", "(3, H, H)")
    >>> confirm_formula_over(draft, "parameters", None, read("(3K^2 + 1) C"))
    Proof(at_real_sizes=True, networks=30)
    """
    layers = tuple([(layer_draft.text, layer_draft.count) for layer_draft in draft.layers])
    key = (draft.input, layers, draft.batch, draft.bytes_per_number, draft.groups, draft.conventions)
    asked = Asked(quantity, layer, _pairs(arguments))
    return _confirmed(_Subject(key, draft), asked, formula, tuple(where), budget)


@lru_cache(maxsize=1024)
def _confirmed(
    subject: _Subject,
    asked: Asked,
    formula: Quantity | tuple[Quantity, ...],
    where: tuple[Node, ...],
    budget: int,
) -> Proof:
    return _confirmed_at(_points_of(subject, where), formula, asked, budget)


@lru_cache(maxsize=64)
def _points_of(subject: _Subject, where: tuple[Node, ...]) -> list[_Point]:
    draft = subject.draft
    dividing = divisors(draft)
    if not dividing:
        return _kept_points(draft.names, draft.resolve, where)
    kept: list[_Point] = []
    with suppress(ProofError):  # letters drawn one by one may fit nowhere
        kept += _kept_points(draft.names, draft.resolve, where)

    def multiplied(point: Mapping[str, int]) -> Mapping[str, int]:
        return as_multiples(point, dividing)

    return kept + _kept_points(draft.names, draft.resolve, where, multiplied)


def _value(formula: Quantity | tuple[Quantity, ...], point: Mapping[str, int]) -> Value:
    if isinstance(formula, tuple):
        return tuple([_value(side, point) for side in formula])
    return evaluate(formula, point) if isinstance(formula, Node) else formula


def _points(names: Sequence[str], network_at: NetworkAt) -> Iterator[dict[str, int]]:
    sizes = _size_names(names, network_at)
    start = _start(names, sizes, network_at)
    others = OTHERS if sizes else {1: 2 * LEAST_POINTS, 2: 2 * OTHERS}.get(len(names), OTHERS)
    return _spread(names, start, {name: SIZES if name in sizes else others for name in names}, MOST_TRIES)


def _size_names(names: Sequence[str], network_at: NetworkAt) -> frozenset[str]:
    """The names that a spatial size of the input depends on, or the batch."""
    found = set()
    for name in names:
        inputs = set()
        for number in range(1, 2 * OTHERS):
            try:
                network = network_at({**dict.fromkeys(names, OTHERS), name: number})
                inputs.add((network.input[1:], network.batch))
            except NetworkError:
                continue
        if len(inputs) > 1:
            found.add(name)
    return frozenset(found)


def _start(names: Sequence[str], sizes: frozenset[str], network_at: NetworkAt) -> dict[str, int]:
    """The smallest numbers, equal for sizes and equal for the others, at which the layers fit each other.

    Where they never fit with the others equal (a pooling that is padded by half its kernel), the others start at 1 and
    the sizes at what fits with some of them. Raises ProofError if there are none.
    """
    others = [name for name in names if name not in sizes]
    for other in range(1, OTHERS + 1):
        for size in range(1, LARGEST_START if sizes else 2):
            point = {name: size if name in sizes else other for name in names}
            if _fitting(point, network_at) is not None:
                return point
    for unequal in _spread(others, dict.fromkeys(others, 1), dict.fromkeys(others, OTHERS), TRIES_UNEQUAL):
        for size in range(1, SIZES if sizes else 2):
            if _fitting({**unequal, **dict.fromkeys(sizes, size)}, network_at) is not None:
                return {**dict.fromkeys(others, 1), **dict.fromkeys(sizes, size)}
    raise ProofError(f"no numbers were found for {', '.join(names)} with which the layers fit each other")


def _spread(
    names: Sequence[str], start: Mapping[str, int], ranges: Mapping[str, int], tries: int
) -> Iterator[dict[str, int]]:
    """Points with different coordinates, evenly spread: multiples of roots of primes, without their whole part."""
    paces = [isqrt(prime << 64) % (1 << 32) for prime in _PRIMES]
    seen = set()
    for number in range(tries):
        point = {}
        for index, name in enumerate(names):
            part = number * paces[index % len(paces)] % (1 << 32)
            point[name] = start[name] + (part * ranges[name] >> 32)
        if tuple(point.values()) not in seen:
            seen.add(tuple(point.values()))
            yield point


def _is_kept(point: Mapping[str, int], where: Sequence[Node]) -> bool:
    """Whether a point keeps every condition; one that has no value there does not hold."""
    try:
        return all(evaluate(condition, point) is True for condition in where)
    except ExpressionError:
        return False


def _fitting(point: Mapping[str, int], network_at: NetworkAt) -> CountedQuantities | None:
    """The network at a point, if its layers fit each other."""
    try:
        counted = CountedQuantities(network_at(point))
        counted.output_shape(None)
    except NetworkError:
        return None
    return counted


def _note_remainders(counted: CountedQuantities, remainders: dict[tuple[int, int, int], set[int]]) -> bool:
    """Note, by layer, axis and stride, what the kernel's way leaves when divided by the stride; is anything new?"""
    is_new = False
    for index, layer in enumerate(counted.network.layers):
        padding = layer.arguments.get("padding", 0)
        borders = layer.axes("padding") if isinstance(padding, tuple) else ()
        if "stride" not in layer.arguments or "output_padding" in layer.arguments or padding == "same":
            continue  # a transposed convolution multiplies by its stride; what keeps the size has none
        for axis, size in enumerate(counted.input_shape(index)[1:]):
            dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
            stride = layer.axes("stride")[axis]
            border = borders[axis] if borders else 0
            way = size + 2 * border - dilation * (layer.axes("kernel_size")[axis] - 1) - 1
            met = remainders.setdefault((index, axis, stride), set())
            is_new = is_new or way % stride not in met
            met.add(way % stride)
    return is_new
