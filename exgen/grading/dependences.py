"""On what a key depends beside parameters: the options of layers, such as their biases, and conventions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from exgen.engine.conventions import settings
from exgen.engine.gradients.graph import Graph
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.layers import KINDS
from exgen.engine.runs import Run
from exgen.engine.settled_conventions import alternatives
from exgen.errors import InputError
from exgen.questions.exercise import Exercise
from exgen.questions.layer_options import EXPECTED, OPTIONS
from exgen.questions.parts import Part
from exgen.questions.told_conventions import SETTABLE


def options_decisive(exercise: Exercise) -> Mapping[str, str]:
    """The options of layers with which a key would change, each with the path of the first such answer.

    An option is put to another value in all layers at once: one more, or the other truth. Sizes that are written in
    later layers need not fit then; what the rules make of it is told.
    """
    found: dict[str, str] = {}
    for name, network in exercise.networks.items():
        if isinstance(network, Graph):
            continue
        laid, run = laid_quantities(network), exercise.runs[name]
        for option in OPTIONS:
            pins = dict(_otherwise(laid, run, [layer.kind for layer in network.layers], option))
            path = _changed(exercise, name, pins) if pins and option not in found else None
            if path is not None:
                found[option] = path
    return found


def _otherwise(laid: LaidQuantities, run: Run, kinds: list[str], option: str) -> Iterator[tuple[int, int]]:
    """Other values for the slots that hold an option; those with a symbol are asked for by name anyway."""
    for slot, layer in laid.written(option):
        value = run[slot]
        parameter = next(one for one in KINDS[kinds[layer]].parameters if one.name == option)
        if isinstance(value, int) and (option in EXPECTED or value != parameter.default):
            yield slot, 1 - value if parameter.form == "truth" else value + 1


def _changed(exercise: Exercise, network: str, pins: Mapping[int, int]) -> str | None:
    """The path of the first answer whose key changes with these values of slots; None where there is none."""
    for part in _asked(exercise):
        if part.laid is not None and part.laid.network == network:
            run = exercise.runs[network]
            with suppress(InputError, ArithmeticError):
                if part.laid.read(run.rerun((), pins).__getitem__) != part.laid.read(run.__getitem__):
                    return part.answer.path
    return None


def conventions_decisive(exercise: Exercise) -> Mapping[str, str]:
    """The fields of conventions with which a key would change, each with the path of the first such answer."""
    fields = {value: name for name, allowed in settings().items() for value in allowed.values()}
    found: dict[str, str] = {}
    for part in _asked(exercise):
        if part.laid is None:
            continue
        run = exercise.runs[part.laid.network]
        for other in alternatives(exercise.conventions):
            field = fields[other.name]
            if field in SETTABLE and field not in found:
                with suppress(InputError, ArithmeticError):
                    rerun = run.rerun((), settled=run.calculation.mistakes(other.missteps))
                    if part.laid.read(rerun.__getitem__) != part.laid.read(run.__getitem__):
                        found[field] = part.answer.path
    return found


def _asked(exercise: Exercise) -> Iterator[Part]:
    """Everything that is asked by itself: of a table its cells, of a choice what is chosen."""
    for part in exercise.parts:
        yield from (cell.choice.part if cell.choice is not None else cell for cell in part.cells)
