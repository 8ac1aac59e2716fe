"""Where a mistake was made, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from exgen.engine.derivation import AXES
from exgen.engine.gradients.graph import Graph
from exgen.engine.missteps import Misstep, layers_between
from exgen.engine.runs import Run
from exgen.engine.wiring import INPUT
from exgen.engine.wording import joined, said, wording
from exgen.questions.graphs import Subject
from exgen.questions.network_places import place_text

Ways: TypeAlias = tuple[Misstep, ...]
"""The ways of one mistake that all explain a response: one, or the same mistake at several places."""


def where(ways: Ways, run: Run, network: Subject, reached: frozenset[int]) -> str:
    """The place of a mistake in words, "" for a lone layer or where the mistake says it, "everywhere" for all.

    A layer is called by its text, not by a number (statements and tables number layers each in their own way); of
    several with one text by which of them it is. An axis is named where the mistake could have been made on another
    one too. Where the mistake fits at several places none is claimed. Only slots of ``reached`` count: what else a
    mistake would touch has not been asked.
    """
    touched = dict.fromkeys(layer for step in ways for layer in _layers(step, run, reached))
    layers = [layer for layer in touched if layer is not None]
    if ways[0].mal_rule.is_in_all_layers:
        return ""
    if ways[0].place is None and len(layers) > 1:
        if ways[0].rule is None:
            return said("everywhere")
        return said("every", kinds=joined(_kinds(layers, network)))
    if len(ways) > 1 and len(layers) > 1:
        layers = sorted({*layers, *layers_between(run, ways, reached)})
    groups = _groups(ways, run, network, reached)
    if groups:
        return said("comma").join(groups)
    words = [_layers_in_words(layers, network)] if layers and len(network.layers) > 1 else []
    axes = {step.place.axis for step in ways if step.place is not None}
    for axis in axes if len(axes) == 1 else ():
        if axis is not None and not isinstance(network, Graph):
            words.append(said(AXES[len(network.input) - 1][axis]))
    return said("comma").join(words)


def _layers(step: Misstep, run: Run, reached: frozenset[int]) -> list[int | None]:
    """The layers in which a misstep changes something that was asked for."""
    touched = sorted(slot for slot in run.calculation.touched(step) if slot in reached)
    return [run.calculation.steps[slot - run.calculation.first].place.layer for slot in touched]


def _groups(ways: Ways, run: Run, network: Subject, reached: frozenset[int]) -> list[str]:
    """The written lines whose repetition somebody got wrong, if it is that alone."""
    calculation = run.calculation
    slots = [slot for way in ways for slot in calculation.touched(way) if slot in reached]
    steps = [calculation.steps[slot - calculation.first] for slot in slots]
    if isinstance(network, Graph) or not all(step.rule.name.startswith("group_") for step in steps):
        return []
    starts = dict.fromkeys(step.place.layer for step in steps)
    return [place_text(network.layers, group) for group in network.groups if group.start in starts and len(group) > 1]


def _kinds(layers: Iterable[int], network: Subject) -> list[str]:
    return list(dict.fromkeys(network.layers[layer].kind for layer in layers))


def layer_in_words(layer: int, network: Subject) -> str:
    """A layer as ``where`` calls it."""
    return _layers_in_words([layer], network)


def _layers_in_words(layers: Sequence[int], network: Subject) -> str:
    """A layer, or several of which one is meant: "the 2nd Conv2d(16, 16, 3)", "one of 6 layers"."""
    texts = [layer.text for layer in network.layers]
    text = texts[layers[0]]
    if layers[0] == INPUT:
        return said("the_input")
    if len(layers) > 1:
        is_one_text = all(texts[layer] == text for layer in layers)
        return said("several_alike", layer=text) if is_one_text else said("several_places", number=len(layers))
    before = texts[: layers[0]].count(text)
    if texts.count(text) == 1:
        return text
    return said("of_equal_ones", ordinal=wording().ordinal(before + 1), layer=text)
