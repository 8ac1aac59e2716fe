"""The kind ``set``: integers or shapes in any order, listed, as ranges, or one set for each axis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import ClassVar

from exgen.answers.formulas import Exact, agreed_value, labelled_pieces, number_text, passage_of, sides_of
from exgen.answers.judgement import Judgement, OversizedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.members import (
    Member,
    Members,
    ProductSet,
    canonical,
    common_size,
    entries_of_members,
    listed,
    members_of_axes,
    size_of,
)
from exgen.answers.options import Options, one_of_problems, shown
from exgen.answers.passages import OPENING, Passage
from exgen.answers.ranges import KEY_MEMBERS_AT_MOST, MEMBERS_AT_MOST, numbers_of, progression
from exgen.answers.shape import check_no_leading_zeros, entries_of
from exgen.expressions.patterns import pattern

_ACCEPT = ("all", "any")
_LISTED_AT_MOST = 64  # longer axes are shown by their runs
_UNITED_AT_MOST = 1_000

_BELONGS = pattern(r"[^\W\d]\w*\s*(?:\N{ELEMENT OF}|in(?!\w))\s*")
_CONJUNCTION = pattern(r"(?:,\s*)?(?<!\w)(?:and|or)(?!\w)(?:\s*,)?")
_AND = pattern(r"(?:,\s*)?(?<!\w)and(?!\w)")
_WRAPPER = pattern(r"(?:frozenset|set|list|sorted)\s*(?=\()")
_LABEL = pattern(r"[^\W\d]\w*\s*=(?!=)")
_DOTS = pattern(r"\.\.+")
_NUMBER = pattern(r"[0-9]+")
_BLANK_NUMBERS = pattern(r"[0-9]+(?: +[0-9]+)+")
_GROUPED = pattern(r"[1-9][0-9]{0,2}(?: +[0-9]{3})+")


class SetKind(AnswerKind[Members]):
    """A set; by default all members are asked, and a share of the score is given for some.

    The score is max(0, hits - extras) / size of the key. With ``accept = "any"`` one right member is asked;
    who types several must have all right. With ``accept = {"at_least": n}`` so many are asked, and the score is
    max(0, min(hits, n) - extras) / n. ``entries`` says how many each member has (the key's, by default).

    >>> kind = SetKind()
    >>> sorted(kind.read("52 to 54", {}))
    [52, 53, 54]
    >>> kind.show(kind.read("{257..258} x {195, 196}", {"entries": 2}))
    '{(257, 195), (257, 196), (258, 195), (258, 196)}'
    """

    name = "set"
    options = ("accept", "entries")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("{52, 53, 54}", "54, 53 and 52", Verdict.CORRECT),
        Example("{52, 53, 54}", "52", Verdict.CORRECT, {"accept": "any"}),
        Example("{(257, 195), (258, 195)}", "257..258 x 195", Verdict.CORRECT),
        Example("{52, 53, 54}", "52, 54", Verdict.CORRECT, {"accept": {"at_least": 2}}),
        Example("{52, 53, 54}", "{52, 53}", Verdict.PARTIAL),
        Example("{52, 53, 54}", "{51, 52}", Verdict.INCORRECT),
        Example("{52, 53, 54}", "52, 53,, 54", Verdict.INVALID),
        Example("{(257, 195), (258, 195)}", "257", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + _accept_problems(options)
        entries = options.get("entries", 1)
        if isinstance(entries, bool) or not isinstance(entries, int) or not 1 <= entries <= 10:
            problems.append(f"set: entries must be an integer from 1 to 10; found {shown(entries)}")
        return problems

    def settled(self, options: Options, key: Members) -> Options:
        entries = entries_of_members(key)
        return {**options, "entries": entries} if entries and "entries" not in options else options

    def read_key(self, text: str, options: Options) -> Members:
        members = _read(passage_of(text, characters_at_most=None), options.get("entries"))
        axes: Iterable[frozenset[Exact] | frozenset[Member]]
        axes = members.axes if isinstance(members, ProductSet) else (members,)
        if any(len(axis) > KEY_MEMBERS_AT_MOST for axis in axes):
            sentence = f"a key has at most {KEY_MEMBERS_AT_MOST:,} members, or as many for each axis"
            raise OversizedResponse("too_many_members", sentence)
        if size_of(members) < asked_at_least(options.get("accept")):
            sentence = f"at least {asked_at_least(options.get('accept'))} members are asked, more than it has"
            raise UnreadableResponse("too_few_members", sentence)
        return members

    def read(self, text: str, options: Options) -> Members:
        return _read(passage_of(text), options.get("entries"))

    def show(self, value: Members) -> str:
        return members_text(value)

    def show_latex(self, value: Members) -> str:
        text = self.show(value).replace("{", r"\{").replace("}", r"\}").replace(" x ", r" \times ")
        return text.replace("..", r" \ldots ").replace(", ", r",\ ")

    def judge_values(self, key: Members, response: Members, options: Options) -> Judgement:
        hits, typed, size = common_size(key, response), size_of(response), size_of(key)
        extras = typed - hits
        accept = options.get("accept", "all")
        if not size or not typed:
            return Judgement.scored(Fraction(size == typed), self.show(response))
        if accept == "any":
            reason = "not every member listed is right" if extras and typed > 1 else ""
            return Judgement.scored(
                Fraction(not extras), self.show(response), reason, "extra_members" if reason else ""
            )
        asked = asked_at_least(accept) or size
        score = Fraction(max(0, min(hits, asked) - extras), asked)
        reasons, codes = [], []
        if extras and typed > 1:
            reasons.append(f"right are {hits} of the {typed} listed")
            codes.append("extra_members")
        if hits < asked and hits:
            reasons.append("the set is not complete" if asked == size else f"at least {asked} are asked")
            codes.append("incomplete_set")
        return Judgement.scored(score, self.show(response), "; ".join(reasons), codes[0] if codes else "")


def asked_at_least(accept: object) -> int:
    """How many members the option ``accept`` asks for at least; 0 where it names no number.

    >>> asked_at_least({"at_least": 2}), asked_at_least("all")
    (2, 0)
    """
    count = accept.get("at_least") if isinstance(accept, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else 0


def _accept_problems(options: Options) -> list[str]:
    """A line if ``accept`` is given and cannot be used."""
    accept = options.get("accept")
    if not isinstance(accept, Mapping):
        return one_of_problems("set", options, "accept", _ACCEPT)
    if set(accept) != {"at_least"} or asked_at_least(accept) < 1:
        return [f'set: accept must be "all", "any" or {{"at_least": 2}}; found {shown(dict(accept))}']
    return []


def _read(passage: Passage, entries: object) -> Members:
    """The members that a passage spells, each with so many entries (None: told from the first member)."""
    count = entries if isinstance(entries, int) else None
    pieces = labelled_pieces(_with_commas(passage, _AND))
    if pieces and count == len(pieces):
        return members_of_axes([_chained_axis(piece) for piece in pieces])
    if count in (None, 1) and (pieces := _same_label_pieces(passage)):
        return frozenset[Member]().union(*map(_chained_axis, pieces))
    sides = sides_of(passage)
    return agreed_value(sides, [_members(side, count) for side in sides], members_text)


def _same_label_pieces(passage: Passage) -> list[Passage]:
    """The pieces of ``M = 52 or M = 53``; [] for anything else."""
    pieces = _with_commas(passage).split(",;")
    labels = {label[0] if (label := _LABEL.match(piece.text)) else "" for piece in pieces}
    return pieces if len(pieces) > 1 and len(labels) == 1 and "" not in labels else []


def _members(side: Passage, count: int | None) -> Members:
    inner = _without_belongs(side).unwrapped()
    if inner.text.casefold() in ("", "\N{EMPTY SET}", "none"):
        return frozenset()
    items = _items(inner, has_shapes=bool(count and count > 1))
    if count is None:
        count = len(entries_of(items[0].unwrapped("(["))) if items[0].text[0] in OPENING else 1
    if count == 1:
        return frozenset[Member](_numbers(items))
    if len(items) == count and all(len(entries_of(item.unwrapped("(["))) == 1 for item in items):
        return members_of_axes([_axis(item) for item in items])
    products = [_product(item, count) for item in items]
    if len(products) == 1:
        return products[0]
    if sum(map(size_of, products)) > _UNITED_AT_MOST:
        raise OversizedResponse("too_many_members", f"more than {_UNITED_AT_MOST} shapes in several ranges")
    return canonical(member for members in products for member in listed(members))


def _items(inner: Passage, *, has_shapes: bool = False) -> list[Passage]:
    """The items between commas, semicolons, "and", "or"; where there are none and no shapes, between blanks."""
    inner = _with_commas(inner)
    items = inner.split(",;")
    if len(items) > 1 and not items[-1].text:
        items.pop()
    for item in items:
        if not item.text:
            raise UnreadableResponse("empty_entry", "between two separators nothing stands", inner.column)
    check_no_leading_zeros(items)
    if len(items) == 1 and not has_shapes and _BLANK_NUMBERS.fullmatch(items[0].text):
        if _GROUPED.fullmatch(items[0].text):
            sentence = f"is {items[0].text} one number or several? Separate the members with commas"
            raise UnreadableResponse("ambiguous_digits", sentence, items[0].column)
        return [inner[match.start() : match.end()] for match in _NUMBER.finditer(inner.text)]
    return items


def _numbers(items: list[Passage]) -> frozenset[Exact]:
    """The union of all items; dots between two of them go on as those before began."""
    found: set[Exact] = set()
    singles: list[Exact] = []  # the single numbers just before
    dots: Passage | None = None
    typed = 0
    for item in items:
        if _DOTS.fullmatch(item.text):
            dots = item
            continue
        numbers = numbers_of(item)
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


def _with_commas(passage: Passage, conjunction: re.Pattern[str] = _CONJUNCTION) -> Passage:
    """The passage with commas for "and" and "or"."""
    return passage.rewritten((match.start(), match.end(), ",") for match in conjunction.finditer(passage.text))


def _chained_axis(piece: Passage) -> frozenset[Exact]:
    """The numbers of one axis behind its label, in a chain of equations that holds."""
    sides = sides_of(piece)
    return agreed_value(sides, [_axis(side) for side in sides], _axis_text)


def _axis(piece: Passage) -> frozenset[Exact]:
    """The numbers of one axis: a set in braces, a range or a number."""
    return _numbers(_items(_without_belongs(piece).unwrapped()))


def _product(item: Passage, count: int) -> Members:
    """What a shape with ranges or sets for its entries, such as ``(257..258, 195)``, stands for."""
    pieces = entries_of(item.unwrapped("(["))
    if len(pieces) != count or not all(piece.text for piece in pieces):
        sentence = f"each member has {count} entries, as in ({', '.join(['..'] * count)})"
        raise UnreadableResponse("wrong_number_of_entries", sentence, item.column)
    return members_of_axes([_axis(piece) for piece in pieces])


def _without_belongs(side: Passage) -> Passage:
    """What is listed, without ``M in``; ``set([52, 53])`` without its function and outer brackets."""
    if belongs := _BELONGS.match(side.text):
        side = side[belongs.end() :]
    if wrapper := _WRAPPER.match(side.text):
        side = side[wrapper.end() :].unwrapped()
    return side


def members_text(members: Members) -> str:
    """A set as text, in the form of the keys.

    >>> members_text(frozenset({(258, 195), (257, 195)}))
    '{(257, 195), (258, 195)}'
    >>> members_text(members_of_axes([range(100), [7]]))
    '{0..99} x {7}'
    """
    if isinstance(members, ProductSet):
        return " x ".join(map(_axis_text, members.axes))
    if any(isinstance(member, tuple) for member in members):
        return "{" + ", ".join(map(_member_text, sorted(members, key=_entries))) + "}"
    return _axis_text(members)


def _axis_text(axis: Iterable[Member]) -> str:
    numbers = sorted(number for number in axis if not isinstance(number, tuple))
    if len(numbers) <= _LISTED_AT_MOST:
        return "{" + ", ".join(map(number_text, numbers)) + "}"
    runs: list[list[Exact]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return "{" + ", ".join("..".join(map(number_text, run)) for run in runs) + "}"


def _member_text(member: Member) -> str:
    return "(" + ", ".join(map(number_text, member)) + ")" if isinstance(member, tuple) else number_text(member)


def _entries(member: Member) -> tuple[Exact, ...]:
    return member if isinstance(member, tuple) else (member,)
