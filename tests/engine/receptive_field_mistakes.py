"""What each mistake about receptive fields makes of an example, worked out by hand."""

from __future__ import annotations

from typing import NamedTuple

CHAIN = "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5, padding=2); MaxPool1d(3, stride=2)"
"""Intervals: i-1 : i+1, then 2i-1 : 2i+2, then 2i-5 : 2i+6, then 4i-5 : 4i+10."""

BEHIND = "MaxPool1d(2); Conv1d(1, 1, 3, padding=1)"
SPREAD = "Conv1d(1, 1, 3, stride=2, padding=1, dilation=4)"
UP = "ConvTranspose1d(1, 1, 4, padding=1)"


class Mistake(NamedTuple):
    """Stride, start and end that somebody gives who makes the mistake ``id``; ``layer`` None asks for the network."""

    id: str
    network: str
    layer: int | None
    wrong: tuple[int, int, int]


class WrongSize(NamedTuple):
    """The size that somebody gives who makes the mistake ``id``."""

    id: str
    network: str
    layer: int | None
    wrong: int


INTERVALS = (
    # i-1 : i+1 widened by 0 and 1, by 2 and 2, by 0 and 2
    Mistake("stride_not_accumulated", CHAIN, 3, (2, -3, 6)),
    # the strides multiplied, the ends not: those of the rules that go together alone
    Mistake("stride_not_accumulated", CHAIN, 3, (4, -3, 6)),
    # -1, then -2, then -4, then -8; 1, then 2 + 1, then 3 + 2, then 10 + 2
    Mistake("composed_in_wrong_order", CHAIN, 3, (4, -8, 12)),
    Mistake("composed_in_wrong_order", CHAIN, 1, (2, -2, 3)),
    Mistake("only_last_kernel", CHAIN, 3, (2, 0, 2)),
    Mistake("only_last_kernel", CHAIN, 2, (1, -2, 2)),
    # 1 + 2 behind the first pooling, then + 4, then + 8
    Mistake("own_stride_counted", CHAIN, 3, (4, -5, 1 + 2 + 4 + 8)),
    # without the first pooling: i-1 : i+1, then i-3 : i+3, then 2i-3 : 2i+5
    Mistake("layer_passed_over", CHAIN, 3, (2, -3, 5)),
    Mistake("layers_after_pooling_forgotten", BEHIND, None, (2, 0, 1)),
    Mistake("interval_padding_forgotten", CHAIN, 2, (2, 0, 2 + 1 + 8)),
    Mistake("end_not_moved_by_padding", SPREAD, 0, (2, -1, 8)),
    Mistake("interval_padding_added", SPREAD, 0, (2, 1, 9)),
    Mistake("start_moved_forward", SPREAD, 0, (2, 1, 7)),
    Mistake("kernel_counted_whole", BEHIND, 1, (2, -2, 2 + 4)),
    Mistake("kernel_counted_whole", SPREAD, 0, (2, -1, 11)),
    Mistake("end_not_included", BEHIND, 1, (2, -2, 4)),
    Mistake("stride_forgotten", SPREAD, 0, (1, -1, 7)),
    Mistake("dilation_forgotten", SPREAD, 0, (2, -1, 1)),
    Mistake("gap_behind_kernel_counted", SPREAD, 0, (2, -1, 10)),
    Mistake("ordinary_window_for_transposed", UP, 0, (1, -1, 2)),
)

SIZES = (
    WrongSize("stride_not_accumulated", CHAIN, 3, 1 + 2 + 1 + 4 + 2),
    WrongSize("kernel_sizes_added", CHAIN, 3, 3 + 2 + 5 + 3),
    WrongSize("size_one_too_small", CHAIN, 3, 15),
    WrongSize("only_last_kernel", CHAIN, 3, 3),
    WrongSize("layers_after_pooling_forgotten", BEHIND, None, 2),
)

MISTAKES: tuple[Mistake | WrongSize, ...] = (*INTERVALS, *SIZES)
