"""What a network comes to as a whole: its operations by each way of counting them, under its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.conventions import Conventions
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.network_rows import NetworkReport, added, in_json
from exgen.engine.networks import Layer, Network
from exgen.engine.row_derivation import with_letters
from exgen.engine.runs import Run
from exgen.engine.single_layers import laid_layer
from exgen.engine.wiring import INPUT


class Counting(NamedTuple):
    """A way of counting: a quantity under conventions, in words, and who publishes figures that are counted so."""

    quantity: str
    conventions: Conventions
    words: str
    by: str = ""


COUNTINGS: Mapping[str, Counting] = {
    "multiply_adds": Counting("multiply_adds", Conventions(), "multiply-adds", "ResNet paper, torchvision"),
    "multiply_adds_with_biases": Counting(
        "multiply_adds", Conventions(added_biases="counted"), "multiply-adds, biases too", "torchinfo"
    ),
    "operations": Counting("operations", Conventions(), "floating-point operations, two for each multiply-add"),
    "products_and_additions": Counting(
        "operations", Conventions(multiply_adds="apart"), "products and additions, one by one"
    ),
}
"""Every way of counting by its name; tools that count normalisation and pooling come to a little more."""

_ASKED = tuple(dict.fromkeys([counting.quantity for counting in COUNTINGS.values()]))


def operation_totals(network: Network | NetworkDraft, report: NetworkReport[Any]) -> dict[str, Quantity]:
    """The operations of the network whose report this is, by each of ``COUNTINGS``; formulas where there are letters.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("Conv2d(3, 16, 5); Flatten(); Linear(12544, 10, bias=False)", "3x32x32")
    >>> operation_totals(network, network_report(network))  # doctest: +NORMALIZE_WHITESPACE
    {'multiply_adds': 1066240, 'multiply_adds_with_biases': 1078784,
     'operations': 2132480, 'products_and_additions': 2132470}
    """
    layers: Sequence[Layer | LayerDraft] = network.layers
    keys = keys_of(layers)
    arrived = arrivals(len(network.input), keys, network.wiring)
    shapes = [report.input, *(row.output_shape for row in report.rows)]
    counted: dict[object, tuple[Quantity, ...]] = {}
    found = []
    for index, (key, layer, row) in enumerate(zip(keys, layers, report.rows, strict=True)):
        given = tuple([shapes[tensor - INPUT] for tensor in row.reads])
        forms = tuple(arrived.at(index, network.wiring))
        alike = (key, forms, tuple(layer.arguments.items()), given, row.output_shape)
        if alike not in counted:
            laid = laid_layer(key, forms, counts=_ASKED)
            run = with_letters(laid.run(layer.arguments, given), laid.output_shape, row.output_shape)
            counted[alike] = tuple([_counted(run, laid.counts, counting) for counting in COUNTINGS.values()])
        found.append(counted[alike])
    columns = zip(*found, strict=True) if found else ((0,) for _ in COUNTINGS)
    return {name: cast("Quantity", added(column)) for name, column in zip(COUNTINGS, columns, strict=True)}


def _counted(run: Run, slots: Mapping[str, int], counting: Counting) -> Quantity:
    """What a layer does by one way of counting; ``slots`` are those of what is asked that it has any of."""
    return counting.conventions.of(run)[slots[counting.quantity]] if counting.quantity in slots else 0


def network_json(network: Network | NetworkDraft, report: NetworkReport[Any]) -> dict[str, object]:
    """The ``network`` contract: the report, and what the network comes to."""
    operations = {name: in_json(total) for name, total in operation_totals(network, report).items()}
    return report.as_json() | {"operations": operations}
