"""Memory and depth as steps of a calculation; ``laid_quantities`` has them as its methods.

Tensors are the input, then the output of each layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.layers import ONE, ZERO, Kind, Laying, Shape
from exgen.engine.layers.constant_leaves import TWO
from exgen.engine.layers.windows import Window
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.quantity_arguments import OPTIMISERS
from exgen.engine.wiring import INPUT, Wiring
from exgen.errors import NetworkError

BATCH = Leaf(None, "batch")
BYTES = Leaf(None, "bytes_per_number")


def laid_activations(layout: Layout, layer: int, shape: Shape, examples: Leaf) -> int:
    """The values of a tensor, for a whole batch (``BATCH``) or for one example (``ONE``)."""
    place, number = Place(layer), layout.leaves[examples]
    if len(shape) == 1:
        return layout.step("feature_activations", place, N=number, F=shape[0])
    return layout.step("activations", place, N=number, C=shape[0], X=shape[1:])


def laid_in_place(layout: Layout, layer: int, values: int) -> int:
    """The values that a layer adds which can work in place."""
    return layout.step("in_place_values", Place(layer), A=values)


def laid_kept(layout: Layout, tensors: Sequence[int], own: Sequence[int], wiring: Wiring, keeps: str) -> int:
    """The values that are in memory at once, as one of ``quantity_arguments.KEEPS`` says.

    ``tensors`` are the values of the input and of each layer's output, ``own`` those that come with it.
    """
    match keeps:
        case "largest_tensor":
            return layout.step("largest_tensor", Place(), terms=tuple(tensors))
        case "input_and_output":
            pairs = [
                _laid_pair(layout, layer, [tensors[tensor + 1] for tensor in dict.fromkeys(given)], out)
                for layer, (given, out) in enumerate(zip(wiring.reads, own[1:], strict=True))
            ]
            return layout.step("largest_pair", Place(), terms=tuple(pairs))
        case "largest_live":
            return _laid_live(layout, wiring, tensors, own)
        case "outputs":
            return laid_sum(layout, own[1:])
    kept = layout.step("kept_activations", Place(), terms=tuple(own))
    return layout.step("with_gradients", Place(), T=kept) if keeps == "activations_and_gradients" else kept


def laid_state(layout: Layout, parameters: int, optimiser: str) -> int:
    """The numbers that an optimiser keeps for so many parameters, one of ``quantity_arguments.OPTIMISERS``."""
    held = layout.leaves[(ZERO, ONE, TWO)[OPTIMISERS[optimiser]]]
    return layout.step("optimiser_state", Place(), k=held, w=parameters)


def laid_training(layout: Layout, parameters: int, state: int, kept: int) -> int:
    """The numbers in memory while training: weights, their gradients, the optimiser's, and the activations."""
    return layout.step("training_numbers", Place(), w=parameters, g=parameters, s=state, T=kept)


def _laid_live(layout: Layout, wiring: Wiring, tensors: Sequence[int], own: Sequence[int]) -> int:
    """The most that is alive at once, layer after layer."""
    last, alive, moments = wiring.last_readers(), [INPUT], []
    for layer, given in enumerate(wiring.reads):
        out = own[layer + 1]  # what takes another one's place is alive from then on, but not twice
        pair = _laid_pair(layout, layer, [tensors[tensor + 1] for tensor in dict.fromkeys(given)], out)
        terms = (*[tensors[tensor + 1] for tensor in alive], out)
        moments.append(layout.step("alive_at_once", Place(layer), terms=terms, p=pair))
        alive = [tensor for tensor in (*alive, layer) if last[tensor + 1] > layer]
    most = layout.step("largest_live", Place(), terms=tuple(moments))
    everything = layout.step("kept_activations", Place(), terms=tuple(own))
    return layout.step("kept_at_inference", Place(), A=most, T=everything)


def _laid_pair(layout: Layout, layer: int, given: Sequence[int], out: int) -> int:
    """What a layer reads and what it puts out, together."""
    if len(given) == 1:
        return layout.step("kept_pair", Place(layer), A_in=given[0], A_out=out)
    return layout.step("kept_branches", Place(layer), terms=(*given, out))


def laid_sum(layout: Layout, terms: Sequence[int]) -> int:
    """The total over layers, each with a share of its own."""
    shares = [layout.step("share", Place(layer), n=slot) for layer, slot in enumerate(terms)]
    return layout.step("total", Place(), terms=tuple(shares))


def laid_bytes(layout: Layout, values: int, place: Place, unit: int | None = None) -> int:
    """The bytes of so many numbers; in another unit where the slot of one is given."""
    taken = layout.step("bytes", place, b=layout.leaves[BYTES], n=values)
    return taken if unit is None else layout.step("in_unit", place, M=taken, U=unit)


def laid_depth(layout: Layout, layings: Sequence[Laying], kinds: Sequence[Kind], until: Shape, how: str) -> int:
    """How often these layers are applied, one after the other, until the spatial sizes ``until`` are reached.

    Raises NetworkError where no spatial axis goes in, or a layer changes sizes that is no window.
    """
    axes = len(until)
    if not axes:
        raise NetworkError("depth is asked of layers that change a spatial size, and no spatial axis goes in")
    letters: dict[str, list[int]] = {letter: [] for letter in "KSPD"}
    for number, (lay, kind) in enumerate(zip(layings, kinds, strict=True), 1):
        if isinstance(kind, Window) and kind.is_plain_window:
            for axis in range(axes):
                for letter, slot in kind.window(lay, axis).items():
                    letters[letter].append(slot)
        elif kind.output_shape(lay, (0, *until))[1:] != until:
            raise NetworkError(f"layer {number}, {kind.name}: depth is counted over convolutions and poolings only")
    sizes = tuple([layout.leaves[Leaf(None, "input", axis + 1)] for axis in range(axes)])
    windows = {letter: tuple(slots) for letter, slots in letters.items()}
    times = layout.step(f"layers_until_{how}", Place(), H=sizes, T=until, **windows)
    return layout.step("depth", Place(), n=times)
