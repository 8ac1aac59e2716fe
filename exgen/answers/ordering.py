"""The kind ``ordering``: all of the items in their right order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen import expressions
from exgen.answers.given_texts import GivenTexts, given_texts_problems
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.key_data import json_key, shown_json, texts_of_key
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.options import Options, one_of_problems
from exgen.answers.typed_orders import order_typed
from exgen.expressions.patterns import pattern

Order: TypeAlias = "tuple[str | tuple[str, ...], ...]"
"""The items in order; those that are equal stand together, as they are listed in the question."""

SCORINGS = ("all_or_nothing", "positions", "longest")
DIRECTIONS = ("ascending", "descending")

_STRICT = pattern(r"<(?!-)|(?<!-)>")
_ITEMS = {"items": ["conv", "pool", "flatten"]}


class OrderingKind(AnswerKind[Order]):
    """The items in order, each of them once.

    ``scoring`` says what another order is worth: nothing (``all_or_nothing``, the default), the share of items that
    stand at their place (``positions``), or the share of the largest number of items, at least 2, that stand in the
    right order among themselves (``longest``).

    In a chain ``b < a < c`` the first item comes first. Where the order is one of sizes, ``direction`` (``ascending``
    or ``descending``) says so; ``<`` and ``>`` then compare sizes, and without it ``>`` is asked back.

    Items that are equal stand in a list of their own in the key, ``["pool", ["conv", "flatten"]]``. A response says so
    by ``b < a = c`` or ``b, (a, c)``, or lists them in either order; ``b < a < c`` says something else.

    >>> kind, options = OrderingKind(), {"items": ["conv", "pool", "flatten"]}
    >>> kind.read("b, a, c", options) == kind.read("1: b; 2: a; 3: c", options) == kind.read("a=2, b=1, c=3", options)
    True
    >>> kind.read("c > a > b", {**options, "direction": "ascending"})
    ('pool', 'conv', 'flatten')
    """

    name = "ordering"
    options = ("items", "scoring", "direction")
    examples: ClassVar[tuple[Example, ...]] = (
        Example('["pool", "conv", "flatten"]', "b, a, c", Verdict.CORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "pool → conv → flatten", Verdict.CORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "c > a > b", Verdict.CORRECT, {**_ITEMS, "direction": "ascending"}),
        Example('["pool", "conv", "flatten"]', "a, b, c", Verdict.INCORRECT, _ITEMS),
        Example('["pool", "conv", "flatten"]', "a, b, c", Verdict.PARTIAL, {**_ITEMS, "scoring": "positions"}),
        Example('["pool", "conv", "flatten"]', "b, a", Verdict.INVALID, _ITEMS),
        Example('["pool", "conv", "flatten"]', "b > a > c", Verdict.INVALID, _ITEMS),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + given_texts_problems(self.name, options, "items")
        problems += one_of_problems(self.name, options, "scoring", SCORINGS)
        if "direction" in options:
            problems += one_of_problems(self.name, options, "direction", DIRECTIONS)
        return problems

    def read_key(self, text: str, options: Options) -> Order:
        given, data = GivenTexts.of(options, "items"), json_key(text)
        groups = [
            group if isinstance(group, list) else [group] for group in (data if isinstance(data, list) else [data])
        ]
        order = tuple(texts_of_key(group, given, "items") for group in groups)
        if sorted(item for group in order for item in group) != sorted(given.texts):
            raise UnreadableResponse("wrong_number_of_entries", "each of the items stands in it once")
        return _in_groups(order, given)

    def read(self, text: str, options: Options) -> Order:
        given = GivenTexts.of(options, "items")
        groups = order_typed(text, given, options.get("direction"))
        return _in_groups([[given.texts[index] for index in group] for group in groups], given)

    def judge_response(self, key: Order, response: str, options: Options) -> Judgement:
        judgement = super().judge_response(key, response, options)
        is_strict = judgement.verdict is Verdict.CORRECT and _STRICT.search(response)
        if is_strict and any(isinstance(group, tuple) for group in key) and judgement.read_as != self.show(key):
            return Judgement.incorrect(judgement.read_as, "some of these are equal: a sign says more", "ties")
        return judgement

    def show(self, value: Order) -> str:
        return shown_json([list(group) if isinstance(group, tuple) else group for group in value])

    def show_latex(self, value: Order) -> str:
        groups = [group if isinstance(group, tuple) else (group,) for group in value]
        return r",\ ".join(
            " = ".join(expressions.show(expressions.Text(text), "latex") for text in group) for group in groups
        )

    def judge_values(self, key: Order, response: Order, options: Options) -> Judgement:
        ranks = {
            text: rank for rank, group in enumerate(key) for text in ((group,) if isinstance(group, str) else group)
        }
        typed = [(group,) if isinstance(group, str) else group for group in response]
        places = [ranks[text] for group in typed for text in group]
        size = len(places)
        has_true_ties = all(len({ranks[text] for text in group}) == 1 for group in typed)
        match options.get("scoring"):
            case "positions":
                hits = sum(ours == theirs for ours, theirs in zip(sorted(places), places, strict=True))
                told = f"{hits} of {size} {'is' if hits == 1 else 'are'} at the right place"
            case "longest":
                hits = _longest_in_order(places)
                told = f"{hits} of {size} are in the right order among themselves"
            case _:
                is_right = has_true_ties and places == sorted(places)
                reason = "" if has_true_ties else "what is said to be equal is not"
                return Judgement.scored(Fraction(is_right), self.show(response), reason)
        if not has_true_ties:
            return Judgement.incorrect(self.show(response), "what is said to be equal is not")
        score = Fraction(hits, size) if hits > 1 or options["scoring"] == "positions" else Fraction(0)
        return Judgement.scored(score, self.show(response), told if 0 < score < 1 else "")


def _in_groups(groups: Iterable[Sequence[str]], given: GivenTexts) -> Order:
    """An order of groups of equal items, each in the order of the question; an item by itself is no group."""
    ordered = [sorted(group, key=given.texts.index) for group in groups]
    return tuple(group[0] if len(group) == 1 else tuple(group) for group in ordered)


def _longest_in_order(places: list[int]) -> int:
    """The largest number of places that go up or stay, others left out.

    >>> _longest_in_order([3, 0, 1, 2])
    3
    """
    lengths: list[int] = []
    for place, value in enumerate(places):
        lengths.append(1 + max((lengths[at] for at in range(place) if places[at] <= value), default=0))
    return max(lengths, default=0)
