"""What is right of the known networks that one is taken for: another publication's version, another column of a table.

Whoever looks a number up finds that of ResNet-50 as torchvision builds it, or as its paper does. So a wrong response
about a known network is held to the same quantity of the networks of its design, and a total to those that stand beside
it in a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from exgen.engine.architectures import ARCHITECTURES, architecture, columns_beside, taken_for_each_other
from exgen.engine.checked_runs import checked_layout
from exgen.engine.conventions import Conventions
from exgen.engine.networks import Network
from exgen.engine.quantities import QUANTITIES
from exgen.engine.wiring import INPUT
from exgen.errors import ExgenError
from exgen.grading.elsewhere import Elsewhere
from exgen.questions.graphs import Subject
from exgen.questions.key_forms import Key
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue

_Settings: TypeAlias = tuple[int, int, Conventions]
"""The batch, how many bytes a number takes, and the conventions."""


def of_other_networks(network: Subject, laid: LaidValue | LaidOfGraph) -> Iterator[Elsewhere]:
    """What is right of the networks that a known one is taken for, or read beside; nothing where it has no name.

    >>> from exgen.engine.network_report import finished_network
    >>> network = finished_network("alexnet")
    >>> laid = LaidValue("network", "parameters", None, None, checked_layout(network).asked("parameters", None, {}))
    >>> for other in of_other_networks(network, laid):
    ...     print(other.key, other.where)
    60965224 alexnet_2012 (Krizhevsky et al. (2012))
    62378344 alexnet_2012_ungrouped (Krizhevsky et al. (2012), without its groups)
    """
    if not isinstance(network, Network) or not network.known_as or not isinstance(laid, LaidValue):
        return
    if isinstance(laid.layer, range) or laid.layer == INPUT:
        return
    place = None if laid.layer is None else _place(laid.layer, network)
    asked = _Asked(laid.quantity, place, laid.index, tuple(laid.arguments.items()))
    asked_for = {"": asked}
    if laid.layer is None and laid.quantity.startswith("receptive_field"):  # published ones end before the pooling
        asked_for[", before the pooling at its end"] = asked._replace(place=_BEFORE_POOLING)
    settings = (network.batch, network.bytes_per_number, network.conventions)
    is_own_input = network.input == architecture(network.known_as).input
    input = None if is_own_input else network.input
    for name in taken_for_each_other(network.known_as):
        for told, one in asked_for.items():
            key = _key(name, input, settings, one)
            if key is not None:
                yield Elsewhere(key, "another_networks_value", f"{_published(name)}{told}")
    for name in columns_beside(network.known_as) if laid.layer is None else ():
        key = _key(name, input, settings, asked)
        if key is not None:
            yield Elsewhere(key, "another_columns_value", _published(name))


def _published(name: str) -> str:
    """A known network, and who published it."""
    return f"{name} ({ARCHITECTURES[name].source})"


_BEFORE_POOLING = ("AdaptiveAvgPool2d", -1)
"""The place of the layer in front of the pooling of whole maps with which a network's part with space ends."""


class _Asked(NamedTuple):
    """What is asked of a network, of whichever: ``place`` is a kind of layers and how many of it stand before."""

    quantity: str
    place: tuple[str, int] | None
    entry: int | None
    arguments: tuple[tuple[str, Any], ...]


def _place(layer: int, network: Network) -> tuple[str, int]:
    """A layer as people think of it: the second convolution."""
    kinds = [one.kind for one in network.layers[: layer + 1]]
    return kinds[-1], kinds.count(kinds[-1]) - 1


@lru_cache(maxsize=1024)
def _key(name: str, input: tuple[int, ...] | None, settings: _Settings, asked: _Asked) -> Key | None:
    """What is right for a known network, behind its own input or another one; None where it has no such layer, or its
    layers do not fit that input.
    """
    network, quantity, arguments = _network(name, input, settings), asked.quantity, dict(asked.arguments)
    layer = None if asked.place is None else _layer(asked.place, network)
    if asked.place is not None and layer is None:
        return None
    try:
        layout = checked_layout(network)
        slots = layout.asked(quantity, layer, arguments)
        if asked.entry is not None:
            entries = QUANTITIES[quantity].form.entries
            slots = slots[asked.entry * entries :][:entries]
        run = layout.calculation.run(layout.leaves_of(network, arguments), slots, network.conventions)
        laid = LaidValue(name, quantity, layer, asked.entry, slots, arguments)
        return laid.read(run.__getitem__)
    except ExgenError:
        return None


def _layer(place: tuple[str, int], network: Network) -> int | None:
    """The layer that stands in a place; None where there is none."""
    if place == _BEFORE_POOLING:
        ends = [index for index, layer in enumerate(network.layers) if layer.kind == "AdaptiveAvgPool2d"]
        return network.wiring.reads[ends[-1]][0] if ends else None
    alike = [index for index, layer in enumerate(network.layers) if layer.kind == place[0]]
    return alike[place[1]] if place[1] < len(alike) else None


@lru_cache(maxsize=64)
def _network(name: str, input: tuple[int, ...] | None, settings: _Settings) -> Network:
    """A known network with this batch, these bytes for a number and these conventions."""
    batch, bytes_per_number, conventions = settings
    draft = architecture(name) if input is None else architecture(name).with_input(input)
    return replace(draft.resolve({}), batch=batch, bytes_per_number=bytes_per_number, conventions=conventions)
