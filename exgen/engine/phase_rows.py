"""Receptive fields of a network's rows where maps grow: phase by phase, beside the rows whose values are all alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias, cast

from exgen.engine.drafts import NetworkDraft
from exgen.engine.field_problems import field_problems
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_rows import NetworkReport
from exgen.engine.networks import Network
from exgen.engine.wording import said

Fields: TypeAlias = tuple[tuple[tuple[int, int, int], ...], ...]
"""For each axis stride, start and end of the field of each phase."""


class PhaseFields(NamedTuple):
    """For each spatial axis how far neighbouring values lie apart on the average, and a field for each phase.

    By ``fields[axis][r]``, stride, start and end, the value q m + r is reached from the inputs ``stride m + start`` to
    ``stride m + end``, where q is the number of phases.
    """

    strides: tuple[int | Fraction, ...]
    fields: Fields

    def as_json(self) -> dict[str, object]:
        """The strides as numbers or texts such as "1/2", and the phases of each axis."""
        names = ("stride", "start", "end")
        return {
            "stride": [stride if isinstance(stride, int) else str(stride) for stride in self.strides],
            "phases": [[dict(zip(names, field, strict=True)) for field in axis] for axis in self.fields],
        }


def phase_fields(network: Network, report: NetworkReport[int]) -> Mapping[int, PhaseFields]:
    """The fields of the rows, by their index from 0, that have several phases; of all others nothing.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("MaxPool1d(3); Upsample(scale_factor=2)", "1x12")
    >>> phase_fields(network, network_report(network))
    {1: PhaseFields(strides=(Fraction(3, 2),), fields=(((3, 0, 2), (3, 0, 2)),))}
    """
    shapes: Sequence[tuple[object, ...]] = [report.input, *(row.output_shape for row in report.rows)]
    problems = field_problems(network, shapes, "phase_field")
    of_one_form = field_problems(network, shapes)
    asked = [
        index
        for index, (problem, other) in enumerate(zip(problems, of_one_form, strict=True))
        if problem is None and other is not None
    ]
    if not asked:
        return {}
    laid = laid_quantities(network)
    axes = len(network.input) - 1
    slots = {index: (laid.phases(index), laid.receptive_field_stride(index)) for index in asked}
    phase = laid.phase_slots()
    fields = {index: laid.phase_field(index, phase) for index in asked}
    first = laid.calculation.run(laid.leaves_of(network, {"phase": (0,) * axes}))
    counts = {index: [cast("int", first[slot]) for slot in phases] for index, (phases, _) in slots.items()}
    most = max(max(count) for count in counts.values())
    runs = [first, *(laid.calculation.run(laid.leaves_of(network, {"phase": (r,) * axes})) for r in range(1, most))]
    found = {}
    for index in asked:
        by_axis = [fields[index][start : start + 3] for start in range(0, len(fields[index]), 3)]
        phases = [
            tuple([tuple([run[slot] for slot in axis]) for run in runs[:count]])
            for axis, count in zip(by_axis, counts[index], strict=True)
        ]
        strides = tuple([first[slot] for slot in slots[index][1]])
        found[index] = PhaseFields(cast("tuple[int, ...]", strides), cast("Fields", tuple(phases)))
    return found


def missing_fields(network: Network | NetworkDraft, report: NetworkReport[Any]) -> Mapping[int, str]:
    """Why rows, by their index from 0, have neither a field nor phases; of rows that leave no space nothing is said.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("AdaptiveAvgPool1d(2); ReLU", "1x5")
    >>> missing_fields(network, network_report(network))[1]  # doctest: +NORMALIZE_WHITESPACE
    'layer 1, AdaptiveAvgPool1d(output_size=2): 5 is not divisible by 2, so its windows differ
    and there is no interval for each phase'
    """
    shapes: Sequence[tuple[object, ...]] = [report.input, *(row.output_shape for row in report.rows)]
    problems = list(field_problems(network, shapes, "phase_field"))
    if isinstance(network, NetworkDraft):  # phases are numbers, and are not worked out with letters
        of_one_form = field_problems(network, shapes)
        problems = [
            problem or (other and said("phases_with_numbers", problem=other))
            for problem, other in zip(problems, of_one_form, strict=True)
        ]
    return {
        index: problem
        for index, (problem, row) in enumerate(zip(problems, report.rows, strict=True))
        if problem is not None and row.receptive_field is None
    }
