"""Units behind a typed number: which are known, how large they are, and what one is worth in the unit asked for.

The first known unit that a question lists is that of its key. Other units of the same quantity convert to it, those
of another quantity are refused. Words that no table knows, such as ``parameters`` or ``pixels``, only may follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the quantity it measures, and how many of that quantity's smallest unit it is."""

    quantity: str
    size: Fraction


_DECIMAL = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
_PREFIX_WORDS = {"kilo": 10**3, "mega": 10**6, "giga": 10**9, "tera": 10**12}
_BINARY_WORDS = {"kibi": 2**10, "mebi": 2**20, "gibi": 2**30, "tebi": 2**40}
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), Fraction(1)),
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), Fraction(1, 10**3)),
    **dict.fromkeys(("us", "\N{GREEK SMALL LETTER MU}s", "\N{MICRO SIGN}s", "microseconds"), Fraction(1, 10**6)),
    **dict.fromkeys(("ns", "nanoseconds"), Fraction(1, 10**9)),
    **dict.fromkeys(("min", "minute", "minutes"), Fraction(60)),
    **dict.fromkeys(("h", "hour", "hours"), Fraction(3600)),
}


def _table() -> dict[str, Unit]:
    sizes: dict[str, dict[str, Fraction]] = {
        "information": {},
        "time": _SECONDS,
        "share": {"%": Fraction(1, 100), "percent": Fraction(1, 100), "\N{PER MILLE SIGN}": Fraction(1, 1000)},
        "floating-point operations": {},
        "multiply-accumulate operations": {},
    }
    spellings: dict[int, tuple[list[str], list[str]]] = {
        8: (["B"], ["byte", "bytes", "Byte", "Bytes", "octet", "octets"]),
        1: (["bit", "bits"], ["bit", "bits", "Bit", "Bits"]),
    }
    for bits, (short, words) in spellings.items():
        sizes["information"] |= dict.fromkeys((*short, *words), Fraction(bits))
        prefixed = [*short, *words, *(["o"] if bits == 8 else [])]  # ko and Mo of French, but no o alone
        for prefixes, follows in ((_DECIMAL | _BINARY, prefixed), (_PREFIX_WORDS | _BINARY_WORDS, words)):
            for prefix, times in prefixes.items():
                sizes["information"] |= {prefix + name: Fraction(bits * times) for name in follows}
    for quantity, names in (
        ("floating-point operations", ("FLOP", "FLOPs", "FLOPS", "flop", "flops")),
        ("multiply-accumulate operations", ("MAC", "MACs", "MACS", "macs")),
    ):
        for prefix, times in ({"": 1} | _DECIMAL).items():
            sizes[quantity] |= {prefix + name: Fraction(times) for name in names}
    return {name: Unit(quantity, size) for quantity, units in sizes.items() for name, size in units.items()}


UNITS = _table()
"""Every unit known, by each of its spellings."""

_TWO_WAYS: dict[str, tuple[Unit, ...]] = {
    **{f"{prefix}b": (UNITS[f"{prefix}bit"], UNITS[f"{prefix}B"]) for prefix in _DECIMAL},
    **{f"{prefix}ib": (UNITS[f"{prefix}ibit"], UNITS[f"{prefix}iB"]) for prefix in "KMGT"},
    "KB": (UNITS["kB"], UNITS["KiB"]),
    "Kb": (UNITS["kbit"], UNITS["kB"]),
    "b": (UNITS["bit"], UNITS["B"]),
}
"""Spellings that mean different things to different people."""

_PREFERRED = ("B", *(f"{prefix}B" for prefix in (*_DECIMAL, *_BINARY)), *UNITS)
_SHORTEST_WORD = 2  # of letters that no plural is made of
_AS_IT_IS = (Fraction(1),)
_IN_BRACKETS = pattern(r" ?[(\[] ?([^\W\d_]{1,20}) ?[)\]]$")


@dataclass(frozen=True, slots=True)
class Measured:
    """A typed number without its unit, and what its unit may be worth in the unit of the key.

    Several worths are readings of one spelling: ``Mb`` is a million bits, and to some a million bytes.
    """

    number: Passage
    unit: str = ""
    worths: tuple[Fraction, ...] = _AS_IT_IS

    @property
    def is_converted(self) -> bool:
        """Whether the number is counted in another unit than the key's."""
        return self.worths != _AS_IT_IS


