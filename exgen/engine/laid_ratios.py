"""The plain convolution that layers are compared with, laid as rules."""

from __future__ import annotations

from collections.abc import Sequence

from exgen.engine.forms import Form
from exgen.engine.layers import Convolution, Join, Kind, Shape
from exgen.engine.layout import Layout, Place
from exgen.errors import NetworkError

_COMPARED = "compared with a plain convolution are convolutions and what keeps shapes"
_ASKED = 'ask for a part of the network with no other layers, such as "Conv2d(8, 8, 3, groups=8); Conv2d(8, 16, 1)"'


def check_comparable(kinds: Sequence[Kind], given: Form, out: Form) -> int:
    """The last convolution among layers that one convolution could replace, which has a bias if that one has.

    Raises NetworkError where there is none, where a layer does more than convolve, join or act value by value, and
    where other tensors than maps with channels first go in or come out.
    """
    last = None
    for index, kind in enumerate(kinds):
        if isinstance(kind, Convolution):
            last = index
        elif not isinstance(kind, Join) and type(kind).output_shape is not Kind.output_shape:
            where = f"layer {index + 1}, {kind.name}"
            raise NetworkError(f"{where}: {_COMPARED}; {_ASKED}")
    for form, comes in ((given, "goes in"), (out, "comes out")):
        if not form.axes or form.channels != "first":
            raise NetworkError(f"{form.words} {comes}: {_COMPARED}, from maps to maps, channels first; {_ASKED}")
    if last is None:
        raise NetworkError(f"no layer is a convolution: {_COMPARED}; {_ASKED}")
    return last


def laid_plain(layout: Layout, count: str, given: Shape, out: Shape, size: Shape, bias: int) -> int:
    """The slot of the parameters or multiplications of a convolution with a kernel of this size, between two shapes."""
    letters: dict[str, int | Shape] = {"C_in": given[0], "C_out": out[0], "K": size}
    if count == "multiplications":
        return layout.step("plain_multiplications", Place(), **letters, X=out[1:])
    weights = layout.step("plain_weights", Place(), **letters)
    biases = layout.step("plain_biases", Place(), C_out=out[0], B=bias)
    return layout.step("plain_parameters", Place(), w=weights, b=biases)
