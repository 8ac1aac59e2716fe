"""Receptive fields where maps grow again: output values in phases, and which inputs a single one of them reads.

Behind an upsampling by a factor F (the stride of a transposed convolution) neighbouring output values read windows that
differ, and every F-th one reads the same window again, further on. So the output values q m + r of one phase r read an
interval of one form. It is found backwards: of the first and the last index that is asked, the first and the last one
that goes into the layer. A layer's window reads ``S i - P`` to ``S i - P + D(K - 1)``; the kernel that a transposed
convolution lays down for the input i covers ``S i - P + D k``, so that the output o is reached from those i for which
``0 <= o + P - S i <= D(K - 1)``.

Letters as elsewhere, and
    Q    phases: how many output values read windows of different forms, one behind the other
    A E  first and last index that is read;  R  all indices that are read, in their order
    F    factor by which a map grows;  N  how far the interval of a phase moves;  n  the index that is asked for

Sources: Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", Distill (2019), for
windows; Dumoulin & Visin (2016), section 4, for transposed convolutions; the documentation of ``torch.nn.Upsample`` for
where a linear interpolation reads, ``(o + 1/2) / F - 1/2``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import wraps
from math import gcd, lcm
from typing import Any

from exgen.engine.missing import Missing, or_missing
from exgen.engine.rules.rule import Rule
from exgen.engine.wording import said
from exgen.engine.written import Written
from exgen.errors import ExpressionError
from exgen.expressions import Value

Places = tuple[int, ...]
"""Indices along an axis, in their order."""

MOST_SHOWN = 12
"""More indices are printed with their first ones and their last."""

_WINDOW = ("K", "S", "P", "D")
_NEUTRAL = {"D": (1,), "P": (0,), "S": (1,)}


def _phases_kept(Q: int | Fraction, S: int | Fraction) -> int | Fraction:
    """Of values that come in Q phases every S-th; no phases are counted where windows are of no one form."""
    return Q // gcd(Q, S) if isinstance(Q, int) and isinstance(S, int) else Q


def _joined_phases(Q: tuple[int | Fraction, ...]) -> int | Fraction:
    whole = [phases for phases in Q if isinstance(phases, int)]
    return lcm(*whole) if len(whole) == len(Q) else max(Q)


def _of_places(function: Callable[..., Places]) -> Callable[..., Any]:
    """The function, for windows of whole numbers; of others it says that there are no places."""

    @wraps(function)
    def value(*arguments: Any) -> Any:
        if any(isinstance(argument, Fraction) for argument in arguments):
            raise ExpressionError("needs_whole_numbers", "the windows are of no one form")
        return function(*arguments)

    return or_missing(value)


def _in_order(places: Iterable[int]) -> Places:
    return tuple(sorted(set(places)))


def read_places(R: Places, K: int, S: int, P: int, D: int) -> Places:
    """What the windows of these indices read.

    >>> read_places((0, 1), 2, 2, 1, 2)
    (-1, 1, 3)
    """
    return _in_order(S * place - P + D * tap for place in R for tap in range(K))


def spread_places(R: Places, K: int, S: int, P: int, D: int) -> Places:
    """The inputs whose kernels, laid down by the stride, cover one of these indices.

    >>> spread_places((3,), 3, 2, 1, 1)
    (1, 2)
    """
    ways = [place + P - D * tap for place in R for tap in range(K)]
    return _in_order(way // S for way in ways if way % S == 0)


def scaled_places(R: Places, F: int) -> Places:
    """The inputs that are repeated at these indices.

    >>> scaled_places((3, 4, 5), 3)
    (1,)
    """
    return _in_order(place // F for place in R)


def interpolated_places(R: Places, F: int) -> Places:
    """The inputs beside the places at which a linear interpolation reads; the one at a place where there is one.

    >>> interpolated_places((0, 1), 2), interpolated_places((4,), 3)
    ((-1, 0, 1), (1,))
    """
    ways = [2 * place + 1 - F for place in R]
    return _in_order(end for way in ways for end in (way // (2 * F), -(-way // (2 * F))))


def _all_places(R: tuple[Places | Missing, ...]) -> Places | Missing:
    missing = [places for places in R if isinstance(places, Missing)]
    return missing[0] if missing else _in_order(place for places in R if isinstance(places, tuple) for place in places)


def _places_inside(R: Places, H: int, B: int) -> Places:
    """The indices of an axis of so many values; with B = 0 those beyond its border are kept."""
    return tuple([place for place in R if 0 <= place < H or not B])


def in_braces(places: Places) -> str:
    r"""Indices as a set, in LaTeX.

    >>> in_braces((0, 1, 3))
    '\\{0, 1, 3\\}'
    """
    shown = [str(place) for place in places]
    if len(shown) > MOST_SHOWN:
        shown = [*shown[:3], r"\dots", shown[-1]]
    return rf"\{{{', '.join(shown)}\}}"


def _kept_written(value: Any, Q: int, S: int) -> Iterator[Written]:
    if S != 1:
        yield Written(
            said("phases"), rf"Q_{{\text{{out}}}} = \frac{{Q}}{{\gcd(Q, S)}} = \frac{{{Q}}}{{\gcd({Q}, {S})}} = {value}"
        )


def _joined_written(value: Any, Q: Places) -> Iterator[Written]:
    yield Written(said("phases_of_branches"), rf"Q = \operatorname{{lcm}}({', '.join(map(str, Q))}) = {value}")


def _written(phrase: str, line: str) -> Callable[..., Iterator[Written]]:
    """The line of a rule that finds indices: where one of those asked for leads, then which ones are found."""

    def written(value: Any, R: Places, *_letters: Value) -> Iterator[Written]:
        yield Written(said(phrase), rf"{in_braces(R)} \to {in_braces(value)} \quad ({line})")

    return written


def _inside_written(value: Any, R: Places, H: int, _B: int) -> Iterator[Written]:
    if value != R:
        yield Written(said("without_padding"), rf"{in_braces(R)} \cap \{{0, \dots, {H - 1}\}} = {in_braces(value)}")


def _all_written(value: Any, R: tuple[Places, ...]) -> Iterator[Written]:
    sets = r" \cup ".join(dict.fromkeys(map(in_braces, R)))
    yield Written(said("read_by_a_branch"), f"{sets} = {in_braces(value)}")


PHASES = (
    Rule("spread_stride", "J_out", ("J", "F"), "J / F"),
    Rule("phases_kept", "Q", ("Q", "S"), computed=_phases_kept, written=_kept_written),
    Rule("phases_multiplied", "Q_out", ("Q", "F"), "Q F"),
    Rule("joined_phases", "Q", ("Q",), computed=_joined_phases, written=_joined_written),
    Rule("phase_stride", "N", ("J", "Q"), "J Q"),
    Rule("read_start", "A_in", ("A", *_WINDOW), "S A - P", _NEUTRAL),
    Rule("read_end", "E_in", ("E", *_WINDOW), "S E - P + D(K - 1)", _NEUTRAL),
    Rule("spread_start", "A_in", ("A", *_WINDOW), "ceil((A + P - D(K - 1)) / S)", _NEUTRAL),
    Rule("spread_end", "E_in", ("E", *_WINDOW), "floor((E + P) / S)", _NEUTRAL),
    Rule("scaled_start", "A_in", ("A", "F"), "floor(A / F)"),
    Rule("scaled_end", "E_in", ("E", "F"), "floor(E / F)"),
    Rule("interpolated_start", "A_in", ("A", "F"), "floor((2A + 1 - F) / (2F))"),
    Rule("interpolated_end", "E_in", ("E", "F"), "ceil((2E + 1 - F) / (2F))"),
    Rule("asked_place", "n", ("n",), computed=lambda n: (n,), written=lambda *_: ()),
    Rule(
        "read_places",
        "R_in",
        ("R", *_WINDOW),
        computed=_of_places(read_places),
        written=_written("windows_read", r"S i - P + D k,\; 0 \le k < K"),
    ),
    Rule(
        "spread_places",
        "R_in",
        ("R", *_WINDOW),
        computed=_of_places(spread_places),
        written=_written("kernels_cover", r"(i + P - D k) / S \in \mathbb{Z},\; 0 \le k < K"),
    ),
    Rule(
        "scaled_places",
        "R_in",
        ("R", "F"),
        computed=_of_places(scaled_places),
        written=_written("repeated_there", r"\lfloor i / F \rfloor"),
    ),
    Rule(
        "interpolated_places",
        "R_in",
        ("R", "F"),
        computed=_of_places(interpolated_places),
        written=_written("on_both_sides", r"\lfloor x \rfloor, \lceil x \rceil,\; x = (i + 1/2) / F - 1/2"),
    ),
    Rule("joined_indices", "R", ("R",), computed=_all_places, written=_all_written),
    Rule(
        "places_inside",
        "R",
        ("R", "H", "B"),
        computed=_of_places(_places_inside),
        written=_inside_written,
    ),
    Rule("first_read", "A", ("terms",), "min(terms)"),
    Rule("last_read", "E", ("terms",), "max(terms)"),
)
