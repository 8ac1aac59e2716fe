"""Whether the layers of a network fit each other: what arrives, and what they are written for.

Two questions, because rules need the right number of axes before they can say what arrives: ``check_ranks``
comes before a network is laid out, ``check_fit`` when its shapes are known.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.drafts import NetworkDraft
from exgen.engine.forms import VECTOR, Form
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import Join, Kind, kind_of
from exgen.engine.networks import Layer, Network
from exgen.engine.problems import arriving_count, explained, network_error, placed
from exgen.engine.wiring import INPUT
from exgen.engine.wording import joined, said
from exgen.expressions import Node, show

_AXES = (
    (),
    (("length", "positions"),),
    (("height", "rows"), ("width", "columns")),
    (("depth", "slices"), ("height", "rows"), ("width", "columns")),
)
"""For each spatial axis what its size is called, and what it counts, by the number of axes."""


def check_ranks(network: Network | NetworkDraft) -> None:
    """Raise NetworkError where a layer needs another number of spatial axes than arrives, one line for each.

    >>> from exgen.engine.reading import read_network
    >>> check_ranks(read_network("Conv2d(3, 16, 5); Linear(100, 10)", "3x9x9"))  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2, Linear(100, 10): it takes a vector (features), but an image (channels,
    height, width) arrives: put Flatten() before it
    """
    kinds, wiring = keys_of(network.layers), network.wiring
    found, problems = arrivals(len(network.input), kinds, wiring), []
    layers: Sequence[Layer | LayerDraft] = network.layers
    for index, layer in enumerate(layers):
        kind, arriving = kind_of(kinds[index]), found.at(index, wiring)
        if index in found.misfits:
            problem: str | None = _form_misfit(kind, arriving, INPUT in wiring.reads[index])
        else:
            problem = kind.form_problem(layer.arguments, arriving[0])
        if problem:
            problems.append(f"layer {index + 1}, {layer.text}: {problem}")
    if problems:
        raise network_error(explained(problems, network.assumed))


def _form_misfit(kind: Kind, arriving: Sequence[Form], is_input: bool) -> str:
    """Why tensors of these forms cannot go into a layer, and what to do about it."""
    first = arriving[0]
    if any(form != first for form in arriving):
        same = "number of axes" if len({form.axes for form in arriving}) > 1 else "order of axes"
        return f"{' and '.join(form.words for form in arriving)} meet here; all branches must have the same {same}"
    problem = f"it takes {kind.taken}, but {first.words} arrives"
    if first.channels == "none":
        return f"{problem}: put Embedding(...) before it"
    if VECTOR in kind.wanted and first.axes and first.channels == "first":
        problem += ": put Flatten() before it"
    elif first.axes and first.turned in kind.wanted:
        behind = (0, *range(2, first.axes + 2), 1) if first.channels == "first" else (0, first.axes + 1)
        dims = behind if first.channels == "first" else (*behind, *range(1, first.axes + 1))
        problem += f": put Permute({dims}) before it"
    if is_input and any(form.axes + 1 == first.axes for form in kind.wanted):
        problem += "; the batch axis is no part of the input"
    return problem


def check_fit(network: Network, shapes: Sequence[tuple[int, ...]]) -> None:
    """Raise NetworkError where a layer is written for something else than arrives, or no output is left.

    ``shapes`` begins with the network's input; then comes the output of each layer, as the rules give it
    (they take channels and features from what arrives, never from ``in_channels`` or ``in_features``).
    One line for each misfit; behind an output size below 1, or branches that do not fit each other, only what does
    not depend on sizes is looked at.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Flatten(); Linear(100, 10)", "64x3x3").resolve({})
    >>> check_fit(network, [(64, 3, 3), (576,), (10,)])  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.NetworkError: layer 2, Linear(100, 10): in_features is 100, but 576 features arrive
    (from (64, 3, 3) through Flatten)
    """
    problems = []
    has_sizes = True
    kinds = keys_of(network.layers)
    forms = arrivals(len(network.input), kinds, network.wiring).forms
    for index, layer in enumerate(network.layers):
        tensors, kind, where = network.wiring.reads[index], kind_of(kinds[index]), f"layer {index + 1}, {layer.text}"
        form, given, out = forms[tensors[0] + 1], shapes[tensors[0] + 1], shapes[index + 1]
        problem = _joined_misfit(network, kind, shapes, index, form) if has_sizes and len(tensors) > 1 else None
        if problem is not None:
            has_sizes = False
            problems.append(f"{where}: {problem}")
        written = kind.written_input()
        channels = form.channel(given)
        if written is not None and (has_sizes or form.axes) and layer.arguments[written[0]] != channels:
            origin = _origin(network, shapes, forms, tensors[0]) if has_sizes else ""
            problem = (
                f"{written[0]} is {layer.arguments[written[0]]}, but {arriving_count(channels, written[1])}{origin}"
            )
            problems.append(f"{where}: {problem}")
        elif has_sizes and (problem := kind.misfit(layer.arguments, given, form)):
            problems.append(f"{where}: {problem}{_origin(network, shapes, forms, tensors[0])}")
            has_sizes = all(type(size) is int and size > 0 for size in out)
        if has_sizes and min(out) < 1:
            has_sizes = False
            problems += placed(where, _lacking_sizes(layer, form.spatial(given), forms[index + 1].spatial(out)))
    if problems:
        raise network_error(explained(problems, network.assumed))


def open_fits(network: NetworkDraft, shapes: Sequence[tuple[object, ...]]) -> tuple[str, ...]:
    """What has to hold so that the layers of a draft fit each other, a sentence for each layer where letters leave it
    open; ``shapes`` as for ``check_fit``.

    Raises NetworkError where numbers show already that a layer does not fit.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Flatten(); Linear(100, 10)", "(64, H, 3)")
    >>> from exgen.expressions import read
    >>> open_fits(network, [(64, *network.input[1:]), (read("64 * H * 3"),), (10,)])
    ('layer 2, Linear(100, 10): 192H = 100',)
    """
    from exgen.engine.table_letters import TableLetters  # numbers need none

    printed = TableLetters(network).printed
    problems, remarks = [], []
    kinds = keys_of(network.layers)
    forms = arrivals(len(network.input), kinds, network.wiring).forms
    for index, layer in enumerate(network.layers):
        where, tensors = said("row_of", number=index + 1, layer=layer.text), network.wiring.reads[index]
        kind, form, given = kind_of(kinds[index]), forms[tensors[0] + 1], [shapes[tensor + 1] for tensor in tensors]
        written = [(*names, form.channel(given[0]))] if (names := kind.written_input()) is not None else []
        written += [(places, "places", given[0][0])] if (places := kind.written_places()) is not None else []
        for name, counted, arriving in written:
            says = layer.arguments[name]
            if says == arriving:
                continue
            if isinstance(says, int) and isinstance(arriving, int):
                problems.append(f"{where}: {name} is {says}, but {arriving_count(arriving, counted)}")
            else:
                shown = {
                    "arriving": _written(printed(arriving) if isinstance(arriving, int | Node) else arriving),
                    "wanted": _written(says),
                }
                remarks.append(said("must_arrive", layer=where, **shown))
        if isinstance(kind, Join) and not kind.fits(given, form):  # type: ignore[arg-type]  # formulas are compared as they are
            paths = [
                said("shape_from", shape=", ".join(map(_written, shape)), what=_path(network, tensor))
                for shape, tensor in zip(given, tensors, strict=True)
            ]
            remarks.append(said("must_fit", layer=where, shapes=joined(paths), demand=said(kind.demand)))
    if problems:
        raise network_error(problems)
    return tuple(remarks)


def _written(size: object) -> str:
    return show(size, "terminal") if isinstance(size, Node) else str(size)


def _origin(network: Network, shapes: Sequence[tuple[int, ...]], forms: Sequence[Form], tensor: int) -> str:
    """Where the features or channels of a tensor come from that arrives at a layer."""
    layers, arriving = network.layers, shapes[tensor + 1]
    if len(arriving) > 1:
        return f" (shape {_shown(arriving)})"
    while tensor != INPUT:
        before = network.wiring.reads[tensor][0]
        given = shapes[before + 1]
        if layers[tensor].kind == "Flatten" and forms[before + 1].axes:
            return f" (from {_shown(given)} through Flatten)"
        if given != arriving:
            return f" (from layer {tensor + 1}, {layers[tensor].text})"
        tensor = before
    return " (the input)"


def _joined_misfit(
    network: Network, kind: Kind, shapes: Sequence[tuple[int, ...]], index: int, form: Form
) -> str | None:
    """Why the tensors that meet at a join do not fit each other: all shapes, and where each comes from."""
    tensors = network.wiring.reads[index]
    assert isinstance(kind, Join)
    given = [shapes[tensor + 1] for tensor in tensors]
    if kind.fits(given, form):
        return None
    paths = [f"{_shown(shape)} from {_path(network, tensor)}" for shape, tensor in zip(given, tensors, strict=True)]
    return f"{', '.join(paths[:-1])} and {paths[-1]} do not fit; {said(kind.demand)}"


def _path(network: Network | NetworkDraft, tensor: int) -> str:
    """Which layer a tensor comes from."""
    if tensor == INPUT:
        return said("the_input")
    return said("row_of", number=tensor + 1, layer=network.layers[tensor].text)


def _lacking_sizes(layer: Layer, given: tuple[int, ...], out: tuple[int, ...]) -> list[str]:
    """For each spatial axis on which nothing comes out, why; axes that are alike are told together."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for axis in [axis for axis, size in enumerate(out) if size < 1]:
        alike.setdefault((given[axis], out[axis], *_window(layer, axis)), []).append(axis)
    problems = []
    for (size, left, *window), axes in alike.items():
        names = [_AXES[len(out)][axis] for axis in axes]
        problem = f"the output {_listed([name for name, _ in names])} would be {left}"
        if window:
            problem += f": {_lacking_room(layer, size, left, window, _listed([counted for _, counted in names]))}"
        problems.append(problem)
    return problems or [f"nothing comes out: {_shown(out)}"]


def _window(layer: Layer, axis: int) -> tuple[int, ...]:
    """Kernel, padding and dilation on an axis; nothing where there is no kernel."""
    if "kernel_size" not in layer.arguments:
        return ()
    padding = layer.axes("padding")[axis] if "padding" in layer.arguments else 0
    dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
    return layer.axes("kernel_size")[axis], padding, dilation


def _lacking_room(layer: Layer, size: int, out: int, window: Sequence[int], counted: str) -> str:
    """Why a kernel leaves nothing on an axis."""
    kernel, padding, dilation = window
    if "output_padding" in layer.arguments:
        return f"padding takes 2*{padding} {counted} off a map of {out + 2 * padding}"
    span = f", {dilation * (kernel - 1) + 1} with its dilation," if dilation > 1 else ""
    return f"the kernel of {kernel} {counted}{span} does not fit into {size} + 2*{padding} {counted}"


def _listed(words: Sequence[str]) -> str:
    """Words in a sentence.

    >>> _listed(["depth", "height", "width"])
    'depth, height and width'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _shown(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
