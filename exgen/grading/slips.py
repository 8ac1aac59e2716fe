"""Slips: answers that come of writing or copying, not of a wrong rule. Looked for where no mistake explains a response.

A slip of a digit hits many numbers, so short keys have none: of a key of four digits some thirteen of ten thousand
numbers are slips, of one of two digits it would be most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from exgen.answers.intervals import IntervalAxis
from exgen.engine.mal_rules.mal_rule import Rank
from exgen.engine.wording import said, wording
from exgen.expressions import Node, Number, walk
from exgen.grading.diagnosis import MOST_GROUPS, Diagnosis, Misconception
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.mistake_search import Matches
from exgen.questions.key_forms import Key

DIGITS_ENOUGH = 1_000
"""From this key on digits are swapped, left out and doubled, and a number may be that of another layer."""

TENS_ENOUGH = 100
"""From this key on a zero may be too many or too few."""

ZEROS = (10, 100, 1000)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip: ``id`` is stable; ``made`` gives the answers that come of it. ``example`` is a key with an answer to it.

    Its ``sentence`` for the student stands under its id in ``exgen.engine.wording``.
    """

    id: str
    rank: Rank
    example: tuple[str, str]
    made: Callable[[Key, Iterable[Elsewhere]], Iterable[Key]]

    @property
    def sentence(self) -> str:
        """What the student is told, in the language that is spoken."""
        return wording().slips[self.id]


def _digits(least: int, texts: Callable[[str], Iterable[str]]) -> Callable[[Key, Iterable[Elsewhere]], Iterator[Key]]:
    """The whole numbers that come of writing a key's digits in another way; none of a key that is too short."""

    def made(key: Key, _: Iterable[Elsewhere]) -> Iterator[Key]:
        if isinstance(key, int) and key >= least:
            for text in dict.fromkeys(texts(str(key))):
                if text[0] != "0" and int(text) != key:
                    yield int(text)

    return made


def _swapped(text: str) -> Iterator[str]:
    """Two neighbours swapped.

    >>> list(_swapped("1234"))
    ['2134', '1324', '1243']
    """
    return (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1))


def _dropped(text: str) -> Iterator[str]:
    """One digit left out, but no zero at the end: that is a factor of ten.

    >>> list(_dropped("1234")), list(_dropped("1200"))
    (['234', '134', '124', '123'], ['200', '100'])
    """
    return (text[:at] + text[at + 1 :] for at in range(len(text.rstrip("0"))))


def _doubled(text: str) -> Iterator[str]:
    """One digit written twice, but no zero at the end.

    >>> list(_doubled("1230"))
    ['11230', '12230', '12330']
    """
    return (text[: at + 1] + text[at:] for at in range(len(text.rstrip("0"))))


def _tens(key: Key, _: Iterable[Elsewhere]) -> Iterator[Key]:
    """Zeros too many or too few; a fraction is a decimal number, whose point moves."""
    if isinstance(key, Fraction) or (isinstance(key, int) and key >= TENS_ENOUGH):
        for ten in ZEROS:
            yield key * ten
            if isinstance(key, Fraction) or key % ten == 0:
                yield Fraction(key, ten) if isinstance(key, Fraction) else key // ten


def _is_telling(key: Key) -> bool:
    """Whether a value is hardly met by chance: a number of many digits, or a formula with such a one in it, a shape or
    interval of several numbers.
    """
    if isinstance(key, int | Fraction):
        return key.numerator >= DIGITS_ENOUGH
    if isinstance(key, Node):
        return any(isinstance(part, Number) and part.value >= DIGITS_ENOUGH for part in walk(key))
    return isinstance(key, tuple) and (len(key) > 1 or isinstance(key[0], IntervalAxis))


def _elsewhere(slip: str, *, unless: str = "") -> Callable[[Key, Iterable[Elsewhere]], Iterator[Key]]:
    """What is right in another place, unless it is so by a likelier slip; of short numbers nothing."""

    def made(key: Key, others: Iterable[Elsewhere]) -> Iterator[Key]:
        likelier = [other.key for other in others if other.slip == unless]
        keys = [other.key for other in others if other.slip == slip and other.key not in likelier]
        for other in dict.fromkeys(keys):
            is_alike = isinstance(other, tuple) == isinstance(key, tuple)  # of a matrix, not an entry
            # one of the two is enough; that there is nothing is said for other reasons
            if is_alike and other not in (key, 0) and (_is_telling(key) or _is_telling(other)):
                yield other

    return made


