"""docs/layers.md, made from the kinds themselves and from the rules they lay: ``make layers`` writes it.

A test says when it is stale.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from exgen.engine.absent_layers import reasons
from exgen.engine.arrivals import keys_of
from exgen.engine.forms import VECTOR, Form
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.layers import KINDS, Choice, Kind, KindKey, Parameter
from exgen.engine.networks import Argument, Layer, Network
from exgen.engine.rules import Rule
from exgen.engine.shrinking import family
from exgen.errors import NetworkError

PAGE = Path(__file__).parents[2] / "docs" / "layers.md"

INTRODUCTION = """# Layers

*Made by `make layers` from the kinds and the rules themselves.* Each layer is spelt as in `torch.nn`, with its
arguments in their order and their defaults; `axes` stands for one whole number, or one for each spatial axis, in
brackets. What is not listed is refused with a message that says so. `TransformerEncoder(layer, num_layers, norm)` is
its layer so often in a row, and the norm behind all of them. Below the layers stand the lines by which they are
counted, in the letters of [the rules](../exgen/engine/rules/__init__.py). What has no line counts 0: pooling,
activations, normalisation and interpolation multiply and add nothing, as do residual additions and gates. Of attention
the products of queries with keys and of their weights with values count, and neither softmax nor scale does.

What goes through a network has a *form*: a vector `(F,)`, a map with channels first `(C, L)`, `(C, H, W)`,
`(C, D, H, W)`, a sequence with features last `(L, E)` (or a map with features last, behind `Permute`), or tokens
`(L,)`, which `Embedding` takes. An input of two sizes is a signal or a sequence, as its first layers need it. Layers on
sequences go over one sequence: the batch is no part of a shape, so `batch_first` changes nothing; of a recurrent layer
or an attention its output goes on, not its states or weights.

Branches (`Residual`, `Concat`, `Add`, `Multiply`, labels, `Reuse`) are joined by layers of their own: `Concat` takes
maps and vectors, whose channels it puts behind each other, the others tensors of any form. `Concat(dim=..., ...)` joins
along another axis, as `torch.cat` does; of sequences it needs a `dim`: 1 joins places, 2 features.
"""

ABSENT = """## What torch.nn has besides

