"""Typed sets: where their members stand, and what else a list of numbers may mean.

``{0,5; 1,5}`` has decimal commas, ``M ∈ [52, 54]`` is a range, ``{0,25}`` two numbers; what would be right in the other
reading is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exgen.answers.digits import Meaning
from exgen.answers.equations import agreed_value, labelled_pieces, sides_of
from exgen.answers.formulas import Exact, passage_of
from exgen.answers.interval_brackets import with_marked_ends
from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, check_length
from exgen.answers.member_texts import axis_text, members_text
from exgen.answers.members import Member, Members, canonical, listed, members_of_axes, size_of
from exgen.answers.passages import OPENING, Passage
from exgen.answers.printed_values import without_bare_dots
from exgen.answers.ranges import MEMBERS_AT_MOST, between, numbers_of, numbers_of_bounds, progression
from exgen.answers.shape import check_no_leading_zeros, entries_of
from exgen.answers.spoken_sets import CONJUNCTION, plain_set
from exgen.expressions.patterns import pattern

_UNITED_AT_MOST = 1_000
_ASKED_ABOUT_AT_MOST = 400  # characters: a longer set is not read in several ways
_NONE = frozenset(
    ("", "\N{EMPTY SET}", "none", "nothing", "empty", "empty set", "no solution", "keine", "leer", "leere menge")
) | {"aucun", "aucune", "vide", "ensemble vide"}

_BELONGS = pattern(r"[^\W\d]\w*\s*(?P<sign>\N{ELEMENT OF}|in(?!\w))\s*")
_AND = pattern(r"(?:,\s*)?(?<!\w)and(?!\w)")
_WRAPPER = pattern(r"(?:frozenset|set|list|sorted|c)\s*(?=\()")
_LABEL = pattern(r"[^\W\d]\w*\s*=(?!=)")
_DOTS = pattern(r"\.\.+")
_NUMBER = pattern(r"[0-9]+")
_BLANK_NUMBERS = pattern(r"[0-9]+(?: +[0-9]+)+")
_BLANK_DECIMALS = pattern(r"-?[0-9]+,[0-9]+(?: +-?[0-9]+,[0-9]+)+")
_GROUPED = pattern(r"[1-9][0-9]{0,2}(?: +[0-9]{3})+")
_TIGHT_COMMA = pattern(r"(?<=[0-9]),(?=[0-9])")
_LISTING_COMMA = pattern(r";|,(?![0-9])|(?<![0-9]),")
_THREE_DIGITS = pattern(r"(?<![0-9])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9])")
_AROUND = pattern(r"(?<![\w.,])(-?[0-9]{1,9}) ?\N{PLUS-MINUS SIGN} ?([0-9]{1,9})(?![\w.,])")
_MAY_MEAN_MORE = pattern(r"[^ -~]|[\\\[/|]|[0-9][.,][0-9]")
"""What stands in every set that has another reading: a bracket, a comma or dot in a number, or what is read as one."""
_TWO_INTEGERS = pattern(r"\[ ?-?[0-9]+ ?[,;] ?-?[0-9]+ ?\]")


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of reading a set: the digits of its numbers, and what a comma between them and ``[52, 54]`` are.

    None: told from how they stand there.
    """

    meaning: Meaning | None = None
    has_decimal_commas: bool | None = None
    has_bracketed_ranges: bool | None = None


def members_typed(text: str, entries: object, *, characters_at_most: int | None = CHARACTERS_AT_MOST) -> Members:
    """The members that a text spells, each with so many entries (None: told from the first member).

    Raises `UnreadableResponse`.

    >>> sorted(members_typed("0,5; 1,5", 1))
    [Fraction(1, 2), Fraction(3, 2)]
    """
    return _members_of(_passage(text, characters_at_most), entries, _Way())


def members_otherwise(text: str, entries: object) -> Iterator[tuple[Members, UnreadableResponse]]:
    """What else a set may be than `members_typed` says, each with what is to be asked.

    >>> [(sorted(members), question.code) for members, question in members_otherwise("{0,25}", 1)][0]
    ([Fraction(1, 4)], 'ambiguous_comma')
    """
    if not _MAY_MEAN_MORE.search(text):
        return
    try:
        passage = _passage(text, _ASKED_ABOUT_AT_MOST)
    except UnreadableResponse:
        return
    for typed, way, question in _other_ways(passage):
        try:
            yield _members_of(typed, entries, way), question
        except UnreadableResponse:
            continue


def _passage(text: str, characters_at_most: int | None) -> Passage:
    check_length(Passage.of(text).stripped(), characters_at_most)
    passage = passage_of(plain_set(text), characters_at_most=characters_at_most, with_fitting_brackets=with_marked_ends)
    return without_bare_dots(passage)


