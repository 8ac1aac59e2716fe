"""What is said of letters that stand where every number has to be known: a slip, or a network that holds letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exgen.engine.arguments import DraftArgument, shown_argument
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layer_drafts import LayerDraft, names_of
from exgen.engine.layers import KINDS
from exgen.engine.problems import placed
from exgen.expressions import Name

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "ja", "on"), "True"),
    **dict.fromkeys(("false", "no", "nein", "none", "off"), "False"),
}
"""What people write for a truth, in small letters."""


def unvalued(draft: NetworkDraft, otherwise: str = "") -> list[str]:
    """A line for the input and for each layer that holds names; ``otherwise`` says how letters can be kept.

    >>> from exgen.engine.reading import read_network
    >>> unvalued(read_network("Conv2d(3, C, K, bias=flase)", "3x9x9"))
    ... # doctest: +NORMALIZE_WHITESPACE
    ['layer 1, Conv2d(3, C, kernel_size=K, bias=flase): C and K have no values here; write numbers in their place',
     'layer 1, Conv2d(3, C, kernel_size=K, bias=flase): bias must be True or False, not flase; did you mean "False"?']
    """
    found: list[str] = []
    if names := names_of(draft.input):
        shape = ", ".join(map(shown_argument, draft.input))
        advice = f"{_without_value(names, otherwise)}; an input is written like 3x224x224"
        found.append(f"the input {shape if len(draft.input) == 1 else f'({shape})'}: {advice}")
    seen: set[str] = set()
    for index, layer in enumerate(draft.layers):
        times = "" if isinstance(layer.count, int) else f"{shown_argument(layer.count)} * "
        written = f"{times}{layer.text}"
        if written not in seen:
            seen.add(written)
            found += placed(f"layer {index + 1}, {written}", _of_layer(layer, otherwise))
    return found


def misspelt_truths(draft: NetworkDraft) -> list[str]:
    """A line for each layer in which a truth is misspelt, and for no other letters."""
    found: dict[str, str] = {}
    for index, layer in enumerate(draft.layers):
        for _, problem in _truths(layer.kind, layer.arguments):
            found.setdefault(f"{layer.text}: {problem}", f"layer {index + 1}, ")
    return [where + problem for problem, where in found.items()]


def _of_layer(layer: LayerDraft, otherwise: str) -> Iterator[str]:
    truths = dict(_truths(layer.kind, layer.arguments))
    values = [layer.count, *(layer.arguments[name] for name in layer.arguments if name not in truths)]
    sizes = [size for value in values for size in (value if isinstance(value, tuple) else (value,))]
    if names := names_of(sizes):
        yield _without_value(names, otherwise)
    yield from truths.values()


def _truths(kind: str, arguments: Mapping[str, DraftArgument]) -> Iterator[tuple[str, str]]:
    """The arguments in which True or False is misspelt, and what to say of each."""
    for parameter in KINDS[kind].parameters:
        value = arguments[parameter.name]
        if parameter.form == "truth" and isinstance(value, Name) and len(value.name) > 1:
            from difflib import get_close_matches  # only who mistyped something waits for it

            near = get_close_matches(value.name.lower(), _TRUTHS, n=1, cutoff=0.7)
            if near:
                hint = f'did you mean "{_TRUTHS[near[0]]}"?'
                yield parameter.name, f"{parameter.name} must be True or False, not {value.name}; {hint}"


def _without_value(names: tuple[str, ...], otherwise: str) -> str:
    has = "has no value here" if len(names) == 1 else "have no values here"
    place = "a number in its place" if len(names) == 1 else "numbers in their place"
    return f"{' and '.join(names)} {has}; write {place}{otherwise}"