| layers | why they are not here |
| --- | --- |"""

COUNTED = ("output_shape", "weights", "biases", "buffers", "multiplications", "additions")


def page() -> str:
    """The page."""
    groups = groupby((kind for kind in KINDS.values() if not kind.is_join), key=type)
    sections = [line for kind, kinds in groups for line in _section(kind, list(kinds))]
    absent = [f"| {', '.join(f'`{name}`' for name in names)} | {why} |" for why, names in reasons()]
    return "\n".join([INTRODUCTION, *sections, ABSENT, *absent, ""])


def _section(made: type[Kind], kinds: list[Kind]) -> Iterator[str]:
    """What kinds of one class have in common."""
    yield f"## {_names(kinds)}\n"
    written = made.__doc__ if made is not Kind else "Passes everything through."
    yield inspect.cleandoc(written or "").replace("``", "`") + "\n"
    yield "```text"
    seen = set()
    for kind in kinds:
        arguments = _signature(kind).partition("(")[2]
        if arguments not in seen:
            yield _signature(kind)
        seen.add(arguments)
    yield "```\n"
    yield f"Takes {_taken(kinds)}.\n"
    lines = [*_lines(kinds), *_refusals(kinds)]
    yield from lines
    if lines:
        yield ""


def _refusals(kinds: list[Kind]) -> Iterator[str]:
    """Arguments of which only some values are taken, and why."""
    parameters = {parameter.name: parameter for kind in kinds for parameter in kind.parameters if parameter.why}
    for name, parameter in parameters.items():
        yield f"- `{name}` is {' or '.join(f'`{value}`' for value in parameter.only)}: {parameter.why}"


def _names(kinds: list[Kind]) -> str:
    """Their names, those of one layer in several dimensions together: ``Conv1d to 3d``."""
    names = [kind.name for kind in kinds]
    short = [f"{name} to 3d" if name.endswith("1d") else name for name in names]
    return ", ".join(
        [name for name, kind in zip(short, names, strict=True) if not kind.endswith(("2d", "3d"))] or names
    )


def _signature(kind: Kind) -> str:
    return f"{kind.name}({', '.join(map(_argument, kind.parameters))})"


def _argument(parameter: Parameter) -> str:
    shown = parameter.name + (": axes" if parameter.form == "axes" else "")
    default = repr(parameter.default) if parameter.form == "text" else str(parameter.default)
    shown += "" if parameter.default is None else f" = {default}"
    allowed = parameter.only if len(parameter.only) > 1 else ()
    if choices := (*allowed, *parameter.words):
        shown += f" [{'also ' if parameter.words else ''}{', '.join(map(str, choices))}]"
    return shown


def _taken(kinds: list[Kind]) -> str:
    forms = dict.fromkeys(form for kind in kinds for form in kind.wanted)
    return ", ".join(form.words for form in forms) or "any tensor with channels or features"


def _lines(kinds: list[Kind]) -> Iterator[str]:
    """The lines that count layers of these kinds; each rule once, where it is used first."""
    kind = kinds[-1]
    network, shown = _example(kind), set[str]()
    for quantity in COUNTED:
        yield from _line(quantity.replace("_", " "), keys_of(network.layers), len(network.input), quantity, shown)
    for choice in CHOICES:
        name, value = choice
        choosing = [kind for kind in kinds if name in kind.choices and name in [one.name for one in kind.parameters]]
        if not choosing or choosing[-1].name == "Upsample":
            continue
        is_number = value == 1 and value is not True
        for quantity in COUNTED if is_number else COUNTED[:1]:
            said = f"{quantity.replace('_', ' ')} with {name if is_number else f'{name}={value!r}'}"
            yield from _line(said, (Choice(choosing[-1].name, (choice,)),), len(network.input), quantity, shown)

    if kind.name == "Upsample":
        fraction = Choice("Upsample", (("scale_factor", 1), ("is_rounded", True)))
        yield from _line("output shape with a fraction", (fraction,), len(network.input), "output_shape", shown)


def _line(said: str, kinds: tuple[KindKey, ...], rank: int, quantity: str, shown: set[str]) -> Iterator[str]:
    """The rules of a quantity that were not shown before."""
    laid = LaidQuantities(rank, kinds)
    try:
        slots = getattr(laid, quantity)(0)
    except NetworkError:
        return
    rules = [rule for rule in _rules(laid, slots if isinstance(slots, tuple) else (slots,)) if rule.name not in shown]
    shown |= {rule.name for rule in rules}
    told = [rule for rule in rules if rule.line != rule.result]  # M = M only hands on, unless a convention changes it
    if told:
        yield f"- {said}: " + "; ".join(f"`{rule.result} = {rule.line}`" for rule in told)


def _example(kind: Kind) -> Network:
    form = next(form for form in (*kind.wanted, Form(2), VECTOR) if kind.takes(form))
    return family(form.rank, (kind.name,))[0] if kind.name not in SPECIAL else SPECIAL[kind.name]


CHOICES: tuple[tuple[str, Argument], ...] = (("ceil_mode", True), ("padding", "same"), ("proj_size", 1), ("kdim", 1))
"""Choices that decide how layers are counted; 1 stands for an argument that is written, whatever it is."""
SPECIAL = {
    "Unflatten": Network((6,), (Layer("Unflatten", {"dim": 1, "unflattened_size": (1, 2, 3)}, ""),)),
    "UpsamplingBilinear2d": Network(
        (1, 2, 3),
        (Layer("UpsamplingBilinear2d", {"size": "None", "scale_factor": (2,), "mode": "bilinear"}, ""),),
    ),
    "Upsample": Network(
        (1, 2),
        (Layer("Upsample", {"size": "None", "scale_factor": (2,), "mode": "nearest", "align_corners": "None"}, ""),),
    ),
}
"""Layers that need one of several arguments."""


def _rules(laid: LaidQuantities, slots: tuple[int, ...]) -> list[Rule]:
    """The rules that lead to these slots, the first ones first; sums over nothing are left out."""
    calculation = laid.calculation
    steps = [calculation.step(slot) for slot in sorted(calculation.reached(slots))]
    return list(dict.fromkeys(step.rule for step in steps if step is not None and step.rule.name != "nothing"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
