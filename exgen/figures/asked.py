"""What figures ask of an exercise: its networks' layers, their windows, and values of formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.network_report import network_report
from exgen.engine.network_rows import ReceptiveField
from exgen.engine.networks import Network
from exgen.engine.single_layers import LayerFacts, layer_facts
from exgen.engine.wiring import UNWIRED
from exgen.errors import InputError
from exgen.expressions import Node, evaluate
from exgen.questions.exercise import Exercise
from exgen.questions.keys import laid_value, speaks_of_network
from exgen.questions.network_places import NetworkPlan
from exgen.questions.records import FigureSource


@dataclass(frozen=True, slots=True)
class Window:
    """A window on one axis: what goes in, its letters, and how many positions it has."""

    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int
    positions: int

    @property
    def reach(self) -> int:
        """How many places the kernel covers, those it passes over too."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def last(self) -> int:
        """The place in the padded input at which the last window begins."""
        return (self.positions - 1) * self.stride


def numbered_network(exercise: Exercise, source: FigureSource) -> Network:
    """The network of a figure that needs numbers; raises InputError for one in letters."""
    network = exercise.networks[source.subject]
    if not isinstance(network, Network):
        raise InputError(f'kind = "{source.kind}" is drawn of numbers, and there are letters in this network')
    return network


def layer_index(exercise: Exercise, source: FigureSource, network: Network) -> int:
    """The index of the layer that a figure shows; raises InputError where there is none."""
    found = 0 if source.layer is None else evaluate(source.layer, exercise.parameters)
    if not isinstance(found, int) or not -len(network.layers) <= found < len(network.layers):
        raise InputError(f"{source.subject}.layers[{found}] does not exist: there are {len(network.layers)}, from 0")
    return found % len(network.layers)


def all_facts(network: Network) -> list[tuple[LayerFacts, tuple[int, ...]]]:
    """What each layer makes of what arrives there, and the shape that does, with channels first."""
    report = network_report(network)
    keys = keys_of(network.layers)
    forms = arrivals(len(network.input), keys, network.wiring).forms
    shapes = [network.input, *(row.output_shape for row in report.rows)]
    found = []
    for key, layer, reads in zip(keys, network.layers, network.wiring.reads, strict=True):
        given = [shapes[tensor + 1] for tensor in reads]
        arriving = tuple([forms[tensor + 1] for tensor in reads])
        facts = layer_facts(key, arriving, layer.arguments, given)
        found.append((facts, cast("tuple[int, ...]", tuple(forms[reads[0] + 1].channels_first(given[0])))))
    return found


def windows_of(network: Network, index: int, figure: str) -> tuple[Window, ...]:
    """The windows of a convolution or pooling on its spatial axes; raises InputError for any other layer."""
    layer = network.layers[index]
    facts, given = all_facts(network)[index]
    if "kernel_size" not in layer.arguments or layer.kind.startswith("ConvTranspose") or None in facts.windows:
        raise InputError(f'kind = "{figure}" draws a convolution or pooling; layer {index + 1} is {layer.text}')
    sizes = cast("tuple[int, ...]", facts.output_shape[-len(facts.windows) :])
    letters = cast("tuple[tuple[int, int, int, int], ...]", facts.windows)
    return tuple(
        Window(size, kernel, stride, padding, dilation, positions)
        for size, (kernel, stride, padding, dilation), positions in zip(given[1:], letters, sizes, strict=True)
    )


def field_behind(network: Network, first: int, end: int) -> ReceptiveField[int]:
    """The receptive field that a value behind some layers of a chain has in what goes into the first of them.

    The layers are those from ``first`` to before ``end``. Raises InputError where there is no field of one form.
    """
    given = network.input if first == 0 else network_report(network).rows[first - 1].output_shape
    part = replace(network, input=given, layers=network.layers[first:end], wiring=UNWIRED, groups=(), matrices=None)
    field = network_report(part).rows[-1].receptive_field
    if field is None:
        text = network.layers[end - 1].text
        raise InputError(f"behind layer {end}, {text}, there is no receptive field of one form")
    return field


def value_of(exercise: Exercise, node: Node) -> object:
    """The value of a formula over parameters, or of one quantity of a network."""
    if not speaks_of_network(node, exercise.template.networks):
        return evaluate(node, exercise.parameters)
    plans: Mapping[str, NetworkPlan] = {
        name: NetworkPlan(name, laid_quantities(network), None)
        for name, network in exercise.networks.items()
        if isinstance(network, Network)
    }
    laid = laid_value(node, plans, None, exercise.parameters)
    network = exercise.networks[laid.network]
    assert isinstance(network, Network), "a plan is one of a network"
    calculation = plans[laid.network].laid.calculation
    leaves = plans[laid.network].laid.leaves_of(network, laid.arguments)
    return laid.read(calculation.run(leaves, laid.slots, network.conventions).__getitem__)
