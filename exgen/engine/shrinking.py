"""Small networks of a given structure, so small that everything in them can be counted.

What the rules say about a network too big to count is confirmed on these: the same layer kinds in the same
order, hence the same calculation, with other numbers in it. Over a family every number that a rule reads has
two values or more, height and width differ, kernels are not square, and strides leave a remainder (of a transposed
convolution that is the output padding). Nothing in them is random.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from exgen.engine.arguments import layer_text
from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.forms import Form
from exgen.engine.layers import Kind, KindKey, kind_of
from exgen.engine.networks import Argument, Layer, Network
from exgen.engine.oracle import CountedQuantities
from exgen.engine.oracle.scattering import kept_places
from exgen.engine.oracle.windows import covering_taps, last_taps
from exgen.engine.small_arguments import Given, small_argument, usual
from exgen.engine.wiring import chain
from exgen.errors import NetworkError

LEAST_MEMBERS, MOST_MEMBERS = 4, 10
_INPUT_SIZES = ((6, 4, 5), (4, 5, 3), (5, 7, 4), (7, 6, 5))
_BATCHES = (2, 3, 5, 4)
_BYTES = (4, 2, 8, 3)
_ARGUMENTS = {
    "kernel": "kernel_size",
    "stride": "stride",
    "padding": "padding",
    "dilation": "dilation",
    "output_padding": "output_padding",
}
"""The numbers of a window, and the arguments that hold them."""
CHANNEL_FACTORS = {
    **dict.fromkeys(("GroupNorm", "ChannelShuffle", "Chunk", "GLU"), 2),
    **dict.fromkeys(("MultiheadAttention", "TransformerEncoderLayer"), 2),
    "PixelShuffle": 4,
}
"""Kinds that need channels which can be divided; in their networks all channels are multiples of this number."""
DIVIDES_SIZES = frozenset({"PixelUnshuffle"})
_SMALL = range(2, 5)
"""The sizes at which spatial axes are kept, however many layers there are."""
MOST_TRANSPOSED_PADDING = 12
"""How far the padding goes that takes a map of a transposed convolution down to such a size."""


def shrunk(network: Network) -> tuple[Network, ...]:
    """The small networks of the same structure as this one.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Conv1d(40, 256, 9, padding=4); ReLU()", "(40, 3000)").resolve({})
    >>> for small in shrunk(network):
    ...     print(small.input, small.layers[0].text)
    (2, 6) Conv1d(2, 4, kernel_size=2, stride=2, dilation=2)
    (1, 4) Conv1d(1, 3, kernel_size=3, padding=1, bias=False)
    (4, 5) Conv1d(4, 2, kernel_size=2, stride=3, padding=2, groups=2, bias=False)
    (3, 7) Conv1d(3, 1, kernel_size=2, stride=2)
    """
    return family(len(network.input), keys_of(network.layers))


class _Window(NamedTuple):
    """A kernel on one axis, and what it makes of the size that goes in."""

    kernel: int
    stride: int
    padding: int
    dilation: int
    output_padding: int
    size_out: int
    leaves_remainder: bool
    has_gaps: bool


class _Variety:
    """What the windows of the members made so far show, at one layer on one axis."""

    def __init__(self, axis: int, kind: Kind) -> None:
        names = [name for name, argument in _ARGUMENTS.items() if argument in kind.leaves]
        self.values: dict[str, set[int]] = {name: set() for name in names}
        self.missing = {"leaves_remainder"}
        if "dilation" in names:
            self.missing.add("has_gaps")
        if axis > 0:
            self.missing |= {"kernel unlike", "stride unlike"}

    @property
    def is_complete(self) -> bool:
        """Whether every number had two values and nothing else is missing."""
        return not self.missing and all(len(values) > 1 for values in self.values.values())

    def news(self, window: _Window, beside: list[_Window]) -> int:
        """How much a window adds, in a member that has these windows on earlier axes."""
        poor = [name for name, values in self.values.items() if len(values) < 2]
        new = sum(getattr(window, name) not in self.values[name] for name in poor)
        return new + (len(self.missing & _marks(window, beside)) if self.missing else 0)

    def note(self, window: _Window, beside: list[_Window]) -> None:
        """Take in a window that was chosen."""
        for name, values in self.values.items():
            values.add(getattr(window, name))
        self.missing -= _marks(window, beside)


def _marks(window: _Window, beside: list[_Window]) -> set[str]:
    marks = {name for name in ("leaves_remainder", "has_gaps") if getattr(window, name)}
    if beside:
        marks |= {
            f"{name} unlike" for name in ("kernel", "stride") if getattr(window, name) != getattr(beside[0], name)
        }
    return marks


_Varieties = dict[tuple[int, int], _Variety]
"""By layer and axis."""


@lru_cache(maxsize=256)
def family(rank: int, kinds: tuple[KindKey, ...]) -> tuple[Network, ...]:
    """The small networks with these layer kinds and an input shape of this length (3 for images).

    None where no small layers fit each other.
    """
    varieties: _Varieties = {}
    members: list[Network] = []
    forms = arrivals(rank, kinds, chain(len(kinds))).forms
    try:
        while len(members) < LEAST_MEMBERS or (
            len(members) < MOST_MEMBERS and not all(variety.is_complete for variety in varieties.values())
        ):
            members.append(_member(len(members), forms, tuple(map(kind_of, kinds)), varieties))
    except NetworkError:
        return ()
    return tuple(members)


def _member(member: int, forms: tuple[Form, ...], kinds: tuple[Kind, ...], varieties: _Varieties) -> Network:
    factor = max([CHANNEL_FACTORS.get(kind.name, 1) for kind in kinds], default=1)
    longer = 2 if any(kind.name in DIVIDES_SIZES for kind in kinds) else 1
    first = Given(member, 0, forms[0], (), factor)
    sizes = [longer * size for size in _INPUT_SIZES[member % 4][: forms[0].axes]]
    shape = shape_in = forms[0].shape(first.channels if forms[0].axes else factor * first.features, sizes)
    layers = []
    for index, kind in enumerate(kinds):
        arguments = _arguments(kind, Given(member, index, forms[index], shape, factor), varieties)
        layers.append(Layer(kind.name, arguments, layer_text(kind.name, arguments)))
        if problem := kind.misfit(arguments, shape, forms[index]):
            raise NetworkError(problem)
        shape = CountedQuantities.put_out(layers[-1], [shape])
    return Network(shape_in, tuple(layers), _BATCHES[member % 4], _BYTES[member % 4])


def _arguments(kind: Kind, given: Given, varieties: _Varieties) -> dict[str, Argument]:
    """Every argument of a layer kind, in a value that fits at this place."""
    written = kind.written_input()
    chosen: dict[str, Argument] = {written[0]: given.form.channel(given.shape)} if written else {}
    if "kernel_size" in kind.leaves:
        chosen |= _window_arguments(kind, given, varieties)
    for parameter in kind.parameters:
        if parameter.name not in chosen:
            value = small_argument(kind, parameter, given)
            chosen[parameter.name] = usual(kind, parameter, chosen) if value is None else value
    return {parameter.name: chosen[parameter.name] for parameter in kind.parameters}


def _window_arguments(kind: Kind, given: Given, varieties: _Varieties) -> dict[str, Argument]:
    """Kernel size, stride, padding, dilation and output padding for each axis, unlike those of earlier members."""
    chosen: list[_Window] = []
    for axis, size in enumerate(given.shape[1:]):
        variety = varieties.setdefault((given.layer, axis), _Variety(axis, kind))
        windows = _windows_of(kind, size)
        if not windows:
            raise NetworkError(f"{kind.name}: no small window fits into {size}")
        turn = (11 * given.member + 7 * axis + 5 * given.layer) % len(windows)
        chosen.append(_newest(windows[turn:] + windows[:turn], variety, chosen))
        variety.note(chosen[-1], chosen[:-1])
    names = {parameter.name for parameter in kind.parameters}
    found: dict[str, Argument] = {
        argument: tuple([getattr(window, name) for window in chosen])
        for name, argument in _ARGUMENTS.items()
        if argument in names
    }
    return found | {name: value for name, value in kind.chosen.items() if name in found}


def _windows_of(kind: Kind, size: int) -> tuple[_Window, ...]:
    """The windows that a kind can have on an axis of this size."""
    if "output_padding" in kind.leaves:
        return _transposed_windows(size)
    if kind.chosen.get("padding") == "same":
        return _same_windows(size)
    most = 0 if "padding" not in kind.leaves else None if "out_channels" in kind.leaves else 1
    return _windows(size, most, "dilation" in kind.leaves, bool(kind.chosen.get("ceil_mode")))


def _newest(windows: tuple[_Window, ...], variety: _Variety, beside: list[_Window]) -> _Window:
    """The window that adds most to the variety; among equals one with a real kernel."""
    return max(windows, key=lambda window: (variety.news(window, beside), window.kernel > 1))


@lru_cache(maxsize=64)
def _windows(size: int, padded: int | None, is_dilated: bool, is_rounded_up: bool) -> tuple[_Window, ...]:
    """The windows that turn a size into a small one.

    ``padded`` is 0 without padding, 1 where at most half the kernel is, as in torch's poolings; else None.
    """
    found = []
    for kernel, stride, dilation in product(range(1, 4), range(1, 4), range(1, 3 if is_dilated else 2)):
        for padding in range(4 if padded is None else padded * (kernel // 2) + 1):
            rest = (kernel, stride, padding, dilation)
            size_out, size_before = (_fitting(is_rounded_up, side, *rest) for side in (size, size - 1))
            if size_out in _SMALL:
                has_gaps = kernel > 1 and dilation > 1
                found.append(_Window(*rest, 0, size_out, size_out == size_before, has_gaps))
    return tuple(found)


@lru_cache(maxsize=64)
def _same_windows(size: int) -> tuple[_Window, ...]:
    """The windows whose padding keeps the size: of stride 1."""
    pairs = product(range(1, 5), range(1, 3))
    return tuple([_Window(kernel, 1, 0, dilation, 0, size, False, kernel > 1 < dilation) for kernel, dilation in pairs])


@lru_cache(maxsize=64)
def _transposed_windows(size: int) -> tuple[_Window, ...]:
    """The kernels laid down on a map that turn a size into a small one.

    The output padding is what the stride leaves on the way back: the last places, that no window of the convolution
    reaches.
    """
    found = []
    for kernel, stride, dilation, output_padding in product(range(1, 4), range(1, 4), range(1, 3), range(3)):
        if output_padding >= max(stride, dilation):
            continue
        for padding in range(MOST_TRANSPOSED_PADDING):
            size_out = sum(1 for _ in kept_places(size, kernel, stride, padding, output_padding, dilation))
            if size_out in _SMALL:
                numbers = (kernel, stride, padding, dilation, output_padding)
                leaves_remainder = output_padding > 0 and stride > 1
                found.append(_Window(*numbers, size_out, leaves_remainder, kernel > 1 and dilation > 1))
    return tuple(found)


def _fitting(is_rounded_up: bool, *window: int) -> int:
    return sum(1 for _ in (covering_taps(*window) if is_rounded_up else last_taps(*window)))
