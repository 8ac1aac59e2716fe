"""What people are shown of a network as a whole: what is trained, the memory that it takes, its operations by each way
of counting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from exgen.cli.layout import BLANK
from exgen.cli.network_table import number
from exgen.engine.formulas import Quantity
from exgen.engine.network_rows import NetworkReport, in_bytes
from exgen.engine.network_totals import COUNTINGS, ParameterTotals, TrainingMemory
from exgen.writers.terminal import Block, Paragraph

_PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"))


def parameter_blocks(totals: ParameterTotals) -> Iterator[Block]:
    """What is trained of a network and what is not; nothing where all of it is."""
    if not totals.layers and not totals.running_statistics:
        return
    layers = f"layers 1 to {totals.layers}" if totals.layers > 1 else "layer 1"
    told = {"trained": totals.trainable}
    told |= {f"frozen ({layers})": totals.frozen} if totals.layers else {}
    told |= {"running means and variances, not trained": totals.running_statistics} if totals.running_statistics else {}
    yield BLANK
    yield Paragraph("Parameters", "strong")
    yield from (Paragraph(f"{what}: {number(total)}", indent=2, hang=2) for what, total in told.items())


def memory_blocks(report: NetworkReport[Any], training: TrainingMemory) -> Iterator[Block]:
    """The memory that a network takes, for one example and in training."""
    memory = report.memory
    in_place = {"the same where ReLU, dropout and the like work in place": memory.kept_in_place}
    in_place = in_place if memory.kept_in_place != memory.kept_for_training else {}
    told = {
        "parameters": memory.parameters,
        "all activations and the input, kept for training": memory.kept_for_training,
        **in_place,
        "most at once without training": memory.largest_live,
    }
    yield BLANK
    yield Paragraph(f"For one example, {memory.bytes_per_number} bytes for each number:")
    yield from _in_bytes(report, told)
    examples = "one example" if training.batch == 1 else f"{training.batch:,} examples"
    yield BLANK
    yield Paragraph(f"Trained on {examples} at once: parameters, their gradients, all activations, and with")
    kept = {"SGD": "sgd", "SGD with momentum": "momentum", "Adam or AdamW": "adam"}
    states = {name: training.states[key] for name, key in kept.items()}
    names = {
        name: f"{name}, which keeps {number(state)} number{'' if state == 1 else 's'}" for name, state in states.items()
    }
    names["SGD"] = "SGD, which keeps nothing"
    yield from _in_bytes(report, {names[name]: training.totals[key] for name, key in kept.items()})


def ratio_blocks(ratios: Mapping[str, Quantity]) -> Iterator[Block]:
    """What a network costs for what the plain convolution costs that could replace it."""
    yield BLANK
    yield Paragraph("For those of one plain convolution with the same receptive field", "strong")
    for what, ratio in ratios.items():
        rounded = f", {float(ratio):.4g}" if isinstance(ratio, Fraction) else ""
        yield Paragraph(f"{what}: {number(ratio)}{rounded}", indent=2, hang=2)


def _in_bytes(report: NetworkReport[Any], told: Mapping[str, Quantity]) -> Iterator[Block]:
    for what, numbers in told.items():
        taken = in_bytes(numbers, report.bytes_per_number)
        yield Paragraph(f"{what}: {number(taken)} byte{'' if taken == 1 else 's'}{_units(taken)}", indent=2, hang=2)


def _units(taken: Quantity) -> str:
    """Bytes in the units that leave a number worth reading, in thousands and in powers of two.

    >>> _units(84), _units(1500), _units(553430176)
    ('', ', 1.5 kB, 1.5 KiB', ', 553.4 MB, 527.8 MiB')
    """
    if not isinstance(taken, int) or taken < 10**3:
        return ""
    if taken < 10**6:
        return f", {taken / 10**3:,.1f} kB, {taken / 2**10:,.1f} KiB"
    return f", {taken / 10**6:,.1f} MB, {taken / 2**20:,.1f} MiB"


def operation_blocks(totals: Mapping[str, Quantity]) -> Iterator[Block]:
    """The operations of a network by each of ``COUNTINGS``; nothing where it has none."""
    if not any(totals.values()):
        return
    yield BLANK
    yield Paragraph("Operations, counted as", "strong")
    for name, total in totals.items():
        counting = COUNTINGS[name]
        by = f" ({counting.source})" if counting.source else ""
        yield Paragraph(f"{counting.words}{by}: {number(total)}{_rounded(total)}", indent=2, hang=2)


def _rounded(total: Quantity) -> str:
    """A large number to four digits, as tables print it.

    >>> _rounded(15470264320), _rounded(399840)
    (', 15.47 G', '')
    """
    if not isinstance(total, int):
        return ""
    return next((f", {total / size:.4g} {prefix}" for size, prefix in _PREFIXES if total >= size), "")