def measured(side: Passage, listed: Sequence[str]) -> Measured:
    """A passage without the unit at its end, and the worth of that unit.

    A listed word is met as it is listed, then in any case; in singular or plural, too. Raises `UnreadableResponse`
    with code ``other_quantity``.

    >>> measured(Passage.of("500 kB"), ["MB"]).worths
    (Fraction(1, 1000),)
    >>> measured(Passage.of("26 Pixels"), ["pixels"]).number.text
    '26'
    """
    if not listed or not side.text or side.text[-1].isdigit():
        return Measured(side)
    if bracketed := _IN_BRACKETS.search(side.text):
        found = measured(side.rewritten([(bracketed.start(), bracketed.end(), f" {bracketed[1]}")]), listed)
        return found if found.unit else Measured(side)
    own = _unit_of_key(tuple(listed))
    start = _start_of_last_word(side.text)
    word = side.text[start:]
    for fold in (str, str.casefold):
        text = fold(side.text)
        for spelling, unit in _longest_first(tuple(listed)):
            rest = text.removesuffix(fold(spelling))
            is_whole_word = rest != text and not (unit[0].isalpha() and rest[-1:].isalpha())
            is_known_otherwise = fold is str.casefold and (word in UNITS or word in _TWO_WAYS)
            if is_whole_word and rest.strip() and len(text) == len(side.text) and not is_known_otherwise:
                return Measured(side[: len(rest.rstrip())], unit, (_worth(unit, own),))
    readings = _readings(word)
    number = side[:start].stripped()
    if own is None or not readings or not number.text:
        return Measured(side)
    same = [unit for unit in readings if unit.quantity == own.quantity]
    if not same:
        sentence = f'"{word}" is a unit of another quantity ({readings[0].quantity})'
        suggestion = f"an answer in {_known(tuple(listed))[0]} is asked"
        raise UnreadableResponse("other_quantity", sentence, side.column_at(start), suggestion=suggestion)
    return Measured(number, word, tuple(dict.fromkeys(unit.size / own.size for unit in same)))


def share_worth(listed: Sequence[str]) -> Fraction:
    """What a bare number is worth if it is meant as a share of 1 where percent is asked; 1 where none is.

    >>> share_worth(["%"]), share_worth(["MB"])
    (Fraction(100, 1), Fraction(1, 1))
    """
    own = _unit_of_key(tuple(listed))
    return 1 / own.size if own and own.quantity == "share" else Fraction(1)


def _start_of_last_word(text: str) -> int:
    """Where the letters at the end of a text begin, or its percent sign.

    >>> _start_of_last_word("500 kB"), _start_of_last_word("24 %"), _start_of_last_word("(26)")
    (4, 3, 4)
    """
    start = len(text)
    while start and text[start - 1].isalpha():
        start -= 1
    return start - 1 if start == len(text) and text[-1:] in ("%", "\N{PER MILLE SIGN}") else start


def clear(word: str) -> str:
    """How a unit of two meanings is written clearly.

    >>> clear("Mb"), clear("KB")
    ('Mbit or MB', 'kB or KiB')
    """
    return " or ".join(next(name for name in _PREFERRED if UNITS[name] == unit) for unit in _TWO_WAYS[word])


def _readings(word: str) -> tuple[Unit, ...]:
    """The units that a word may be: by its exact spelling, else in any case where that is only one."""
    if word in _TWO_WAYS:
        return _TWO_WAYS[word]
    if word in UNITS:
        return (UNITS[word],)
    return _folded().get(word.casefold(), ())


@lru_cache(maxsize=1)
def _folded() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for name, unit in UNITS.items():
        if len(name) > 1:
            found[name.casefold()] = tuple(dict.fromkeys((*found.get(name.casefold(), ()), unit)))
    return found


def _known(listed: tuple[str, ...]) -> list[str]:
    return [name for name in listed if name in UNITS]


@lru_cache(maxsize=256)
def _unit_of_key(listed: tuple[str, ...]) -> Unit | None:
    """The unit that a key is stated in: the first listed one that is known; None where none is, or it is not clear."""
    first = next((name for name in listed if name in UNITS or name in _TWO_WAYS), "")
    return UNITS.get(first)


@lru_cache(maxsize=256)
def _longest_first(listed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each listed word as it is, and a word of no quantity with or without its plural's s, too."""
    spellings = {
        (word.removesuffix("s") if word.endswith("s") else f"{word}s"): word
        for word in listed
        if word.isalpha() and len(word) > _SHORTEST_WORD and word not in UNITS and word not in _TWO_WAYS
    }
    found = {**spellings, **{word: word for word in listed}}
    return tuple(sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True))


def _worth(unit: str, own: Unit | None) -> Fraction:
    """What a listed unit is worth in the key's; a word of no quantity, or of another one, only follows."""
    found = UNITS.get(unit)
    return found.size / own.size if found and own and found.quantity == own.quantity else Fraction(1)
