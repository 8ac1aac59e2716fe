"""Why sizes that each branch of a network takes by itself do not all fit where the branches meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from exgen.engine.fitting import check_fit
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.errors import NetworkError

MOST_TRIED = 2_000
"""So many sizes are tried at most on one axis."""


def size_problem(network: Network, axes: Sequence[range]) -> str | None:
    """Why one of these input sizes on each axis does not fit; None where all do. A chain takes them all.

    The network's own input size does not matter.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Add(MaxPool1d(2), Conv1d(1, 1, 3, 2, 1)); MaxPool1d(2)", "1x12").resolve({})
    >>> print(size_problem(network, [range(8, 12)]))  # doctest: +ELLIPSIS
    not every size from 8 to 11 fits: with 9 layer 3, Add(): ...
    """
    if network.wiring.is_chain:
        return None
    laid = laid_quantities(network)
    for axis, sizes in enumerate(axes):
        if len(sizes) > MOST_TRIED:
            return f"more than {MOST_TRIED} sizes, from {sizes[0]} to {sizes[-1]}, would have to be tried"
        for size in sizes:
            tried = [one[0] for one in axes]
            tried[axis] = size
            given = replace(network, input=(network.input[0], *tried))
            run = laid.calculation.run(laid.leaves_of(given))
            shapes = [tuple([run[slot] for slot in laid.output_shape(layer)]) for layer in range(len(laid.kinds))]
            try:
                check_fit(given, [given.input, *cast("list[tuple[int, ...]]", shapes)])
            except NetworkError as error:
                return f"not every size from {sizes[0]} to {sizes[-1]} fits: with {size} {error.problems[0]}"
    return None
