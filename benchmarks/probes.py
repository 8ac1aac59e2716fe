"""Probes: small networks whose every quantity the oracle counts, by which a broken rule is noticed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, TypeAlias

from benchmarks.graph_probes import GRAPHS
from benchmarks.hand_probes import BY_HAND, askings
from exgen.engine.field_problems import OF_FIELDS, field_problem
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.gradients.proof import confirm_gradient
from exgen.engine.gradients.reading import read_graph
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.proof_subjects import Asked
from exgen.engine.quantities import QUANTITIES, Form
from exgen.engine.quantity_arguments import KEEPS, OPTIMISERS, PADDED, REACHED, READ
from exgen.engine.reading import read_network
from exgen.engine.size_problems import size_problem
from exgen.errors import ExgenError, NetworkError
from exgen.expressions import Node
from exgen.expressions.matrices import Shape

ROUNDED = ("3, 2", "2, 3, 1", "2, 2, 0, 3", "3, 3, 1, 2", "4, 5, 2")
"""Windows whose last one may hang over the end: kernel, stride, padding, dilation."""

NETWORKS = (
    ("Conv2d(3, 4, (3, 2), stride=(2, 3), padding=(1, 2), dilation=(2, 1)); ReLU(); Conv2d(4, 6, 2)", "(3, 14, 11)"),
    ("Conv2d(4, 6, 3, groups=2, bias=False); BatchNorm2d(6); MaxPool2d(2); Flatten(); Linear(24, 5)", "(4, 7, 6)"),
    ("Conv1d(2, 3, 3, stride=2); MaxPool1d(2, stride=1, padding=1); Conv1d(3, 2, 2, dilation=3)", "(2, 23)"),
    ("ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2)", "(4, 4, 3)"),
    ("ConvTranspose1d(2, 3, 4, stride=3, padding=2, dilation=2, bias=False)", "(2, 5)"),
    ("ConvTranspose1d(1, 1, 4, padding=1, dilation=2); Conv1d(1, 1, 3, stride=2)", "(1, 9)"),
    (
        "AvgPool2d(3, stride=2, padding=1); AdaptiveAvgPool2d((2, 3)); Flatten(); Linear(12, 7, bias=False)",
        "(2, 8, 12)",
    ),
    ("2 * Conv2d(3, 3, 3); 5 * Conv2d(3, 3, 1); Flatten(); 3 * Linear(75, 75)", "(3, 9, 9)"),
    ("BatchNorm2d(3, affine=False); Conv2d(3, 2, 1)", "(3, 4, 5)"),
    ("Conv2d(4, 4, 3, groups=4, bias=False); ReLU(); Conv2d(4, 6, 1, bias=False)", "(4, 5, 6)"),
    ("Linear(6, 4); Sigmoid(); Linear(4, 3)", "6"),
    (
        "Conv2d(3, 4, (4, 3), padding='same', dilation=(1, 2)); MaxPool2d((3, 2), (2, 3), (1, 0), ceil_mode=True); "
        "InstanceNorm2d(4, affine=True, track_running_stats=True)",
        "(3, 6, 8)",
    ),
    ("ConstantPad2d((1, 2, 0, 3), 0.5); AvgPool2d((2, 3), (2, 1), ceil_mode=True); PReLU(3)", "(3, 6, 5)"),
    ("Upsample(scale_factor=(2, 3)); PixelShuffle(2); GLU(dim=1); Chunk(2, 1)", "(16, 2, 3)"),
    *((f"MaxPool1d({window}, ceil_mode=True)", f"(2, {size})") for window in ROUNDED for size in (6, 7, 8, 9, 13)),
    ("PixelShuffle(2); GLU(dim=1)", "(48, 2, 3)"),
    ("BatchNorm2d(3, track_running_stats=False); BatchNorm2d(3, affine=False)", "(3, 4, 5)"),
    (
        "Conv2d(2, 3, 3, padding=1); Residual(Conv2d(3, 3, 3, padding=1); ReLU()); "
        "Concat(Conv2d(3, 2, 1), Conv2d(3, 4, (5, 3), padding=(2, 1)), MaxPool2d(3, stride=1, padding=1)); "
        "Conv2d(9, 2, 1)",
        "(2, 6, 5)",
    ),
    ("Upsample(scale_factor=3, mode='linear'); Conv1d(1, 1, 2, stride=2)", "(1, 4)"),
    ("Upsample(scale_factor=2, mode='linear')", "(1, 5)"),
    ("Add(MaxPool1d(2), Conv1d(1, 1, 3, stride=2, padding=1))", "(1, 12)"),
    ("Conv1d(1, 1, 4, padding='same', dilation=3)", "(1, 5)"),
    ("Upsample(size=(6, 4)); Conv2d(1, 2, 3, padding=1)", "(1, 3, 2)"),
    ("ConvTranspose1d(1, 1, 4, stride=2, padding=1); Conv1d(1, 1, 3, stride=2, dilation=2)", "(1, 7)"),
    ("ConvTranspose1d(1, 1, 7, stride=6, padding=2); Conv1d(1, 1, 3, stride=4)", "(1, 5)"),
    (
        "Residual(MaxPool1d(2); Conv1d(1, 1, 3, padding=1); Upsample(scale_factor=2)); Conv1d(1, 1, 3, stride=3)",
        "(1, 8)",
    ),
    ("PixelUnshuffle(2); LayerScale(12); GroupNorm(3, 12)", "(3, 4, 6)"),
    ("Embedding(7, 4); LSTM(4, 3, num_layers=2, bidirectional=True); LayerNorm(6); Linear(6, 2)", "(5,)"),
    ("Upsample(scale_factor=1.5); Conv1d(1, 1, 2)", "(1, 7)"),
    ("LSTM(4, 5, num_layers=3, bidirectional=True, proj_size=3); Linear(6, 2)", "(4, 4)"),
    ("LSTM(3, 4, bias=False, proj_size=2)", "(5, 3)"),
    ("MultiheadAttention(6, 2, kdim=4, vdim=5)", "(5, 6)"),
    ("MultiheadAttention(6, 3, bias=False, kdim=7, add_bias_kv=True); Linear(6, 2)", "(4, 6)"),
    ("MultiheadAttention(6, 2, vdim=3, add_bias_kv=True, add_zero_attn=True)", "(5, 6)"),
    ("Concat(Identity(), Linear(4, 4), dim=1); Linear(4, 2)", "(3, 4)"),
    ("RNN(4, 3, bias=False); GRU(3, 2, num_layers=3); Select(1, -1); Linear(2, 5)", "(3, 4)"),
    ("ClassToken(4); PositionEmbedding(6, 4); MultiheadAttention(4, 2); TransformerEncoderLayer(4, 2, 5)", "(5, 4)"),
    ("MultiheadAttention(6, 3, bias=False); TransformerEncoderLayer(6, 2, 5, bias=False)", "(3, 6)"),
    ("Conv2d(2, 6, 2, stride=2); Flatten(2); Permute((0, 2, 1)); LayerNorm((9, 6)); Linear(6, 4)", "(2, 6, 7)"),
)

DEPTHS = (
    ("Conv1d(1, 1, 3, stride=2, padding=1, dilation=2)", "(1, 60)", ((29,), (28,), (14,), (6,))),
    ("MaxPool2d(2); Conv2d(1, 1, (3, 2), padding=(1, 0))", "(1, 40, 50)", ((20, 24), (10, 11), (5, 4))),
)
"""Layers that are applied again and again, and sizes that are reached, or nearly."""

Probe: TypeAlias = Callable[[], bool]
"""Whether what the rules give now is what the oracle found."""


def probes() -> list[Probe]:
    """All probes; the oracle counts once, here."""
    return [*_of_networks(), *_of_matrices(), *_of_gradients()]


def _of_networks() -> Iterator[Probe]:
    for text, input in NETWORKS:
        for batch in (1, 3):
            network = replace(read_network(text, input).resolve({}), batch=batch)
            yield from _of_network(network, _askings(network))
    one_byte = replace(read_network("Linear(1, 1)", "1").resolve({}), bytes_per_number=1)
    yield from _of_network(one_byte, _askings(one_byte))
    for text, input, sizes in DEPTHS:
        network = read_network(text, input).resolve({})
        reached = [("until", until) for until in sizes]
        yield from _of_network(
            network, [Asked("depth", None, (until, ("how", how))) for until in reached for how in REACHED]
        )


def _of_network(network: Network, askings: Iterable[Asked]) -> Iterator[Probe]:
    counted = CountedQuantities(network, 10**7)
    for asked in askings:
        arguments = dict(asked.arguments)
        try:
            found = by_rules(network, asked)
            if not _is_exact(found):
                continue  # a number that is no fraction, asked without decimals
            if asked.quantity == "input_sizes":
                if all(found) and size_problem(network, [range(min(axis), max(axis) + 1) for axis in found]):
                    continue  # some of these sizes do not meet behind branches, and nobody is asked for them
                expected: object = counted.input_sizes(arguments["wanted"])  # type: ignore[arg-type]  # a tuple
            else:
                expected = getattr(counted, asked.quantity)(asked.layer, **arguments)
        except NetworkError:
            continue  # a quantity that these layers do not have
        yield partial(_agrees, network, asked, expected)


def _askings(network: Network) -> Iterator[Asked]:
    layers = (None, *range(len(network.layers)))
    axes = len(network.input) - 1
    for quantity, kept in QUANTITIES.items():
        if quantity == "input_sizes":
            for size in range(1, 10):
                yield Asked(quantity, None, (("wanted", (size,) * axes),))
        elif quantity == "windows":
            limits = [("limits", (4, 3, 2)), ("limits", (4, 3, 2, 2))]
            wanted = [("wanted", (size,) * axes) for size in range(1, 5)]
            yield from (Asked(quantity, layer, pair) for layer in layers[1:] for pair in product(wanted, limits))
        elif quantity in ("padding_before", "padding_behind"):
            yield from (Asked(quantity, layer, (("how", how),)) for layer in layers[1:] for how in PADDED)
        elif quantity in OF_FIELDS:
            yield from _of_fields(network, quantity)
        elif quantity == "largest_batch":
            yield from (Asked(quantity, None, (("available", 99_999), ("keeps", keeps))) for keeps in KEEPS[1:])
        elif quantity == "memory":
            yield from (Asked(quantity, None, (("keeps", keeps), ("unit", None))) for keeps in KEEPS)
            yield Asked(quantity, None, (("keeps", "outputs"), ("unit", 1024)))
        elif quantity in ("optimiser_memory", "training_memory"):
            yield from (Asked(quantity, None, (("optimiser", name), ("unit", None))) for name in OPTIMISERS)
        elif quantity in ("trainable_parameters", "non_trainable_parameters"):
            frozen = (None, *range(1, len(network.layers) + 1))
            yield from (Asked(quantity, layer, (("frozen", first),)) for layer in layers for first in frozen)
        elif quantity != "depth" and kept.form is not Form.MATRIX:
            for layer in layers:
                if kept.by_layer if layer is not None else kept.by_network:
                    yield Asked(quantity, layer)


def _of_fields(network: Network, quantity: str) -> Iterator[Asked]:
    """What is asked of the layers that have a quantity which is about what their values read."""
    counted = CountedQuantities(network)
    shapes = [network.input, *map(counted.output_shape, range(len(network.layers)))]
    for layer in (None, *range(len(network.layers))):
        if field_problem(network, shapes, layer, quantity) is not None:
            continue
        axes = min(len(network.input) - 1, 2)
        if quantity == "phase_field":
            yield from (Asked(quantity, layer, (("phase", (phase,) * axes),)) for phase in range(4))
        elif quantity == "inputs_read":
            most = min((4, *counted.output_size(layer)))
            given = [(("index", (index,) * axes), ("how", how)) for index in range(most) for how in READ]
            yield from (Asked(quantity, layer, arguments) for arguments in given)
        else:
            yield Asked(quantity, layer)


def by_rules(network: Network, asked: Asked) -> Any:
    """What the rules give, in the oracle's form; nothing that was worked out before is used."""
    laid = laid_quantities(network)
    arguments = dict(asked.arguments)
    slots = laid.asked(asked.quantity, asked.layer, arguments)
    run = laid.calculation.run(laid.leaves_of(network, arguments))
    values = tuple([run[slot] for slot in slots])
    if asked.quantity == "input_sizes":
        bounds = zip(values[::2], values[1::2], strict=True)
        return tuple([frozenset(range(int(low), int(high) + 1)) for low, high in bounds])  # type: ignore[arg-type]  # whole
    return values if QUANTITIES[asked.quantity].form.entries else values[0]


