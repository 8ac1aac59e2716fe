"""What each mistake makes of examples where maps grow, or of the inputs of a single value, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from exgen.engine.quantity_arguments import Settled

UP = "ConvTranspose1d(1, 1, 4, stride=2, padding=1)"
"""Value 2 m + 1 stands at place 2 m + 2 of the whole map, which the kernels of m and m + 1 cover."""

SPREAD = "Conv1d(1, 1, 3, padding=2, dilation=2)"
"""Value 1 reads -1, 1 and 3."""


class WrongPlaces(NamedTuple):
    """What somebody finds who makes the mistake ``id``, where ``right`` is right, of a signal of 40 values."""

    id: str
    network: str
    quantity: str
    arguments: Settled
    right: tuple[object, ...]
    wrong: tuple[object, ...]


def phase(number: int) -> Settled:
    return {"phase": (number,)}


def index(number: int) -> Settled:
    return {"index": (number,), "how": "inside"}


MISTAKES = (
    # one pooled value is 3 on, and two values stand where one stood: 3 / 2, and not 3 * 2
    WrongPlaces(
        "factor_multiplied_in",
        "MaxPool1d(3); Upsample(scale_factor=2)",
        "receptive_field_stride",
        {},
        (Fraction(3, 2),),
        (6,),
    ),
    # 2 * 1 - 1 to 2 * 1 - 1 + 3
    WrongPlaces("growing_read_as_shrinking", UP, "phase_field", phase(1), (1, 0, 1), (1, 1, 4)),
    # 2 * 1 to 2 * 1 + 1
    WrongPlaces("growing_read_as_shrinking", "Upsample(scale_factor=2)", "phase_field", phase(1), (1, 0, 0), (1, 2, 3)),
    # (1 + 1 - 3) / 2 is -1 / 2
    WrongPlaces("first_rounded_down", UP, "phase_field", phase(1), (1, 0, 1), (1, -1, 1)),
    WrongPlaces(
        "one_neighbour_interpolated",
        "Upsample(scale_factor=2, mode='linear')",
        "phase_field",
        phase(1),
        (1, 0, 1),
        (1, 0, 0),
    ),
    # every fourth of values that come by sixes: 0, 4, 2, and 0 again
    WrongPlaces(
        "phases_not_reduced", "ConvTranspose1d(1, 1, 6, stride=6); Conv1d(1, 1, 3, stride=4)", "phases", {}, (3,), (6,)
    ),
    # 1 - 3 to 1 without the padding: -1, rounded up from -2 / 2, to 0
    WrongPlaces("interval_padding_forgotten", UP, "phase_field", phase(1), (1, 0, 1), (1, -1, 0)),
    WrongPlaces("interval_padding_forgotten", SPREAD, "inputs_read", index(1), ((1, 3),), ((1, 3, 5),)),
    WrongPlaces("dilation_forgotten", SPREAD, "inputs_read", index(1), ((1, 3),), ((0, 1),)),
    WrongPlaces("gaps_filled", SPREAD, "inputs_read", index(1), ((1, 3),), ((0, 1, 2, 3),)),
    WrongPlaces("padding_listed", SPREAD, "inputs_read", index(1), ((1, 3),), ((-1, 1, 3),)),
    WrongPlaces("stride_forgotten", "Conv1d(1, 1, 3, stride=2)", "inputs_read", index(4), ((8, 9, 10),), ((4, 5, 6),)),
)
