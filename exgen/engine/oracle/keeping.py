"""What is in memory while a network works, gone through thing by thing; and how often layers go into each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, product

from exgen.engine.conventions import Conventions
from exgen.engine.networks import Layer
from exgen.engine.oracle.counter import Shape
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.tally import Tally
from exgen.engine.wiring import INPUT, Wiring
from exgen.errors import NetworkError

Tensor = Iterable[object]
"""The values of a tensor, one by one."""

DEEPEST = 2_000
"""So many times layers are applied at most."""


def values(shape: Shape, examples: int) -> Iterator[object]:
    """The values of a tensor, for so many examples."""
    return product(range(examples), *map(range, shape))


def buffers(layers: Sequence[Layer], wiring: Wiring, conventions: Conventions) -> dict[int, int]:
    """The tensor in whose room each tensor lies: its own, but for what is put out in place."""
    room = {tensor: tensor for tensor in range(INPUT, len(layers))}
    if conventions.in_place == "left_out":
        times_read = Counter(chain.from_iterable(wiring.reads))
        for index, (layer, read) in enumerate(zip(layers, wiring.reads, strict=True)):
            if "inplace" in layer.arguments and times_read[read[0]] == 1:
                room[index] = room[read[0]]
    return room


def moments(wiring: Wiring, keeps: str, room: Mapping[int, int]) -> Iterator[list[int]]:
    """Which tensors are there together: at one moment after the other, or all the time.

    A tensor is called by the layer that puts it out; what is there twice is named twice. Of several in one ``room``
    one is there.
    """
    tensors = range(INPUT, len(wiring.reads))
    own = [tensor for tensor in tensors if room[tensor] == tensor]
    match keeps:
        case "largest_tensor":
            yield from ([tensor] for tensor in tensors)
        case "input_and_output":
            yield from (list({room[tensor] for tensor in (*read, layer)}) for layer, read in enumerate(wiring.reads))
        case "outputs":
            yield [tensor for tensor in own if tensor != INPUT]
        case "activations":
            yield own
        case "activations_and_gradients":
            yield [tensor for tensor in own for _ in ("activation", "gradient")]
        case "largest_live":
            yield from (list({room[tensor] for tensor in alive}) for alive in _alive(wiring))


def _alive(wiring: Wiring) -> Iterator[list[int]]:
    """Layers run one after the other; a tensor waits in memory as long as somebody still has to read it."""
    waited_for = [tensor for read in wiring.reads for tensor in read]
    alive = [INPUT]
    for layer, read in enumerate(wiring.reads):
        alive.append(layer)
        yield list(alive)
        for tensor in read:
            waited_for.remove(tensor)
        is_last = layer == len(wiring.reads) - 1
        alive = [tensor for tensor in alive if tensor in waited_for or (is_last and tensor == layer)]


def trained(learned: Callable[[], Tensor], optimiser: str) -> Iterator[object]:
    """What an optimiser keeps for all that is learned, number by number."""
    kept = {"sgd": (), "momentum": ("velocity",), "adam": ("mean", "square"), "adamw": ("mean", "square")}[optimiser]
    return chain.from_iterable(learned() for _ in kept)


def most_bytes(alive: Iterable[list[Tensor]], bytes_per_number: int, counted: Callable[[Tensor], int]) -> int:
    """How many bytes there are at the moment at which they are most."""
    return max(counted(stored(chain.from_iterable(tensors), bytes_per_number)) for tensors in alive)


def stored(numbers: Iterable[object], bytes_per_number: int) -> Iterator[int]:
    """The bytes of numbers, number by number."""
    return chain.from_iterable(range(bytes_per_number) for _ in numbers)


def fitting_examples(available: int, one: int, tally: Tally) -> int:
    """How many examples of so many bytes are put into memory, one after the other, before one no longer fits."""
    return tally.counted(range(one, available + 1, one))


def exact(number: int, unit: int) -> int | Fraction:
    """A number of bytes in another unit, whole where it is."""
    parts = Fraction(number, unit)
    return parts.numerator if parts.denominator == 1 else parts


def times_applied(layers: Sequence[Layer], sizes: Shape, until: Shape, how: str, tally: Tally) -> int:
    """How often all layers were applied, one after the other, when the sizes asked for are reached.

    Raises NetworkError where they never are: nothing changes any more, what is too large has grown, or no window fits.
    """
    before: Shape | None = None
    for number in range(DEEPEST + 1):
        if sizes == until or (how == "at_most" and all(map(int.__le__, sizes, until))):
            return number
        if sizes == before or _grow_away(sizes, before, until):
            break
        before = sizes
        for layer in layers:
            places = [COUNTERS[layer.kind].places(layer, axis, size) for axis, size in enumerate(sizes)]
            sizes = tuple([tally.counted(axis) for axis in places])
            if 0 in sizes:
                raise NetworkError(f"the size {until} is never reached: before, no window fits any more")
    raise NetworkError(f"the size {until} is never reached")


def _grow_away(sizes: Shape, before: Shape | None, until: Shape) -> bool:
    return any(size > wanted and size > old for size, wanted, old in zip(sizes, until, before or sizes, strict=True))
