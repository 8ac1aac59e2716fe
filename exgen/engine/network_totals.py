"""What a network comes to as a whole: what is trained of it, what training takes in memory, its operations by each way
of counting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.conventions import Conventions
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity, formula
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.network_rows import NetworkReport, added, in_bytes, in_json
from exgen.engine.networks import Layer, Network
from exgen.engine.quantity_arguments import OPTIMISERS, check_frozen
from exgen.engine.row_derivation import with_letters
from exgen.engine.runs import Run
from exgen.engine.single_layers import as_written, laid_layer
from exgen.engine.table_letters import TableLetters
from exgen.engine.wiring import INPUT
from exgen.engine.wording import said
from exgen.expressions import Node
from exgen.expressions.cancelling import cancelled
from exgen.expressions.factoring import factored


class Counting(NamedTuple):
    """A way of counting: a quantity under conventions, and who publishes figures that are counted so.

    ``phrase`` names its words, which stand in ``exgen.engine.wording``.
    """

    quantity: str
    conventions: Conventions
    phrase: str
    source: str = ""

    @property
    def words(self) -> str:
        """What is counted, in the language that is spoken."""
        return said(self.phrase)


COUNTINGS: Mapping[str, Counting] = {
    "multiply_adds": Counting(
        "multiply_adds", Conventions(), "counted.multiply_adds", source="ResNet paper, torchvision"
    ),
    "multiply_adds_with_biases": Counting(
        "multiply_adds", Conventions(added_biases="counted"), "counted.multiply_adds_with_biases", source="torchinfo"
    ),
    "operations": Counting("operations", Conventions(), "counted.operations"),
    "operations_and_biases": Counting(
        "operations",
        Conventions(multiply_adds="two_and_biases"),
        "counted.operations_and_biases",
        source="TensorFlow's profiler",
    ),
    "products_and_additions": Counting(
        "operations", Conventions(multiply_adds="apart"), "counted.products_and_additions"
    ),
}
"""Every way of counting by its name; tools that count normalisation and pooling come to a little more."""


def operation_totals(network: Network | NetworkDraft, report: NetworkReport[Any]) -> dict[str, Quantity]:
    """The operations of the network whose report this is, by each of ``COUNTINGS``; formulas where there are letters.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("Conv2d(3, 16, 5); Flatten(); Linear(12544, 10, bias=False)", "3x32x32")
    >>> operation_totals(network, network_report(network))  # doctest: +NORMALIZE_WHITESPACE
    {'multiply_adds': 1066240, 'multiply_adds_with_biases': 1078784,
     'operations': 2132480, 'operations_and_biases': 2145024,
     'products_and_additions': 2132470}
    """
    asked = tuple(dict.fromkeys([counting.quantity for counting in COUNTINGS.values()]))

    def counted(run: Run, slots: Mapping[str, int]) -> list[Quantity]:
        return [
            run.under(counting.conventions)[slots[counting.quantity]] if counting.quantity in slots else 0
            for counting in COUNTINGS.values()
        ]

    rows = _of_layers(network, report, asked, counted)
    return {name: _sum([row[place] for row in rows]) for place, name in enumerate(COUNTINGS)}


class ParameterTotals(NamedTuple):
    """The parameters of a network: those that are trained, those of its first ``layers``, which are frozen, and the
    running means and variances that no gradient changes."""

    trainable: Quantity
    frozen: Quantity
    running_statistics: Quantity
    layers: int

    @property
    def non_trainable(self) -> Quantity:
        """All that is not trained."""
        rule = formula("non_trainable_parameters", (None,) * 5)
        return rule.with_formulas((self.frozen, self.running_statistics, 0, 0, 0))


def parameter_totals(
    network: Network | NetworkDraft, report: NetworkReport[Any], frozen: int | None = None
) -> ParameterTotals:
    """What is trained of the network whose report this is, where its first layers are frozen.

    Raises NetworkError where there are fewer layers.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("Conv2d(3, 8, 3); BatchNorm2d(8); Flatten(); Linear(72, 2)", "3x5x5")
    >>> totals = parameter_totals(network, network_report(network), 2)
    >>> totals.trainable, totals.non_trainable
    (146, 256)
    """
    first = check_frozen(frozen, [row.layer for row in report.rows])
    stopped = added([row.parameters for row in report.rows[:first]])
    asked = "running_statistics"
    rows = _of_layers(network, report, (asked,), lambda run, slots: [run[slots[asked]] if asked in slots else 0])
    own = [row[0] for index, row in enumerate(rows) if network.wiring.shares[index] == index]
    trained = formula("trainable_parameters", (None,) * 4).with_formulas((report.parameters, stopped, 0, 0))
    return ParameterTotals(trained, stopped, _sum(own), first)


def cost_ratios(network: Network | NetworkDraft) -> dict[str, Quantity]:
    """The parameters and multiplications of a network for those of the plain convolution that could replace it.

    Raises NetworkError where none could.

    >>> from exgen.engine.network_report import finished_network
    >>> text = "Conv2d(8, 8, 3, groups=8, bias=False); Conv2d(8, 16, 1, bias=False)"
    >>> print(cost_ratios(finished_network(text, "8x9x9"))["multiplications"])
    25/144
    """
    laid = laid_quantities(network)
    slots = {"parameters": laid.parameter_ratio(None), "multiplications": laid.multiplication_ratio(None)}
    run = laid.calculation.run(laid.leaves_of(network))
    values = {name: run[slot] for name, slot in slots.items()}
    return {name: _ratio(value) if isinstance(value, Node) else value for name, value in values.items()}


def _ratio(value: Node) -> Node:
    """A ratio as a textbook prints it: sums are factored first, so that what they share can be cancelled."""
    return factored(cancelled(factored(value)))


class TrainingMemory(NamedTuple):
    """How many numbers are in memory while a network is trained on batches of so many examples: what each optimiser
    keeps, and with it weights, their gradients and all activations."""

    batch: int
    states: Mapping[str, Quantity]
    totals: Mapping[str, Quantity]


def training_memory(report: NetworkReport[Any], batch: int = 1, trained: Quantity | None = None) -> TrainingMemory:
    """What training takes with each of ``OPTIMISERS``; ``trained`` parameters (None: all) have gradients.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> training_memory(network_report(finished_network("Linear(20, 30)", "20")), 8).totals["adam"]
    2920
    >>> training_memory(network_report(finished_network("Linear(20, 30)", "20")), 8, 0).totals["adam"]
    1030
    """
    learned = report.memory.parameters
    trained = learned if trained is None else trained
    kept = formula("multiplications", (None, None)).with_formulas((batch, report.memory.kept_for_training))
    state, total = formula("optimiser_state", (None, None)), formula("training_numbers", (None,) * 4)
    states = {name: state.with_formulas((held, trained)) for name, held in OPTIMISERS.items()}
    totals = {name: total.with_formulas((learned, trained, held, kept)) for name, held in states.items()}
    return TrainingMemory(batch, states, totals)


def _sum(terms: list[Quantity]) -> Quantity:
    return added(cast("list[int | Node]", terms))


def _of_layers(
    network: Network | NetworkDraft,
    report: NetworkReport[Any],
    counts: tuple[str, ...],
    counted: Callable[[Run, Mapping[str, int]], list[Quantity]],
) -> list[list[Quantity]]:
    """For each layer what is counted in its run, in which these counts are laid; ``counted`` gets their slots too.

    Equal layers behind equal shapes are looked at once.
    """
    layers: Sequence[Layer | LayerDraft] = network.layers
    keys = keys_of(layers)
    arrived = arrivals(len(network.input), keys, network.wiring)
    shapes = [report.input, *(row.output_shape for row in report.rows)]
    letters = TableLetters(network)
    found: dict[object, list[Quantity]] = {}
    rows = []
    for index, (key, layer, row) in enumerate(zip(keys, layers, report.rows, strict=True)):
        forms = tuple(arrived.at(index, network.wiring))
        given = tuple(as_written(key, layer.arguments, forms[0], [shapes[tensor - INPUT] for tensor in row.reads]))
        alike = (key, forms, tuple(layer.arguments.items()), given, row.output_shape)
        if alike not in found:
            laid = laid_layer(key, forms, counts=counts)
            run = with_letters(laid.run(layer.arguments, given), laid.output_shape, row.output_shape)
            found[alike] = [letters.printed(value) for value in counted(run, laid.counts)]
        rows.append(found[alike])
    return rows


def network_json(
    network: Network | NetworkDraft, report: NetworkReport[Any], frozen: int | None = None, batch: int = 1
) -> dict[str, object]:
    """The ``network`` contract: the report, and what the network comes to."""
    learned = parameter_totals(network, report, frozen)
    training = training_memory(report, batch, learned.trainable)
    names = ("trainable", "frozen", "running_statistics")
    operations = operation_totals(network, report)
    found = report.as_json()
    memory = found["memory"]
    assert isinstance(memory, dict)
    return found | {
        "memory": memory | {"optimiser": _bytes(report, training.states), "training": _bytes(report, training.totals)},
        "parameters": {name: in_json(getattr(learned, name)) for name in names},
        "operations": {name: in_json(total) for name, total in operations.items()},
    }


def _bytes(report: NetworkReport[Any], numbers: Mapping[str, Quantity]) -> dict[str, object]:
    """So many numbers by name, in bytes."""
    return {name: in_json(in_bytes(number, report.bytes_per_number)) for name, number in numbers.items()}
