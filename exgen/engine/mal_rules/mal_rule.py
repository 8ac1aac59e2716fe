"""What a mal-rule is, and how one is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from exgen.engine.rules import RULES
from exgen.engine.wording import wording
from exgen.expressions import Node, names_in

COMMON_SLIP = "common slip"
"""The source of a mistake that everybody who marks such exercises has seen, and nobody in particular has published."""


class Rank(IntEnum):
    """How far off a mistake is: of explanations that are otherwise alike the one of lower rank is told first."""

    COMMON = 1
    OCCASIONAL = 2
    RARE = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of answers that shows a mistake: what is ``right``, and what is ``wrong`` because of it.

    ``network`` is the text of its layers (or the lines of a graph), ``input`` a shape, or the matrix that goes in;
    ``asked`` what is asked for, as a question template's ``value`` spells it. ``settings`` are the rest of a
    template's ``[network]``: ``batch``, ``convolution``, ``rows``, ``gradient``, ``0.weight``; ``conventions`` its own.
    Of a graph they are the shapes of its leaves, ``n x d``, and which of them are ``distributions``.
    """

    network: str
    input: str
    asked: str
    right: str
    wrong: str
    settings: Mapping[str, str] = field(default_factory=dict)
    conventions: Mapping[str, str] = field(default_factory=dict)


class Change:
    """What happens to one rule: ``arguments`` replaces letters, ``formula`` the whole line.

    ``written`` is either the new line or ``{letter: replacement}``; it is read when it is first asked for.
    """

    def __init__(self, mal_rule: str, rule: str, written: str | Mapping[str, str]) -> None:
        self._written = written
        self._mal_rule, self._rule = mal_rule, rule

    @cached_property
    def arguments(self) -> Mapping[str, Node]:
        """What stands in the place of letters."""
        written = self._written
        return {} if isinstance(written, str) else {letter: self._read(text) for letter, text in written.items()}

    @cached_property
    def formula(self) -> Node | None:
        """What stands in the place of the line; None where letters are replaced."""
        return self._read(self._written) if isinstance(self._written, str) else None

    def _read(self, text: str) -> Node:
        rule = RULES[self._rule]
        node = rule.read(text)
        unknown = {*names_in(node), *(() if isinstance(self._written, str) else self._written)} - set(rule.letters)
        assert not unknown, f"{self._mal_rule}: {self._rule} has no {unknown}"
        return node


@dataclass(frozen=True, slots=True, eq=False)
class MalRule:
    """A misconception: ``id`` is stable; its ``sentence``, which stands under it in ``exgen.engine.wording``, says to
    the student what was done and what is right.

    The sentence holds for every rule that ``changes`` names, forward and backward, in one dimension and in two.
    ``example`` shows it; ``source`` says who made it: a published sheet with what it printed, a report of somebody who
    made it or met it (what was written, the report's title, its address last), a text that warns of it or leads to it,
    or ``COMMON_SLIP``.
    ``is_of_one_layer``: somebody makes this mistake in one layer of many, never everywhere. ``is_of_last_layer``: if in
    one, then in the last one that leads to what was asked, never in one before it. ``is_of_one_axis``: somebody makes
    it on one axis only, though both have the same numbers. ``is_in_all_rules``: whoever makes it makes it in all rules
    that it changes. ``is_in_all_layers``: it is made in all layers that it touches, and these are several.
    ``is_convention`` marks a rule that others use with good
    reason: a response under it is met with its name, not with a bare cross.
    """

    id: str
    changes: Mapping[str, Change]
    example: Example
    source: str
    rank: Rank
    is_of_one_layer: bool = False
    is_of_last_layer: bool = False
    is_of_one_axis: bool = False
    is_in_all_rules: bool = False
    is_in_all_layers: bool = False
    is_convention: bool = False

    @property
    def sentence(self) -> str:
        """What the student is told, in the language that is spoken."""
        told = wording().conventions if self.is_convention else wording().mistakes
        return told[self.id]


def mal_rule(
    id: str,
    changes: dict[str, str | dict[str, str]],
    *,
    example: Example,
    source: str = COMMON_SLIP,
    rank: Rank = Rank.OCCASIONAL,
    is_of_one_layer: bool = False,
    is_of_last_layer: bool = False,
    is_of_one_axis: bool = False,
    is_in_all_rules: bool = False,
    is_in_all_layers: bool = False,
    is_convention: bool = False,
) -> MalRule:
    """A mal-rule from text: for each rule either a new line or ``{letter: replacement}``."""
    read_changes = {rule: Change(id, rule, written) for rule, written in changes.items()}
    places = (is_of_one_layer, is_of_last_layer, is_of_one_axis, is_in_all_rules, is_in_all_layers)
    return MalRule(id, read_changes, example, source, rank, *places, is_convention)
