"""What small networks are asked in the place of a large one: the same quantity, with arguments that suit them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import cast

from exgen.engine.field_problems import OF_FIELDS, field_problem
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof_subjects import Asked, Shown
from exgen.errors import NetworkError

WHOLE = 10_000_000
"""The budget for small networks: they are counted whole, however many layers they have."""

MOST_TIMES = 4
"""So many sizes are tried, at most, that a small network applied again and again leads to."""

MOST_INDICES = 4
"""So many output values of a small network are asked what they read."""


def asked_of(counted: CountedQuantities, asked: Asked) -> Shown:
    arguments = dict(asked.arguments)
    if asked.quantity == "input_sizes":
        return counted.input_sizes(arguments["wanted"])  # type: ignore[arg-type]  # a size for each axis
    value: Shown = getattr(counted, asked.quantity)(asked.layer, **arguments)
    return value


def askings(like: Asked, counted: CountedQuantities) -> list[Asked]:
    """What to ask of a small network: the same with numbers of its own among the arguments.

    Nothing where without padding no window fits, or where its numbers leave no such receptive field (of one form, where
    a transposed convolution has a stride).
    """
    given = dict(like.arguments)
    chosen: list[dict[str, tuple[int, ...] | int]] = [{}]
    if like.quantity in OF_FIELDS:
        network = counted.network
        shapes = [network.input, *map(counted.output_shape, range(len(network.layers)))]
        if field_problem(network, shapes, like.layer, like.quantity) is not None:
            return []
    if like.quantity == "valid_output_size":
        try:
            asked_of(counted, like)
        except NetworkError:
            return []
    if "wanted" in given:
        size = counted.output_size(None)
        chosen = [{"wanted": size}, {"wanted": tuple([side + 1 for side in size])}]
    elif "phase" in given:
        phases = counted.phases(like.layer)
        chosen = [{"phase": tuple([turn % number for number in phases])} for turn in range(max(phases))]
    elif "index" in given:
        axes = range(len(cast("tuple[int, ...]", given["index"])))
        chosen = [{"index": tuple([turn + axis for axis in axes])} for turn in range(MOST_INDICES)]
    elif "until" in given:
        chosen = [{"until": size} for size in _sizes_reached(counted)]
    elif "available" in given:
        chosen = [{"available": number} for number in (1, 1_000, 12_345, 10**6, 2**20)]
    if given.get("unit") is not None:
        chosen = [{**one, "unit": unit} for one in chosen for unit in (7, 10**6, 2**20)]
    return [like._replace(arguments=tuple({**given, **one}.items())) for one in chosen]


def _sizes_reached(counted: CountedQuantities) -> list[tuple[int, ...]]:
    """The sizes that come out of a network applied again and again, a few times."""
    network, sizes = counted.network, [counted.input_shape(None)[1:]]
    with suppress(NetworkError):
        while len(sizes) < MOST_TIMES:
            behind = replace(network, input=(network.input[0], *sizes[-1]))
            sizes.append(CountedQuantities(behind, WHOLE).output_size(None))
    return sizes
