"""Receptive fields of a network's rows where maps grow: phase by phase, or for every index in a formula of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias, cast

from exgen.engine.drafts import NetworkDraft
from exgen.engine.field_problems import field_problems
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_rows import INDEX_LETTERS, NetworkReport, in_json
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.expressions import Name, Node, substitute

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


class IndexFields(NamedTuple):
    """For each spatial axis the first and the last input that the value of an index is reached from, in letters.

    ``ends`` are formulas over the network's letters and that of the index on their axis, so that one line speaks of all
    phases, however many there are; ``strides`` and ``phases`` say how far neighbouring values lie apart on the average,
    and how many forms there are.
    """

    strides: tuple[Quantity, ...]
    phases: tuple[Quantity, ...]
    letters: tuple[str, ...]
    ends: tuple[tuple[Quantity, Quantity], ...]

    def distinct_ends(self) -> tuple[tuple[Quantity, Quantity], ...]:
        """The ends on the first axis alone where they are alike on all axes, but for the letter of the index."""
        called = dict.fromkeys(self.letters, Name(self.letters[0]))
        alike = {tuple([_renamed(end, called) for end in ends]) for ends in self.ends}
        return self.ends[:1] if len(alike) == 1 else self.ends

    def as_json(self) -> dict[str, object]:
        """Strides, the letters of the indices, and the ends on each axis as numbers or texts."""
        return {
            "stride": [_in_json(stride) for stride in self.strides],
            "index": list(self.letters),
            "start": [in_json(start) for start, _ in self.ends],
            "end": [in_json(end) for _, end in self.ends],
        }


def _renamed(end: Quantity, called: Mapping[str, Node]) -> Quantity:
    return substitute(end, called) if isinstance(end, Node) else end


def _in_json(stride: Quantity) -> object:
    return str(stride) if isinstance(stride, Fraction) else in_json(stride)


def phase_fields(
    network: Network | NetworkDraft, report: NetworkReport[Any]
) -> Mapping[int, PhaseFields | IndexFields]:
    """The fields of the rows, by their index from 0, that have several phases; of all others nothing.

    Where letters of the network stand in them, they are told for all indices at once.

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
    return _found(network, asked) if asked else {}


def _found(network: Network | NetworkDraft, asked: Sequence[int]) -> Mapping[int, PhaseFields | IndexFields]:
    """The fields of these rows."""
    laid = laid_quantities(network)
    axes = len(network.input) - 1
    slots = {index: (laid.phases(index), laid.receptive_field_stride(index)) for index in asked}
    phase = laid.phase_slots()
    fields = {index: laid.phase_field(index, phase) for index in asked}

    def run(*indices: Quantity) -> Run:
        # a letter may stand for an index wherever a number may
        return laid.calculation.run(laid.leaves_of(network, {"phase": cast("tuple[int, ...]", indices)}))

    first = run(*(0,) * axes)
    taken = network.names if isinstance(network, NetworkDraft) else ()
    letters = [letter for letter in INDEX_LETTERS if letter not in taken][:axes]
    of_index = run(*map(Name, letters)) if isinstance(network, NetworkDraft) else first
    found: dict[int, PhaseFields | IndexFields] = {}
    several = {}
    for index in asked:
        strides = tuple([first[slot] for slot in slots[index][1]])
        phases = tuple([first[slot] for slot in slots[index][0]])
        if all(isinstance(first[slot], int) for slot in (*slots[index][0], *fields[index])):
            several[index] = (strides, cast("tuple[int, ...]", phases))
        else:
            ends = [of_index[slot] for place, slot in enumerate(fields[index]) if place % 3]  # 0 is the stride
            pairs = tuple(zip(ends[::2], ends[1::2], strict=True))
            found[index] = IndexFields(strides, phases, tuple(letters), pairs)
    most = max([max(phases) for _, phases in several.values()], default=1)
    runs = [first, *(run(*(number,) * axes) for number in range(1, most))]
    for index, (strides, counts) in several.items():
        by_axis = [fields[index][start : start + 3] for start in range(0, len(fields[index]), 3)]
        of_phases = tuple(
            [
                tuple([tuple([run[slot] for slot in axis]) for run in runs[:count]])
                for axis, count in zip(by_axis, counts, strict=True)
            ]
        )
        found[index] = PhaseFields(cast("tuple[int, ...]", strides), cast("Fields", of_phases))
    return dict(sorted(found.items()))


def missing_fields(network: Network | NetworkDraft, report: NetworkReport[Any]) -> Mapping[int, str]:
    """Why rows, by their index from 0, have neither a field nor phases; of rows that leave no space nothing is said.

    >>> from exgen.engine.network_report import finished_network, network_report
    >>> network = finished_network("AdaptiveAvgPool1d(2); ReLU", "1x5")
    >>> missing_fields(network, network_report(network))[1]  # doctest: +NORMALIZE_WHITESPACE
    'layer 1, AdaptiveAvgPool1d(output_size=2): 5 is not divisible by 2, so its windows differ
    and there is no interval for each phase'
    """
    shapes: Sequence[tuple[object, ...]] = [report.input, *(row.output_shape for row in report.rows)]
    problems = field_problems(network, shapes, "phase_field")
    return {
        index: problem
        for index, (problem, row) in enumerate(zip(problems, report.rows, strict=True))
        if problem is not None and row.receptive_field is None
    }
