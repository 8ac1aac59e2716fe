"""A network's calculation, run on what fits: for what is asked of a whole network at once."""

from __future__ import annotations

from typing import cast

from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.networks import Network
from exgen.engine.quantity_arguments import Settled
from exgen.engine.runs import Run


def checked_layout(network: Network) -> LaidQuantities:
    """The quantities of a network as slots, to lay what is wanted before ``checked_run`` runs it.

    Raises NetworkError, one line for each layer that takes another number of axes than arrives.
    """
    check_ranks(network)
    return laid_quantities(network)


def checked_run(laid: LaidQuantities, network: Network, arguments: Settled | None = None) -> Run:
    """The run of everything laid so far; ``arguments`` are what stands in brackets behind what is asked.

    Raises NetworkError, one line for each layer that does not fit what arrives or leaves no output.

    >>> from exgen.engine.network_report import finished_network
    >>> network = finished_network("Conv2d(3, 16, 5)", "3x32x32")
    >>> laid = checked_layout(network)
    >>> parameters = laid.parameters(None)
    >>> checked_run(laid, network)[parameters]
    1216
    """
    run = laid.calculation.run(laid.leaves_of(network, arguments or {}), conventions=network.conventions)
    shapes = [tuple([run[slot] for slot in laid.output_shape(layer)]) for layer in range(len(network.layers))]
    check_fit(network, [network.input, *cast("list[tuple[int, ...]]", shapes)])  # fractions are told of there
    return run