def _of_few(slip: str) -> Callable[[Key, Iterable[Elsewhere]], Iterator[Key]]:
    """The same where so few are known that a shorter key will do; a shape may be short."""

    def made(key: Key, others: Iterable[Elsewhere]) -> Iterator[Key]:
        keys = dict.fromkeys(other.key for other in others if other.slip == slip and other.key != key)
        if isinstance(key, tuple) or (isinstance(key, int) and key >= TENS_ENOUGH * len(keys)):
            yield from keys

    return made


_ALL = (
    Slip(
        "axes_exchanged",
        Rank.COMMON,
        ("(16, 31, 39)", "(16, 39, 31)"),
        _of_few("axes_exchanged"),
    ),
    Slip(
        "matrix_transposed",
        Rank.COMMON,
        ("(75, 900)", "(900, 75)"),
        _of_few("matrix_transposed"),
    ),
    Slip(
        "channels_not_changed",
        Rank.COMMON,
        ("(16, 31, 39)", "(3, 31, 39)"),
        _of_few("channels_not_changed"),
    ),
    Slip(
        "batch_left_out",
        Rank.COMMON,
        ("(32, 16, 31, 39)", "(16, 31, 39)"),
        _of_few("batch_left_out"),
    ),
    Slip(
        "batch_put_in_front",
        Rank.OCCASIONAL,
        ("(16, 31, 39)", "(32, 16, 31, 39)"),
        _of_few("batch_put_in_front"),
    ),
    Slip(
        "another_networks_value",
        Rank.COMMON,
        ("61100840", "62378344"),
        _of_few("another_networks_value"),
    ),
    Slip(
        "another_columns_value",
        Rank.OCCASIONAL,
        ("138357544", "143667240"),
        _of_few("another_columns_value"),
    ),
    Slip(
        "row_off_by_one",
        Rank.COMMON,
        ("36928", "73856"),
        _elsewhere("row_off_by_one"),
    ),
    Slip(
        "digits_swapped",
        Rank.COMMON,
        ("100416", "104016"),
        _digits(DIGITS_ENOUGH, _swapped),
    ),
    Slip(
        "digit_dropped",
        Rank.COMMON,
        ("138357544", "13857544"),
        _digits(DIGITS_ENOUGH, _dropped),
    ),
    Slip(
        "digit_doubled",
        Rank.COMMON,
        ("100416", "1004166"),
        _digits(DIGITS_ENOUGH, _doubled),
    ),
    Slip(
        "factor_of_ten",
        Rank.OCCASIONAL,
        ("2508800", "250880"),
        _tens,
    ),
    Slip(
        "another_layers_value",
        Rank.OCCASIONAL,
        ("1792", "73856"),
        _elsewhere("another_layers_value", unless="row_off_by_one"),
    ),
)

SLIPS = {slip.id: slip for slip in _ALL}
"""All slips by id, the likelier ones first."""


def slips(key: Key, others: Iterable[Elsewhere], matches: Matches) -> Diagnosis:
    """The slips that make of a key what the student answered.

    >>> [found.id for found in slips(100416, [], (104016).__eq__).misconceptions]
    ['digits_swapped']
    >>> slips(416, [], (461).__eq__)
    Diagnosis(misconceptions=(), convention=None)
    """
    there = list(others)
    found = [slip for slip in SLIPS.values() if any(matches(made) for made in slip.made(key, there))]
    found.sort(key=lambda slip: slip.rank)
    return Diagnosis(
        tuple(
            Misconception(slip.id, _places(slip, there, matches), slip.sentence, group)
            for group, slip in enumerate(found[:MOST_GROUPS])
        )
    )


def with_slips(found: Diagnosis, key: Key, others: Iterable[Elsewhere], matches: Matches) -> Diagnosis:
    """What explains a response where mistakes and conventions were ``found``: slips too, unless a mistake does.

    >>> doubled = Diagnosis((), "two_operations_per_product")
    >>> told = with_slips(doubled, 1500, [Elsewhere(3000, "row_off_by_one")], (3000).__eq__)
    >>> told.misconceptions[0].id, told.convention
    ('row_off_by_one', 'two_operations_per_product')
    """
    if found.misconceptions:
        return found
    return Diagnosis(slips(key, others, matches).misconceptions, found.convention)


def _places(slip: Slip, others: Iterable[Elsewhere], matches: Matches) -> str:
    """Where the response is right, in words."""
    here = (other for other in others if other.slip == slip.id and other.where)
    return said("comma").join(dict.fromkeys(other.where for other in here if matches(other.key)))
