"""Rows whose values depend on a whole map: behind gates that are pooled from all of it (squeeze and excitation).

There the union over the branches is no window that moves on with the index: the gate reads every place, and so does all
that follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layers import kind_of
from exgen.engine.layers.joins import Multiplication
from exgen.engine.layers.pooling import AdaptivePooling
from exgen.engine.network_rows import NetworkReport
from exgen.engine.networks import Network
from exgen.engine.wiring import INPUT


def whole_maps(network: Network | NetworkDraft, report: NetworkReport[Any]) -> Mapping[int, int]:
    """For each row, by its index from 0, whose values depend on all that some map depends on, the layer of that map.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> gated = "Conv1d(3, 4, 3); Multiply(Identity, AdaptiveAvgPool1d(1); Conv1d(4, 4, 1); Sigmoid); ReLU"
    >>> network = finished_network(gated, "3x9")
    >>> whole_maps(network, network_report(network))
    {4: 0, 5: 0}
    """
    kinds = [kind_of(key) for key in keys_of(network.layers)]
    forms = arrivals(len(report.input), keys_of(network.layers), network.wiring).forms
    shapes = [report.input, *(row.output_shape for row in report.rows)]

    def is_one_value(tensor: int) -> bool:
        return set(forms[tensor + 1].spatial(shapes[tensor + 1])) == {1}

    def pooled_from(tensor: int) -> int | None:
        """The tensor of whose whole map these values are pooled, one for each channel; None where they are not."""
        while tensor != INPUT and is_one_value(tensor) and len(report.rows[tensor].reads) == 1:
            (before,) = report.rows[tensor].reads
            if not is_one_value(before):
                return before if isinstance(kinds[tensor], AdaptivePooling) else None
            tensor = before
        return None

    found: dict[int, int] = {}
    for index, row in enumerate(report.rows):
        first, *gates = row.reads
        known = [found[tensor] for tensor in row.reads if tensor in found]
        if not forms[index + 1].axes:
            continue
        if known:
            found[index] = known[0]
        elif isinstance(kinds[index], Multiplication) and first in map(pooled_from, gates):
            found[index] = first
    return found