def _other_ways(passage: Passage) -> Iterator[tuple[Passage, _Way, UnreadableResponse]]:
    if found := _THREE_DIGITS.search(passage.text):
        sentence = f"does {found[0]} have decimals, or its digits in groups of three?"
        question = UnreadableResponse("ambiguous_digits", sentence, passage.column_at(found.start()))
        yield passage, _Way(Meaning.DECIMAL), question
    if found := _TIGHT_COMMA.search(passage.text):
        sentence = "is the comma a decimal one, or does it stand between two numbers?"
        suggestion = "separate numbers by a semicolon, and write decimals with a dot"
        question = UnreadableResponse(
            "ambiguous_comma", sentence, passage.column_at(found.start()), suggestion=suggestion
        )
        yield passage, _Way(Meaning.GROUPED, has_decimal_commas=True), question
        yield passage, _Way(Meaning.DECIMAL, has_decimal_commas=True), question
        yield passage, _Way(has_decimal_commas=False), question
    if found := _TWO_INTEGERS.search(passage.text):
        sentence = f"are the two numbers of {found[0]} meant, or all that lie between them, too?"
        column = passage.column_at(found.start())
        question = UnreadableResponse(
            "ambiguous_range", sentence, column, suggestion="write {52, 54}, or 52..54 for a range"
        )
        yield passage, _Way(has_bracketed_ranges=True), question
        yield passage, _Way(has_bracketed_ranges=False), question
    if around := list(_AROUND.finditer(passage.text)):
        sentence = f"are the two numbers of {around[0][0]} meant, or all that lie between them, too?"
        column = passage.column_at(around[0].start())
        question = UnreadableResponse("ambiguous_range", sentence, column, suggestion="write 52..54 for a range")
        ranges = passage.rewritten((found.start(), found.end(), _from_to(found)) for found in around)
        yield ranges, _Way(), question


def _from_to(around: re.Match[str]) -> str:
    """The range that ``53 ± 1`` may be."""
    middle, distance = int(around[1]), int(around[2])
    return f"{middle - distance}..{middle + distance}"


def _members_of(passage: Passage, entries: object, way: _Way) -> Members:
    count = entries if isinstance(entries, int) else None
    pieces = labelled_pieces(_with_commas(passage, are_alternatives=False))
    if pieces and count == len(pieces):
        return members_of_axes([_chained_axis(piece, way) for piece in pieces])
    if count in (None, 1) and (pieces := _same_label_pieces(passage)):
        return frozenset[Member]().union(*[_chained_axis(piece, way) for piece in pieces])
    sides = sides_of(passage)
    return agreed_value(sides, [_members(side, count, way) for side in sides], members_text)


def _same_label_pieces(passage: Passage) -> list[Passage]:
    """The pieces of ``M = 52 or M = 53``; [] for anything else."""
    pieces = _with_commas(passage).split(",;")
    labels = {label[0].rstrip("= ") if (label := _LABEL.match(piece.text)) else "" for piece in pieces}
    return pieces if len(pieces) > 1 and len(labels) == 1 and "" not in labels else []


def _members(side: Passage, count: int | None, way: _Way) -> Members:
    if count in (None, 1) and (bounds := numbers_of_bounds(_with_commas(side).split(","))) is not None:
        return frozenset[Member](bounds)
    if count in (None, 1) and (numbers := _bracketed_range(side, way)) is not None:
        return frozenset[Member](numbers)
    inner = _without_belongs(side).unwrapped()
    if inner.text.casefold() in _NONE:
        return frozenset()
    items = _items(inner, way, has_shapes=bool(count and count > 1))
    if count is None:
        count = len(entries_of(items[0].unwrapped("(["))) if items[0].text[0] in OPENING else 1
    if count == 1:
        return frozenset[Member](_numbers(items, way))
    if len(items) == count and all(len(entries_of(item.unwrapped("(["))) == 1 for item in items):
        return members_of_axes([_axis(item, way) for item in items])
    products = [_product(item, count, way) for item in items]
    if len(products) == 1:
        return products[0]
    if sum(map(size_of, products)) > _UNITED_AT_MOST:
        raise OversizedResponse("too_many_members", f"more than {_UNITED_AT_MOST} shapes in several ranges")
    return canonical(member for members in products for member in listed(members))


def _bracketed_range(side: Passage, way: _Way) -> frozenset[Exact] | None:
    """The integers of ``M ∈ [52, 54]``, which is an interval, where ``M in [52, 54]`` is a list; else None."""
    belongs = _BELONGS.match(side.text)
    inner = side[belongs.end() :] if belongs else side
    is_range = way.has_bracketed_ranges
    if is_range is None:
        is_range = belongs is not None and belongs["sign"] == "\N{ELEMENT OF}"
    if not is_range or not _TWO_INTEGERS.fullmatch(inner.text):
        return None
    first, last = inner.unwrapped().split(",;")
    return between(first, last, inner)


