"""How the row of one layer comes about: its shape, what it counts, and its receptive field, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.derivation import Line, derivation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import key_of
from exgen.engine.network_rows import NetworkReport, ReceptiveField, in_json
from exgen.engine.networks import Layer, Network
from exgen.engine.runs import Run
from exgen.engine.single_layers import COUNTS, as_written, laid_layer
from exgen.engine.table_letters import TableLetters
from exgen.engine.wiring import INPUT
from exgen.engine.wording import said


class Derived(NamedTuple):
    """What stands in a row, with the lines that lead to it; ``remark`` is there where no line leads to it.

    ``what`` is its name in JSON; ``title`` what it is called.
    """

    what: str
    values: tuple[Quantity, ...]
    lines: tuple[Line, ...]
    remark: str = ""

    @property
    def title(self) -> str:
        """What it is called, in the language that is spoken."""
        return said(f"row.{self.what}")


def row_derivation(
    network: Network | NetworkDraft, report: NetworkReport[Any], index: int, *, has_field: bool = False
) -> tuple[Derived, ...]:
    """The derivation of a row of a network's report, behind the shapes that arrive there.

    ``has_field``: its receptive field too, from those of the tensors that it reads.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("Conv2d(3, 16, 5)", "3x32x32")
    >>> shape, parameters, *_ = row_derivation(network, network_report(network), 0)
    >>> shape.values, [line.title for line in parameters.lines]
    ((16, 28, 28), ['weights', 'biases', 'parameters'])
    """
    layers: Sequence[Layer | LayerDraft] = network.layers
    layer, row = layers[index], report.rows[index]
    given = [report.input if tensor == INPUT else report.rows[tensor].output_shape for tensor in row.reads]
    fields = _fields(report, row.receptive_field, row.reads) if has_field and row.receptive_field else None
    arrived = arrivals(len(network.input), keys_of(layers), network.wiring)
    forms = tuple(arrived.at(index, network.wiring))
    key = key_of(layer.kind, layer.arguments)
    laid = laid_layer(key, forms, has_fields=fields is not None)
    given = as_written(key, layer.arguments, forms[0], given)
    letters = TableLetters(network)
    run = letters.printed_run(laid.run(layer.arguments, given, fields or ()))
    axes = max(forms[0].axes, laid.form.axes)
    found = [Derived("output shape", row.output_shape, derivation(run, laid.output_shape, axes))]
    if laid.output_shape in laid.given:
        found[0] = found[0]._replace(remark=said("passed"))
    run = letters.printed_run(with_letters(run, laid.output_shape, row.output_shape))
    known = set(laid.output_shape)
    for count in (*COUNTS, "activations"):
        value = getattr(row, count)
        slots = [laid.counts[count]] if count in laid.counts and value != 0 else []
        is_shared = count == "parameters" and network.wiring.shares[index] != index
        found.append(Derived(count, (value,), derivation(run, slots, axes, known), said("shared") if is_shared else ""))
        known |= run.calculation.upstream(slots)
    if fields is not None:
        slots = [slot for field in laid.fields for slot in field[:3]]
        numbers = tuple([run[slot] for slot in slots])
        lines = derivation(run, slots, axes)
        found.append(Derived("receptive field", numbers, lines, "" if lines else said("passed")))
    return tuple(found)


def _fields(report: NetworkReport[Any], own: ReceptiveField[Any], tensors: Sequence[int]) -> list[Quantity]:
    """Stride, start and end of the fields of tensors, axis by axis, which are as many as the layer's ``own`` has."""
    numbers: list[Quantity] = []
    for tensor in tensors:
        field = None if tensor == INPUT else report.rows[tensor].receptive_field
        if field is None:
            numbers += [1, 0, 0] * len(own.size)
        else:
            numbers += [number for axis in zip(field.stride, field.start, field.end, strict=True) for number in axis]
    return numbers


def with_letters(run: Run, slots: Sequence[int], sizes: Sequence[Quantity]) -> Run:
    """The run behind the letters that stand for sizes."""
    letters = {slot: size for slot, size in zip(slots, sizes, strict=True) if run[slot] != size}
    return run.pinned(letters) if letters else run


def row_json(derived: Sequence[Derived]) -> dict[str, object]:
    """For each thing in a row its value and its lines, formulas in LaTeX."""
    return {
        one.what: {
            "value": [in_json(value) for value in one.values],
            "lines": [f"{line.words}: {line.formula}" if line.formula else line.words for line in one.lines],
        }
        for one in derived
    }
