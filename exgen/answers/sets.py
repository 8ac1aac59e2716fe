"""The kind ``set``: integers or shapes in any order, listed, as ranges, or one set for each axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import ClassVar

from exgen.answers.formulas import Exact
from exgen.answers.judgement import Judgement, OversizedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.member_texts import members_text
from exgen.answers.members import Member, Members, ProductSet, common_size, entries_of_members, size_of
from exgen.answers.options import Options, one_of_problems, shown
from exgen.answers.ranges import KEY_MEMBERS_AT_MOST
from exgen.answers.typed_sets import members_otherwise, members_typed

_ACCEPT = ("all", "any")


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
        members = members_typed(text, options.get("entries"), characters_at_most=None)
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
        return members_typed(text, options.get("entries"))

    def otherwise(
        self, response: str, options: Options, read: Members | None
    ) -> Iterator[tuple[Members, UnreadableResponse]]:
        return members_otherwise(response, options.get("entries"))

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