def _is_exact(value: object) -> bool:
    """Whether there is a value, and all its numbers are fractions; a set of sizes has nothing else."""
    if isinstance(value, tuple):
        return all(map(_is_exact, value))
    return isinstance(value, (int, Fraction, frozenset))


def _agrees(network: Network, asked: Asked, expected: object) -> bool:
    return bool(by_rules(network, asked) == expected)


def _of_matrices() -> Iterator[Probe]:
    """Work by hand."""
    for work in BY_HAND:
        yield from _of_network(work.network, askings(work.network))


def _of_gradients() -> Iterator[Probe]:
    for lines, shapes in GRAPHS:
        for node in read_graph(lines, "l", shapes).shapes:
            if node != "l":
                yield partial(_gradient_agrees, lines, shapes, node)


def _gradient_agrees(lines: list[str], shapes: dict[str, Shape], node: str) -> bool:
    graph = read_graph(lines, "l", shapes, ["y"] if "p = softmax(z)" in lines else [])
    laid = laid_graph(graph)
    formula = laid.run[laid.asked(node)]
    assert isinstance(formula, Node)
    try:
        confirm_gradient(graph, node, formula)
    except ExgenError:
        return False
    return True


def forget() -> None:
    """Forget everything that the engine has worked out, so that a rule which is put in for another is used."""
    for name, module in list(sys.modules.items()):
        if name.startswith("exgen.engine"):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()
