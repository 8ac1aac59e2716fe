"""What ``exgen network`` answers: the table of a network and what it comes to, or how one of its rows comes about."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from exgen.cli.network_table import network_blocks, row_blocks, whole_map_sentence
from exgen.cli.totals_blocks import memory_blocks, operation_blocks, parameter_blocks, ratio_blocks
from exgen.engine.naming import network_from
from exgen.engine.network_report import finished, network_report
from exgen.engine.network_rows import NetworkReport, in_json
from exgen.engine.network_totals import cost_ratios, network_json, operation_totals, parameter_totals, training_memory
from exgen.engine.problems import network_error
from exgen.engine.row_derivation import Derived, row_derivation, row_json
from exgen.engine.size_letters import with_letters
from exgen.engine.unvalued import misspelt_truths
from exgen.engine.wording import said
from exgen.errors import InputError
from exgen.writers.terminal import Block

if TYPE_CHECKING:
    from exgen.engine.phase_rows import IndexFields, PhaseFields

_KEPT = ", or keep letters with --symbolic"


class NetworkView:
    """The network that the command's arguments name, ready to be shown; raises InputError for what does not fit it."""

    def __init__(self, arguments: Namespace) -> None:
        self._options = arguments
        draft = network_from(arguments.network, arguments.input, with_files=True)
        draft = replace(draft, bytes_per_number=arguments.bytes_per_number)
        if arguments.symbolic and (problems := misspelt_truths(draft)):
            raise network_error(problems)
        self._network = with_letters(draft) if arguments.symbolic else finished(draft, _KEPT)
        self._report = cast("NetworkReport[Any]", network_report(self._network))
        self._phases: Mapping[int, PhaseFields | IndexFields] = {}
        self._missing: Mapping[int, str] = {}
        self._whole: Mapping[int, int] = {}
        if arguments.receptive_field:
            from exgen.engine.phase_rows import missing_fields, phase_fields  # only receptive fields need these
            from exgen.engine.whole_maps import whole_maps

            self._phases = phase_fields(self._network, self._report)
            self._whole = whole_maps(self._network, self._report)
            missing = missing_fields(self._network, self._report)
            told = {missing.get(row) for row in self._whole}
            self._missing = {row: why for row, why in missing.items() if why not in told}
        self._learned = parameter_totals(self._network, self._report, arguments.frozen)
        self._ratios = cost_ratios(self._network) if arguments.against_plain else {}

    def as_json(self) -> dict[str, object]:
        """The ``network`` contract, with the derivation of the row that is asked for."""
        derived = self._derived()
        found = network_json(self._network, self._report, self._options.frozen, self._options.batch)
        found |= (
            {"against_plain": {name: str(in_json(ratio)) for name, ratio in self._ratios.items()}}
            if self._ratios
            else {}
        )
        found |= {"phases": {str(index): one.as_json() for index, one in self._phases.items()}} if self._phases else {}
        found |= {"whole_maps": {str(index): layer for index, layer in self._whole.items()}} if self._whole else {}
        return found | ({} if derived is None else {"where": row_json(derived)})

    def blocks(self) -> Iterator[Block]:
        """The same for people: only what the options ask for."""
        options, report, derived = self._options, self._report, self._derived()
        if derived is not None:
            index = options.where - 1
            missing = self._missing.get(index)
            if options.receptive_field and report.rows[index].receptive_field is None and index not in self._phases:
                missing = missing or said("no_space")
                missing = whole_map_sentence(report, self._whole) if index in self._whole else missing
            yield from row_blocks(report, index, derived, self._phases.get(index), missing)
            return
        yield from network_blocks(
            *(report, self._phases, self._missing, self._whole),
            has_fields=options.receptive_field,
            has_memory=options.memory,
        )
        if options.memory:
            yield from memory_blocks(report, training_memory(report, options.batch, self._learned.trainable))
        if not options.receptive_field or options.frozen:
            yield from parameter_blocks(self._learned)
        if not options.receptive_field and not options.memory:
            yield from operation_blocks(operation_totals(self._network, report))
        if self._ratios:
            yield from ratio_blocks(self._ratios)

    def _derived(self) -> tuple[Derived, ...] | None:
        options, report = self._options, self._report
        if options.where is None:
            return None
        if not 1 <= options.where <= len(report.rows):
            raise InputError(f"network: there is no layer {options.where}; allowed: 1 to {len(report.rows)}")
        return row_derivation(self._network, report, options.where - 1, has_field=options.receptive_field)