def _items(inner: Passage, way: _Way, *, has_shapes: bool = False) -> list[Passage]:
    """The items between commas, semicolons, "and", "or"; where there are none and no shapes, between blanks."""
    has_decimal_commas = way.has_decimal_commas
    if has_decimal_commas is None:
        has_decimal_commas = not has_shapes and _are_decimal(inner)
    if has_decimal_commas and _BLANK_DECIMALS.fullmatch(inner.text):
        return [piece.stripped() for piece in inner.between(list(pattern(" +").finditer(inner.text)))]
    inner = _with_commas(inner, mark=";" if has_decimal_commas else ",")
    if has_decimal_commas:
        items = [piece.stripped() for piece in inner.between(inner.outside_brackets(_LISTING_COMMA))]
    else:
        items = inner.split(",;")
    if len(items) > 1 and not items[-1].text:
        items.pop()
    for item in items:
        if not item.text:
            raise UnreadableResponse("empty_entry", "between two separators nothing stands", inner.column)
    if not has_decimal_commas:
        check_no_leading_zeros(items)
    if len(items) == 1 and not has_shapes and _BLANK_NUMBERS.fullmatch(items[0].text):
        if _GROUPED.fullmatch(items[0].text):
            sentence = f"is {items[0].text} one number or several? Separate the members with commas"
            raise UnreadableResponse("ambiguous_digits", sentence, items[0].column)
        return [inner[match.start() : match.end()] for match in _NUMBER.finditer(inner.text)]
    return items


def _are_decimal(inner: Passage) -> bool:
    """Whether commas are decimal ones: because semicolons separate, or "and" does and every number has a comma."""
    if _BLANK_DECIMALS.fullmatch(inner.text):
        return True
    pieces = inner.split(";")
    has_semicolons = len(pieces) > 1
    if not has_semicolons:
        pieces = [piece.stripped() for piece in inner.between(inner.outside_brackets(CONJUNCTION))]
    commas = [piece.text.count(",") for piece in pieces]
    are_tight = sum(commas) == len(_TIGHT_COMMA.findall(inner.text)) > 0
    return are_tight and len(pieces) > 1 and max(commas) == 1 and (has_semicolons or min(commas) == 1)


def _numbers(items: list[Passage], way: _Way) -> frozenset[Exact]:
    """The union of all items; dots between two of them go on as those before began."""
    found: set[Exact] = set()
    singles: list[Exact] = []  # the single numbers just before
    dots: Passage | None = None
    typed = 0
    for item in items:
        if _DOTS.fullmatch(item.text):
            dots = item
            continue
        has_decimal_comma = "," in item.text and item.text[0] not in OPENING
        numbers = numbers_of(item, way.meaning or (Meaning.GROUPED if has_decimal_comma else Meaning.INTEGER))
        single = next(iter(numbers)) if len(numbers) == 1 else None
        if dots:
            if single is None:
                raise UnreadableResponse("unclear_range", "behind the dots one number is needed", item.column)
            numbers |= progression(singles, single, dots)
            dots = None
        singles = [*singles[-1:], single] if single is not None else []
        typed += len(numbers)
        if typed > MEMBERS_AT_MOST:
            raise OversizedResponse("too_many_members", f"more than {MEMBERS_AT_MOST:,} members", item.column)
        found |= numbers
    if dots:
        raise UnreadableResponse("unclear_range", "behind the dots nothing stands", dots.column)
    return frozenset(found)


def _with_commas(passage: Passage, *, mark: str = ",", are_alternatives: bool = True) -> Passage:
    """The passage with commas, or another mark, for "and" and, with ``are_alternatives``, for "or"."""
    found = (CONJUNCTION if are_alternatives else _AND).finditer(passage.text)
    return passage.rewritten((match.start(), match.end(), mark) for match in found)


def _chained_axis(piece: Passage, way: _Way) -> frozenset[Exact]:
    """The numbers of one axis behind its label, in a chain of equations that holds."""
    sides = sides_of(piece)
    return agreed_value(sides, [_axis(side, way) for side in sides], axis_text)


def _axis(piece: Passage, way: _Way) -> frozenset[Exact]:
    """The numbers of one axis: a set in braces, a range or a number."""
    return _numbers(_items(_without_belongs(piece).unwrapped(), way), way)


def _product(item: Passage, count: int, way: _Way) -> Members:
    """What a shape with ranges or sets for its entries, such as ``(257..258, 195)``, stands for."""
    pieces = entries_of(item.unwrapped("(["))
    if len(pieces) != count or not all(piece.text for piece in pieces):
        sentence = f"each member has {count} entries, as in ({', '.join(['..'] * count)})"
        raise UnreadableResponse("wrong_number_of_entries", sentence, item.column)
    return members_of_axes([_axis(piece, way) for piece in pieces])


def _without_belongs(side: Passage) -> Passage:
    """What is listed, without ``M in``; ``set([52, 53])`` without its function and outer brackets."""
    if belongs := _BELONGS.match(side.text):
        side = side[belongs.end() :]
    if wrapper := _WRAPPER.match(side.text):
        side = side[wrapper.end() :].unwrapped()
    return side
