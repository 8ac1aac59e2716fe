"""Shapes in other forms than asked: axes exchanged, channels that came in, the batch in front or not, channels last.

What is wrong there is no rule that a calculation applies: the sizes are right and stand elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exgen.engine.drafts import NetworkDraft
from exgen.engine.gradients.graph import Graph
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.quantities import Form
from exgen.engine.runs import Run
from exgen.expressions import Node
from exgen.grading.elsewhere import Elsewhere
from exgen.questions.graphs import Subject
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue

WITH_CHANNELS = ("input_shape", "output_shape")
"""The quantities whose shapes begin with the channels; others have a number for each spatial axis only."""

_MAKES_CHANNELS = {"out_channels", "out_features"}

OF_MATRICES = ("im2col_size", "toeplitz_size")
"""The quantities whose two sizes are the rows and columns of a matrix, not those of an image."""


def shapes_in_other_forms(network: Subject, run: Run, laid: LaidValue | LaidOfGraph) -> Iterator[Elsewhere]:
    """The right shape as somebody writes it who exchanges its axes, keeps the channels, or leaves the batch out.

    >>> from exgen.engine.checked_runs import checked_layout, checked_run
    >>> from exgen.engine.network_report import finished_network
    >>> network = finished_network("Conv2d(3, 16, 5, stride=2, padding=1)", "3x64x80")
    >>> layout = checked_layout(network)
    >>> laid = LaidValue("network", "output_shape", 0, None, layout.output_shape(0), batch="N")
    >>> for other in shapes_in_other_forms(network, checked_run(layout, network), laid):
    ...     print(other.slip, other.key)
    axes_exchanged ('N', 16, 39, 31)
    channels_not_changed ('N', 3, 31, 39)
    batch_left_out (16, 31, 39)
    batch_left_out (1, 16, 31, 39)
    """
    if isinstance(network, Graph) or not _is_shape(laid):
        return
    batch, channels, sizes = _taken_apart(run, laid)
    is_matrix = isinstance(laid, LaidValue) and laid.quantity in OF_MATRICES
    if any(isinstance(size, Node) for size in (*channels, *sizes)):
        return  # shapes are of numbers
    if len(sizes) == 2 and sizes[0] != sizes[1]:
        slip = "matrix_transposed" if is_matrix else "axes_exchanged"
        yield Elsewhere((*batch, *channels, sizes[1], sizes[0]), slip)
    came_in = _came_in(network, run, laid) if laid.quantity == "output_shape" else ()
    if channels and len(came_in) == 1 + len(sizes) and came_in[0] != channels[0]:
        yield Elsewhere((*batch, came_in[0], *sizes), "channels_not_changed")
    if batch:
        yield Elsewhere((*channels, *sizes), "batch_left_out")
        yield Elsewhere((1, *channels, *sizes), "batch_left_out")
    elif channels and network.batch != 1 and isinstance(network.batch, int):
        yield Elsewhere((network.batch, *channels, *sizes), "batch_put_in_front")


def channels_last(run: Run, laid: LaidValue | LaidOfGraph) -> Any:
    """The right shape with its channels behind the sizes, as other tools write it; None for what has no channels."""
    if not _is_shape(laid):
        return None
    batch, channels, sizes = _taken_apart(run, laid)
    return (*batch, *sizes, *channels) if channels and sizes else None


def _is_shape(laid: LaidValue | LaidOfGraph) -> bool:
    """Whether a whole shape is asked for, or the sizes on all axes."""
    return isinstance(laid, LaidValue) and laid.form is Form.SHAPE and laid.index is None


def _taken_apart(run: Run, laid: LaidValue | LaidOfGraph) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """The batch of a shape, its channels, and its sizes; each may be missing."""
    shape = tuple([run[slot] for slot in laid.slots])
    batch = () if laid.batch is None else (laid.batch,)
    return (batch, shape[:1], shape[1:]) if laid.quantity in WITH_CHANNELS else (batch, (), shape)


def _came_in(network: Network | NetworkDraft, run: Run, laid: LaidValue | LaidOfGraph) -> tuple[Any, ...]:
    """What goes into the layer whose output is asked for, the last one where none is named."""
    layout = laid_quantities(network)
    layer = len(network.layers) - 1 if laid.layer is None else laid.layer
    if not isinstance(layer, int) or layer < 0 or layout.calculation is not run.calculation:
        return ()
    if not _MAKES_CHANNELS & network.layers[layer].arguments.keys():
        return ()  # of a join, or of what keeps or divides channels, they mean something else
    return tuple([run[slot] for slot in layout.input_shape(layer)])
