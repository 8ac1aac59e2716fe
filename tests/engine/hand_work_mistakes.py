"""What each mistake made in work by hand makes of an example, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.by_hand.matrices import Entry, Matrix, size_of
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.networks import Matrices, Network
from exgen.engine.quantity_arguments import ARGUMENTS
from exgen.engine.reading import read_network
from exgen.engine.runs import Run
from exgen.questions.laid_values import LaidValue

IMAGE = ((1, 2, 0), (0, 1, -1), (2, 0, 1))
KERNEL = ((1, 2), (3, -1))
PLUS = ((1, 0), (0, 1))
SMALL = ((1, 2), (3, -1))
ALONG = ((1, -2),)


class HandWork(NamedTuple):
    """A network with its matrices, and its quantities."""

    network: Network
    laid: LaidQuantities

    @property
    def run(self) -> Run:
        """Its run, with everything that was laid; where decimals are asked for, four."""
        self.laid.output(None)
        return self.laid.calculation.run(self.laid.leaves_of(self.network, {"decimals": 4}))


def hand_work(
    layers: str,
    image: Matrix,
    kernel: Matrix | Entry | None = None,
    bias: Entry | Matrix = 0,
    *,
    flips: bool = False,
    gradient: Matrix | None = None,
    has_examples: bool = False,
    target: Entry | Matrix | None = None,
    more: Mapping[str, Matrix] | None = None,
) -> HandWork:
    """A network worked out by hand; the kernel, bias and target are those of its first layer."""
    rows, columns = size_of(image)
    weights: dict[str, Matrix | Entry] = {} if kernel is None else {"0.weight": kernel}
    weights |= {"0.bias": bias} if bias else {}
    weights |= more or {}
    weights |= {} if target is None else {"0.target": target}
    read = read_network(layers, f"({columns})" if has_examples else f"(1, {rows}, {columns})").resolve({})
    network = replace(read, matrices=Matrices(image, weights, flips, gradient))
    laid = laid_quantities(network)
    return HandWork(network, laid)


class Mistake(NamedTuple):
    """The matrix that somebody gives who makes the mistake ``id``, where ``key`` is right."""

    id: str
    work: HandWork
    key: Matrix
    wrong: Matrix
    quantity: str = "output"
    layer: int | None = None
    decimals: int | None = None

    @property
    def asked(self) -> LaidValue:
        """What the matrix answers."""
        takes = "decimals" in {argument.name for argument in ARGUMENTS.get(self.quantity, ())}
        arguments = {"decimals": self.decimals} if takes else {}
        slots = self.work.laid.asked(self.quantity, self.layer, arguments)
        return LaidValue("network", self.quantity, self.layer, None, slots, arguments)

    @property
    def name(self) -> str:
        """The mistake and where it is made, for reports."""
        return f"{self.id}-{self.work.network.layers[0].kind}-{self.quantity}"


def _decimals(*rows: str) -> Matrix:
    """A matrix of decimals, row by row."""
    return tuple(tuple(map(Fraction, row.split())) for row in rows)


_PLAIN = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL)
_FLIPPED = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL, flips=True)
_STRIDED = hand_work("Conv2d(1, 1, 2, stride=2, padding=1, bias=False)", SMALL, KERNEL)
_SPREAD = hand_work("Conv2d(1, 1, 2, dilation=2)", IMAGE, KERNEL, 5)
_UP = hand_work("ConvTranspose2d(1, 1, 2, bias=False)", SMALL, PLUS)
_UP_STRIDED = hand_work(
    "ConvTranspose2d(1, 1, (1, 2), stride=(1, 3), padding=(0, 1), output_padding=(0, 1))", SMALL, ALONG, 1
)
_UP_SPREAD = hand_work("ConvTranspose2d(1, 1, (1, 2), dilation=(1, 3), padding=(0, 2), bias=False)", SMALL, ALONG)
_MAXIMA = hand_work("MaxPool2d(2, stride=1)", IMAGE)
_MAXIMA_PADDED = hand_work("MaxPool2d(2, padding=1)", ((-1, -2), (-3, -4)))
_MAXIMA_SPREAD = hand_work("MaxPool2d(2, stride=1, dilation=2)", IMAGE)
_MEANS = hand_work("AvgPool2d(2, stride=1)", IMAGE)
_MEANS_PADDED = hand_work("AvgPool2d(2, padding=1)", SMALL)
_KERNEL_BACK = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL, gradient=((1, 0), (2, -1)))
_FOUR = ((1, 0, 2, 0), (0, 1, 0, 1), (1, 1, 0, 0), (0, 2, 1, 0))
_STRIDED_BACK = hand_work("Conv2d(1, 1, 2, stride=2)", _FOUR, KERNEL, 1, gradient=((1, 2), (3, 4)))
_MAXIMA_BACK = hand_work("MaxPool2d(2, stride=1)", IMAGE, gradient=((1, 2), (3, 4)))
_MEANS_BACK = hand_work("AvgPool2d(2, stride=1)", IMAGE, gradient=((1, 2), (3, 4)))
_CUT_BACK = hand_work("ReLU()", IMAGE, gradient=((1, 2, 3), (4, 5, 6), (7, 8, 9)))
_FLAT = hand_work("Flatten()", SMALL)
_ROWS = hand_work("Linear(2, 2)", SMALL, KERNEL, ((0, 1),), gradient=((1, 0), (2, 1)), has_examples=True)
_CUT = hand_work("Conv2d(1, 1, 2, bias=False); ReLU()", IMAGE, ((0, 0), (0, 1)))

_PLAIN_KEY = ((1 + 4 + 0 - 1, 2 + 0 + 3 + 1), (0 + 2 + 6 - 0, 1 - 2 + 0 - 1))
_FLIPPED_KEY = ((-1 + 6 + 0 + 1, -2 + 0 + 2 - 1), (0 + 3 + 4 + 0, -1 - 3 + 0 + 1))
_STRIDED_KEY = ((-1, 3 * 2), (2 * 3, -1))
_SPREAD_KEY = ((5 + 1 + 0 + 6 - 1,),)
_UP_KEY = ((1, 2, 0), (3, -1 + 1, 2), (0, 3, -1))
# 1 -2 0 2 -4 and a zero behind it; the first is taken off, and the last
_UP_STRIDED_KEY = ((-1, 1, 3, -3), (-5, 1, 0, 3))
# 1 2 0 -2 -4; two are taken off on each side
_UP_SPREAD_KEY = ((0,), (0,))
_HALF = Fraction(1, 2)
_SHARES = hand_work("Softmax(dim=1)", ((2, 1, 0),), has_examples=True)
_TWO_ROWS = hand_work("Softmax(dim=1)", ((2, 0), (0, 0)), has_examples=True)
_HALVES = hand_work("Softmax(dim=1)", ((0, 0),), gradient=((1, 0),), has_examples=True)
_LOSS = hand_work("CrossEntropyLoss()", ((2, 1, 0),), target=0, has_examples=True)
_TWO_LOSSES = hand_work("CrossEntropyLoss()", ((0, 0), (0, 0)), target=((0, 1),), has_examples=True)
_EVEN_LOSS = hand_work("CrossEntropyLoss()", ((0, 0),), target=0, has_examples=True)
_BATCH = hand_work("BatchNorm1d(1, eps=0)", ((1,), (3,)), 2, 5, gradient=((1,), (4,)), has_examples=True)
_WIDE_BATCH = hand_work("BatchNorm1d(1, eps=0)", ((1,), (5,)), 2, 5, has_examples=True)
_LARGE_EPSILON = hand_work("BatchNorm1d(1, eps=3)", ((1,), (3,)), 2, 5, has_examples=True)
_ATTENTION = hand_work(
    "ScaledDotProductAttention(4, 1)", ((1, 1, 1, 1),), has_examples=True,
    more={"0.key": ((1, 1, 1, 1), (1, -1, 1, -1)), "0.value": ((1,), (0,))},
)  # fmt: skip
_PRODUCT = hand_work("Conv2d(1, 1, 2, bias=False)", IMAGE, KERNEL)

_KERNEL_BACK_KEY = ((1, 2, 0), (3 + 2, -1 + 4 - 1, -2), (6, -2 - 3, 1))
_STRIDED_BACK_KEY = ((1, 2, 2, 4), (3, -1, 6, -2), (3, 6, 4, 8), (9, -3, 12, -4))
_MAXIMA_BACK_KEY = ((0, 1 + 2, 0), (0, 4, 0), (3, 0, 0))
_EVERYWHERE = ((1, 3, 2), (4, 10, 6), (3, 7, 4))
_MEANS_BACK_KEY = tuple(tuple(Fraction(value, 4) for value in row) for row in _EVERYWHERE)
_MEANS_PADDED_KEY = ((_HALF / 2, _HALF), (Fraction(3, 4), -_HALF / 2))

MISTAKES = (
    Mistake("kernel_flipped", _PLAIN, _PLAIN_KEY, _FLIPPED_KEY),
    Mistake("kernel_not_flipped", _FLIPPED, _FLIPPED_KEY, _PLAIN_KEY),
    Mistake("kernel_transposed", _PLAIN, _PLAIN_KEY, ((1 + 6 + 0 - 1, 2 + 0 + 2 + 1), (0 + 3 + 4 - 0, 1 - 3 + 0 - 1))),
    Mistake("kernel_flipped", hand_work("ConvTranspose2d(1, 1, (1, 2), bias=False)", SMALL, ALONG),
        ((1, 0, -4), (3, -7, 2)), ((-2, -3, 2), (-6, 5, -1))),
    Mistake("padding_forgotten", _STRIDED, _STRIDED_KEY, ((1 + 4 + 9 + 1,),)),
    Mistake("stride_forgotten", _STRIDED, _STRIDED_KEY, ((-1, 3 - 2, 6), (2 - 3, 15, 2 - 3), (6, 3 - 2, -1))),
    Mistake("dilation_forgotten", _SPREAD, _SPREAD_KEY, tuple(tuple(5 + value for value in row) for row in _PLAIN_KEY)),
    Mistake("bias_forgotten", _SPREAD, _SPREAD_KEY, ((6,),)),
    Mistake("overlap_not_added_up", _UP, _UP_KEY, ((1, 2, 0), (3, -1, 0), (0, 0, -1))),
    Mistake("kernels_side_by_side", _UP, _UP_KEY, ((1, 0, 2, 0), (0, 1, 0, 2), (3, 0, -1, 0), (0, 3, 0, -1))),
    Mistake("stride_forgotten", _UP_STRIDED, _UP_STRIDED_KEY, ((1, -3), (-6, 3))),
    Mistake("bias_forgotten", _UP_STRIDED, _UP_STRIDED_KEY, ((-2, 0, 2, -4), (-6, 0, -1, 2))),
    Mistake("transposed_padding_forgotten", _UP_STRIDED, _UP_STRIDED_KEY, ((2, -1, 1, 3, -3, 1), (4, -5, 1, 0, 3, 1))),
    Mistake("transposed_padding_added", _UP_STRIDED, _UP_STRIDED_KEY,
        ((1, 2, -1, 1, 3, -3, 1, 1), (1, 4, -5, 1, 0, 3, 1, 1))),
    Mistake("transposed_padding_counted_once", _UP_SPREAD, _UP_SPREAD_KEY, ((2, 0, -2), (-1, 0, -6))),
    Mistake("output_padding_forgotten", _UP_STRIDED, _UP_STRIDED_KEY, ((-1, 1, 3), (-5, 1, 0))),
    Mistake("dilation_forgotten", _UP_SPREAD, _UP_SPREAD_KEY, ()),
    Mistake("mean_for_maximum", _MAXIMA, ((2, 2), (2, 1)), ((1, _HALF), (3 * _HALF / 2, _HALF / 2))),
    Mistake("stride_forgotten", hand_work("MaxPool2d(2)", IMAGE), ((2,),), ((2, 2), (2, 1))),
    Mistake("windows_side_by_side", _MAXIMA, ((2, 2), (2, 1)), ((2,),)),
    Mistake("zeros_won_maximum", _MAXIMA_PADDED, ((-1, -2), (-3, -4)), ((0, 0), (0, 0))),
    Mistake("padding_forgotten", _MAXIMA_PADDED, ((-1, -2), (-3, -4)), ((-1,),)),
    Mistake("dilation_forgotten", _MAXIMA_SPREAD, ((2,),), ((2, 2), (2, 1))),
    Mistake("maximum_for_mean", _MEANS, ((1, _HALF), (Fraction(3, 4), Fraction(1, 4))), ((2, 2), (2, 1))),
    Mistake("mean_not_divided", _MEANS, ((1, _HALF), (Fraction(3, 4), Fraction(1, 4))), ((4, 2), (3, 1))),
    Mistake("windows_side_by_side", _MEANS, ((1, _HALF), (Fraction(3, 4), Fraction(1, 4))), ((1,),)),
    Mistake("stride_forgotten", _MEANS_PADDED, _MEANS_PADDED_KEY,
        ((_HALF / 2, Fraction(3, 4), _HALF), (1, Fraction(5, 4), _HALF / 2), (Fraction(3, 4), _HALF, -_HALF / 2))),
    Mistake("padding_forgotten", _MEANS_PADDED, _MEANS_PADDED_KEY, ((Fraction(5, 4),),)),
    Mistake("relu_forgotten", _CUT, ((1, 0), (0, 1)), ((1, -1), (0, 1))),
    Mistake("flattened_by_columns", _FLAT, ((1, 2, 3, -1),), ((1, 3, 2, -1),)),
    Mistake("dense_weight_not_transposed", _ROWS, ((5, 1 + 1), (1, 10 + 1)), ((7, 0 + 1), (0, 7 + 1))),
    Mistake("kernel_not_turned_back", _KERNEL_BACK, _KERNEL_BACK_KEY,
        ((-1, 3, 0), (2 - 2, 1 + 6 + 1, -3), (4, 2 - 2, -1)), "input_gradient"),
    Mistake("gradient_not_surrounded", _KERNEL_BACK, _KERNEL_BACK_KEY, ((-1 + 4 - 1,),), "input_gradient"),
    Mistake("gradient_not_spread", _STRIDED_BACK, _STRIDED_BACK_KEY,
        ((1, 2 + 2, 4), (3 + 3, -1 + 6 + 6 + 4, -2 + 8), (9, -3 + 12, -4)), "input_gradient"),
    Mistake("gradient_not_spread", _STRIDED_BACK, ((1 + 4 + 3, 3), (4, 1 + 2 + 6)),
        ((1 + 4, 4 + 3), (2 + 3 + 4, 1 + 3)), "weight_gradient", 0),
    Mistake("bias_gradient_averaged", _STRIDED_BACK, ((10,),), ((Fraction(5, 2),),), "bias_gradient", 0),
    Mistake("gradient_overwritten", _MAXIMA_BACK, _MAXIMA_BACK_KEY, ((0, 2, 0), (0, 4, 0), (3, 0, 0)),
        "input_gradient"),
    Mistake("gradient_to_whole_window", _MAXIMA_BACK, _MAXIMA_BACK_KEY, _EVERYWHERE, "input_gradient"),
    Mistake("gradient_not_divided", _MEANS_BACK, _MEANS_BACK_KEY, _EVERYWHERE, "input_gradient"),
    Mistake("mean_gradient_to_largest", _MEANS_BACK, _MEANS_BACK_KEY, _MAXIMA_BACK_KEY, "input_gradient"),
    Mistake("relu_let_gradient_pass", _CUT_BACK, ((1, 2, 0), (0, 5, 0), (7, 0, 9)), ((1, 2, 3), (4, 5, 6), (7, 8, 9)),
        "input_gradient"),
    Mistake("dense_weight_transposed_back", _ROWS, ((1, 2), (2 + 3, 4 - 1)), ((1, 3), (2 + 2, 6 - 1)),
        "input_gradient"),
    Mistake("weight_gradient_transposed", _ROWS, ((1 + 6, 2 - 2), (3, -1)), ((7, 3), (0, -1)), "weight_gradient", 0),
    Mistake("powers_forgotten", _SHARES, _decimals("0.6652 0.2447 0.0900"), _decimals("0.6667 0.3333 0"), decimals=4),
    Mistake("softmax_over_columns", _TWO_ROWS, _decimals("0.8808 0.1192", "0.5 0.5"),
        _decimals("0.8808 0.5", "0.1192 0.5"), decimals=4),
    Mistake("other_scores_held", _HALVES, ((_HALF / 2, -_HALF / 2),), ((_HALF / 2, 0),), "input_gradient"),
    Mistake("minus_of_logarithm_forgotten", _LOSS, _decimals("0.4076"), _decimals("-0.4076"), decimals=4),
    Mistake("all_classes_in_loss", _LOSS, _decimals("0.4076"), _decimals("4.2228"), decimals=4),
    Mistake("one_not_subtracted", _EVEN_LOSS, ((-_HALF, _HALF),), ((_HALF, _HALF),), "input_gradient"),
    Mistake("loss_gradient_reversed", _EVEN_LOSS, ((-_HALF, _HALF),), ((_HALF, -_HALF),), "input_gradient"),
    Mistake("variance_divided_by_one_less", _BATCH, ((3,), (7,)), _decimals("3.5858", "6.4142"), decimals=4),
    Mistake("divided_by_variance", _WIDE_BATCH, ((3,), (7,)), ((4,), (6,))),
    Mistake("epsilon_forgotten", _LARGE_EPSILON, ((4,), (6,)), ((3,), (7,))),
    Mistake("scale_forgotten", _BATCH, ((3,), (7,)), ((4,), (6,))),
    Mistake("shift_forgotten", _BATCH, ((3,), (7,)), ((-2,), (2,))),
    Mistake("shifted_before_scaled", _BATCH, ((3,), (7,)), ((8,), (12,))),
    Mistake("normalised_values_left_out", _BATCH, ((3,),), ((5,),), "weight_gradient", 0),
    Mistake("bias_gradient_averaged", _BATCH, ((5,),), ((5 * _HALF,),), "bias_gradient", 0),
    Mistake("statistics_held", _BATCH, ((0,), (0,)), ((2,), (8,)), "input_gradient"),
    # 4 * 1 / sqrt(4) and 0: shares of e^2 and 1; unscaled of e^4 and 1; divided by 4 of e and 1
    Mistake("scores_not_scaled", _ATTENTION, ((2, 0),), ((4, 0),), "attention_scores", 0),
    Mistake("scores_not_scaled", _ATTENTION, _decimals("0.8808"), _decimals("0.9820"), decimals=4),
    Mistake("divided_by_dimension", _ATTENTION, _decimals("0.8808"), _decimals("0.7311"), decimals=4),
    Mistake("powers_forgotten", _ATTENTION, _decimals("0.8808 0.1192"), ((1, 0),), "attention_shares", 0, 4),
    Mistake("positions_in_rows", hand_work("Conv2d(1, 1, (1, 2), bias=False)", SMALL, ALONG), ((1, 3), (2, -1)),
        ((1, 2), (3, -1)), "im2col", 0),
    Mistake("windows_read_by_columns", _PRODUCT, ((1, 2, 0, 1), (2, 0, 1, -1), (0, 1, 2, 0), (1, -1, 0, 1)),
        ((1, 2, 0, 1), (0, 1, 2, 0), (2, 0, 1, -1), (1, -1, 0, 1)), "im2col", 0),
    Mistake("toeplitz_transposed", hand_work("Conv2d(1, 1, (1, 2), bias=False)", ((1, 2, 3),), ALONG),
        ((1, -2, 0), (0, 1, -2)), ((1, 0), (-2, 1), (0, -2)), "toeplitz", 0),
    Mistake("weights_side_by_side", hand_work("Conv2d(1, 1, (2, 1), bias=False)", SMALL, ((1,), (-2,))),
        ((1, 0, -2, 0), (0, 1, 0, -2)), ((1, -2, 0, 0), (0, 1, -2, 0)), "toeplitz", 0),
    Mistake("bias_gradient_averaged", _ROWS, ((3, 1),), ((Fraction(3, 2), Fraction(1, 2)),), "bias_gradient", 0),
)  # fmt: skip

CONVENTIONS = (
    Mistake("flipped_convolution", _PLAIN, _PLAIN_KEY, _FLIPPED_KEY),
    Mistake("zeros_not_counted", _MEANS_PADDED, _MEANS_PADDED_KEY, SMALL),
    Mistake("zeros_counted", hand_work("AvgPool2d(2, padding=1, count_include_pad=False)", SMALL), SMALL,
        _MEANS_PADDED_KEY),
    Mistake("gradient_to_every_largest", _MAXIMA_BACK, _MAXIMA_BACK_KEY, ((0, 3, 0), (0, 4, 0), (3, 0, 4)),
        "input_gradient"),
    Mistake("losses_not_averaged", _TWO_LOSSES, _decimals("0.6931"), _decimals("1.3863"), decimals=4),
    Mistake("losses_not_averaged", _TWO_LOSSES, ((-_HALF / 2, _HALF / 2), (_HALF / 2, -_HALF / 2)),
        ((-_HALF, _HALF), (_HALF, -_HALF)), "input_gradient"),
    Mistake("gradient_shared", _MAXIMA_BACK, _MAXIMA_BACK_KEY, ((0, 3, 0), (0, 2, 0), (3, 0, 2)), "input_gradient"),
    Mistake("slope_one_at_zero", _CUT_BACK, ((1, 2, 0), (0, 5, 0), (7, 0, 9)), ((1, 2, 3), (4, 5, 0), (7, 8, 9)),
        "input_gradient"),
)  # fmt: skip
