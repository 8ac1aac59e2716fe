"""A formula as key, confirmed at integer points: its value there must be the key that the network there has.

A formula speaks of many networks. Points are spread so that names vary independently of each other, and added
until every strided layer has met every remainder that dividing by its stride can leave.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isqrt

from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof import BUDGET, Proof, confirm
from exgen.errors import NetworkError, ProofError
from exgen.expressions import Node, Value, evaluate

LEAST_POINTS = 30
MOST_TRIES = 400
SIZES = 47
"""How many numbers a name runs through that stands for a size of the input: five poolings divide by 32."""
OTHERS = 5
"""How many numbers every other name runs through (kernel sizes, strides, channels)."""
LARGEST_START = 300
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)

NetworkAt = Callable[[Mapping[str, int]], Network]


def confirm_formula(
    formula: Quantity | tuple[Quantity, ...],
    quantity: str,
    layer: int | None,
    names: Sequence[str],
    network_at: NetworkAt,
    *,
    budget: int = BUDGET,
) -> Proof:
    """Confirm a formula over ``names`` for a quantity of ``quantities.Quantities``, whole: all sides of a shape.

    ``network_at`` gives the network for a whole number for each name, whether its layers fit each other or not
    (``NetworkDraft.resolve`` does). Where they do not fit, or it raises NetworkError, the point is passed over.

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
    are_counted: list[bool] = []
    remainders: dict[tuple[int, int, int], set[int]] = {}
    last_new = 0
    for point in _points(names, network_at):
        fitting = _fitting(point, network_at)
        if fitting is None:
            continue
        try:
            proof = confirm(fitting.network, quantity, layer, _value(formula, point), budget=budget)
        except ProofError as error:
            where = ", ".join(f"{name} = {number}" for name, number in point.items())
            raise ProofError(f"at {where}: {error}") from None
        are_counted.append(proof.at_real_sizes)
        if _note_remainders(fitting, remainders):
            last_new = len(are_counted)
        is_varied = all(len(met) == stride for (_, _, stride), met in remainders.items())
        if len(are_counted) >= LEAST_POINTS and (is_varied or len(are_counted) - last_new >= LEAST_POINTS):
            break
    if len(are_counted) < LEAST_POINTS:
        raise ProofError(f"{quantity}: only {len(are_counted)} points were found at which the formula holds")
    return Proof(all(are_counted), len(are_counted))


@dataclass(frozen=True, slots=True)
class _Subject:
    """A draft that can be looked up: equal if input and layers are written the same."""

    key: Hashable
    draft: NetworkDraft = field(compare=False)


def confirm_formula_over(
    draft: NetworkDraft,
    quantity: str,
    layer: int | None,
    formula: Quantity | tuple[Quantity, ...],
    *,
    budget: int = BUDGET,
) -> Proof:
    """Confirm a formula over the names of a draft, as ``confirm_formula`` does, and remember that it holds.

    >>> from exgen.engine.reading import read_network
    >>> from exgen.expressions import read
    >>> draft = read_network("Conv2d(3, C, K)", "(3, H, H)")
    >>> confirm_formula_over(draft, "parameters", None, read("(3K^2 + 1) C"))
    Proof(at_real_sizes=True, networks=30)
    """
    key = (draft.input, tuple([(layer_draft.text, layer_draft.count) for layer_draft in draft.layers]))
    return _confirmed(_Subject(key, draft), quantity, layer, formula, budget)


@lru_cache(maxsize=1024)
def _confirmed(
    subject: _Subject, quantity: str, layer: int | None, formula: Quantity | tuple[Quantity, ...], budget: int
) -> Proof:
    draft = subject.draft
    return confirm_formula(formula, quantity, layer, draft.names, draft.resolve, budget=budget)


def _value(formula: Quantity | tuple[Quantity, ...], point: Mapping[str, int]) -> Value:
    if isinstance(formula, tuple):
        return tuple([_value(side, point) for side in formula])
    return evaluate(formula, point) if isinstance(formula, Node) else formula


def _points(names: Sequence[str], network_at: NetworkAt) -> Iterator[dict[str, int]]:
    """Points with different coordinates, evenly spread: multiples of roots of primes, without their whole part."""
    sizes = _size_names(names, network_at)
    start = _start(names, sizes, network_at)
    paces = [isqrt(prime << 64) % (1 << 32) for prime in _PRIMES]
    seen = set()
    for number in range(MOST_TRIES):
        point = {}
        for index, name in enumerate(names):
            part = number * paces[index % len(paces)] % (1 << 32)
            point[name] = start[name] + (part * (SIZES if name in sizes else OTHERS) >> 32)
        if tuple(point.values()) not in seen:
            seen.add(tuple(point.values()))
            yield point


def _size_names(names: Sequence[str], network_at: NetworkAt) -> frozenset[str]:
    """The names that a spatial size of the input depends on."""
    found = set()
    for name in names:
        inputs = set()
        for number in range(1, 2 * OTHERS):
            try:
                inputs.add(network_at({**dict.fromkeys(names, OTHERS), name: number}).input[1:])
            except NetworkError:
                continue
        if len(inputs) > 1:
            found.add(name)
    return frozenset(found)


def _start(names: Sequence[str], sizes: frozenset[str], network_at: NetworkAt) -> dict[str, int]:
    """The smallest numbers, equal for sizes and equal for the others, at which the layers fit each other.

    Raises ProofError if there are none.
    """
    for other in range(1, OTHERS + 1):
        for size in range(1, LARGEST_START if sizes else 2):
            point = {name: size if name in sizes else other for name in names}
            if _fitting(point, network_at) is not None:
                return point
    raise ProofError(f"no numbers were found for {', '.join(names)} with which the layers fit each other")


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
        if "stride" not in layer.arguments:
            continue
        for axis, size in enumerate(counted.input_shape(index)[1:]):
            dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
            stride = layer.axes("stride")[axis]
            way = size + 2 * layer.axes("padding")[axis] - dilation * (layer.axes("kernel_size")[axis] - 1) - 1
            met = remainders.setdefault((index, axis, stride), set())
            is_new = is_new or way % stride not in met
            met.add(way % stride)
    return is_new
