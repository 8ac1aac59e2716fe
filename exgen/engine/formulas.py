"""A rule's line as it is applied at a step: true or mistaken, its tuples spread out into single letters.

``product(K)`` over a kernel of two sides is ``K.0 * K.1``: so a line runs on plain numbers, and prints as one
would write it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from exgen.engine.rules import RULES
from exgen.engine.rules.rule import value_of_no_number
from exgen.errors import ExpressionError
from exgen.expressions import (
    Binary,
    Call,
    Index,
    Name,
    Node,
    Number,
    Sequence as SequenceNode,
    Unary,
    Value,
    compiled,
    evaluate,
    fold,
    literal,
    names_in,
    substitute,
)
from exgen.expressions.cancelling import cancelled
from exgen.expressions.rebuilding import rebuilt
from exgen.expressions.terms import Key, collected, is_literal, terms_of

if TYPE_CHECKING:
    from exgen.engine.mal_rules import MalRule

Quantity: TypeAlias = "Value | Node"
"""What a slot holds: an exact number, or a formula."""

Lengths = tuple[int | None, ...]
"""For each letter of a rule, how many members its tuple has; None for a letter that is one number."""


NUMBER: Key = (frozenset(), frozenset())
"""What a number is multiplied by that stands in a sum alone."""
MOST_MEMBERS = 60
"""Of the members of a maximum that may be the largest each is held to so many others."""


def without_smaller(node: Call) -> Node:
    """Of the members of a maximum those that some names can make the largest: of 3B and 5B only 5B can be.

    Names stand for whole numbers from 1 on, and so do sizes that are worked out of them: B and 3 are never more than
    2B + 1.

    >>> from exgen.expressions import read, show
    >>> show(without_smaller(read("max(3B, 5B, H, 7)"))), show(without_smaller(read("max(3B, 2B + 1, 5B + 2)")))
    ('max(5B, H, 7)', '5B + 2')
    """
    members = dict.fromkeys(node.arguments)
    terms = {member: {term.key(): term.coefficient for term in collected(terms_of(member))} for member in members}
    kept: list[Node] = []
    for member, own in terms.items():
        first, rest = kept[:MOST_MEMBERS], kept[MOST_MEMBERS:]
        if not any(_covers(terms[other], own) for other in first):
            kept = [*(other for other in first if not _covers(own, terms[other])), *rest, member]
    return kept[0] if len(kept) == 1 else Call(node.function, tuple(kept))


def _covers(one: Mapping[Key, int | Fraction], other: Mapping[Key, int | Fraction]) -> bool:
    """Whether a sum is never less than another one: what it has more is at least what it has less, a number.

    Products of names are at least 1, other ones at least 0.
    """
    more = {key: one.get(key, 0) - other.get(key, 0) for key in (*one, *other)}
    number = more.pop(NUMBER, 0)
    if any(coefficient < 0 for coefficient in more.values()):
        return False
    products = [coefficient for (over, under), coefficient in more.items() if not under and _are_names(over)]
    return number + sum(products) >= 0


def _are_names(factors: Iterable[tuple[Node, int]]) -> bool:
    return all(isinstance(factor, Name) for factor, _ in factors)


class Formula(NamedTuple):
    """A line over single letters: as an expression, and compiled for numbers.

    Of a computed rule (``is_computed``) the expression is the call of its function.
    """

    letters: tuple[str, ...]
    node: Node
    function: Callable[[Sequence[Value]], Value]
    is_computed: bool = False
    is_of_matrices: bool = False
    factors: tuple[int, ...] | None = None
    """The places of the letters, where the line is nothing but their product."""
    is_maximum: bool = False
    """Whether the line is nothing but the largest of its letters."""
    is_ratio: bool = False

    def with_formulas(self, given: Sequence[Quantity]) -> Quantity:
        """The line's value where formulas may go in: a number if none does, else the folded formula.

        The formulas must be folded (``Calculation.folded``). The names in them stand for whole numbers, as all numbers
        of a network are. Raises ExpressionError where a computed rule gets a formula.
        """
        for value in given:
            if value.__class__ is not int and isinstance(value, Node):  # most are numbers, which is seen at once
                break
        else:
            return self.function(given)  # type: ignore[arg-type]  # no formula is among them
        if self.is_computed:
            raise ExpressionError("needs_numbers", "this is worked out from numbers, not from letters")
        product = None if self.factors is None else _multiple([given[place] for place in self.factors])
        if product is not None:
            return product
        if self.is_maximum:
            return without_smaller(Call(Name("max"), tuple(map(as_node, given))))
        node = self.put_in(given)
        if self.is_of_matrices:
            from exgen.engine.gradients.simplifying import simplified  # only work on matrices needs it

            return node if isinstance(self.node, Name) else simplified(node)  # what is handed on is simple already
        folded = fold(node, whole=names_in(node), folded=[value for value in given if isinstance(value, Node)])
        if not self.is_ratio:
            return folded
        ratio = cancelled(folded)
        return evaluate(ratio, {}) if is_literal(ratio) else ratio

    def put_in(self, given: Sequence[Quantity]) -> Node:
        """The line with values in the place of its letters, nothing worked out."""
        return substitute(self.node, dict(zip(self.letters, map(as_node, given), strict=True)))


@lru_cache(maxsize=8192)
def formula(rule: str, lengths: Lengths, mal_rules: tuple[MalRule, ...] = ()) -> Formula:
    """A rule's line, as somebody applies it who makes these mistakes: arguments are replaced before formulas.

    Raises ExpressionError where two mistakes replace the whole formula, or the same letter (bits for bytes, and a
    number for bytes): both cannot have been used. A convention holds beneath a mistake.

    >>> formula("flattened_size", (None, 2)).letters
    ('C', 'I.0', 'I.1')
    """
    changes = [mal_rule.changes[rule] for mal_rule in mal_rules]
    lines = [change.formula for change in changes if change.formula is not None]
    if len(lines) > 1:
        raise ExpressionError("two_formulas", f"two formulas for {rule} at one place")
    replaced = [letter for made in mal_rules if not made.is_convention for letter in made.changes[rule].arguments]
    if len(replaced) > len(set(replaced)):
        raise ExpressionError("two_arguments", f"two values for one letter of {rule} at one place")
    node = lines[0] if lines else RULES[rule].node
    for change in changes:
        node = substitute(node, _axis_by_axis(rule, lengths, change.arguments))
    tuples = {
        letter: SequenceNode(tuple(Name(member) for member in members(letter, length)))
        for letter, length in zip(RULES[rule].letters, lengths, strict=True)
        if length is not None
    }
    node = spread(node, tuples)
    letters = tuple(
        name for letter, length in zip(RULES[rule].letters, lengths, strict=True) for name in members(letter, length)
    )
    computed = RULES[rule].computed
    if computed is not None and not lines:
        return Formula(letters, node, _calling(computed, node, letters), is_computed=True)
    if RULES[rule].is_of_matrices:
        return Formula(letters, node, value_of_no_number, is_of_matrices=True)
    if mal_rules:
        node = fold(node)  # 2(P / 2) is P again, a whole number: much faster, and a mistaken line is never printed
    is_ratio, worked_out = RULES[rule].is_ratio, compiled(node, letters)
    is_maximum = node == Call(Name("max"), tuple(map(Name, letters)))
    return Formula(
        letters,
        node,
        _or_nothing(worked_out) if is_ratio and not mal_rules else worked_out,
        factors=_factors(node, letters),
        is_maximum=is_maximum,
        is_ratio=is_ratio,
    )


def _or_nothing(ratio: Callable[[Sequence[Value]], Value]) -> Callable[[Sequence[Value]], Value]:
    """A ratio on numbers, 0 where it has no value.

    A calculation holds everything that was ever asked of networks of one structure. Where a window does not fit,
    nothing comes out, which ``fitting`` refuses: dividing by it must not.
    """

    def value(given: Sequence[Value]) -> Value:
        try:
            return ratio(given)
        except ExpressionError:
            return 0

    return value


def _factors(node: Node, letters: tuple[str, ...]) -> tuple[int, ...] | None:
    """The places of the letters that are multiplied, if the line is nothing but a product of letters."""
    match node:
        case Name(name):
            return (letters.index(name),)
        case Binary("*", left, right):
            before, behind = _factors(left, letters), _factors(right, letters)
            return None if before is None or behind is None else before + behind
    return None


def _multiple(factors: Sequence[Quantity]) -> Node | None:
    """The product as ``fold`` gives it, where that is quickly told: of numbers, above 1 together, and one name."""
    names = [factor for factor in factors if isinstance(factor, Node)]
    number = 1
    for factor in factors:
        if type(factor) is int:
            number *= factor
        elif not isinstance(factor, Name):
            return None
    return Binary("*", Number(number), names[0], implicit=True) if len(names) == 1 and number > 1 else None


def _axis_by_axis(rule: str, lengths: Lengths, arguments: Mapping[str, Node]) -> Mapping[str, Node]:
    """What a mistake puts in the place of letters; in a computed rule's tuples in each member: (P.0 / 2, ...)."""
    if RULES[rule].computed is None:
        return arguments
    length_of = dict(zip(RULES[rule].letters, lengths, strict=True))

    def of_members(length: int, replacement: Node) -> Node:
        alike = [letter for letter, other in length_of.items() if other == length]
        return SequenceNode(
            tuple(
                substitute(replacement, {letter: Name(members(letter, length)[index]) for letter in alike})
                for index in range(length)
            )
        )

    return {
        letter: replacement if (length := length_of[letter]) is None else of_members(length, replacement)
        for letter, replacement in arguments.items()
    }


def _calling(
    computed: Callable[..., Value], node: Node, letters: tuple[str, ...]
) -> Callable[[Sequence[Value]], Value]:
    """The function of a computed rule on the arguments of its call, those that a mistake replaced worked out first."""
    assert isinstance(node, Call)
    arguments = tuple([_argument(argument, letters) for argument in node.arguments])

    def value(given: Sequence[Value]) -> Value:
        return computed(*[argument(given) for argument in arguments])

    return value


def _argument(node: Node, letters: tuple[str, ...]) -> Callable[[Sequence[Value]], Value]:
    """An argument of a computed rule: a letter or tuple of letters is taken as it is."""
    match node:
        case Name(name):
            return itemgetter(letters.index(name))
        case SequenceNode(items) if all(isinstance(item, Name) for item in items):
            places = [letters.index(item.name) for item in items if isinstance(item, Name)]
            return lambda given: tuple([given[place] for place in places])
    # only what is read must be a number: the others may be tensors
    used = names_in(node)
    function, read = compiled(fold(node), used), [letters.index(name) for name in used]
    return lambda given: function([given[place] for place in read])


def members(letter: str, length: int | None) -> tuple[str, ...]:
    """The single letters that a rule's letter is spread out into: ``K.0``, ``K.1``."""
    return (letter,) if length is None else tuple(f"{letter}.{index}" for index in range(length))


def spread(node: Node, tuples: Mapping[str, Node]) -> Node:
    """The line with tuples put in, sums and products over them written out, single members picked.

    Raises ExpressionError for a member that a tuple does not have.
    """
    return rebuilt(substitute(node, tuples), lambda part, _: _written_out(part))


def as_node(value: Quantity) -> Node:
    """A value as an expression: a number becomes a literal, a formula stays."""
    return value if isinstance(value, Node) else literal(value)


def _written_out(node: Node) -> Node:
    match node:
        case Call(Name("product"), (SequenceNode(items),)):
            return reduce(lambda left, right: Binary("*", left, right), items) if items else Number(1)
        case Call(Name("sum"), (SequenceNode(items),)):
            return reduce(lambda left, right: Binary("+", left, right), items) if items else Number(0)
        case Call(Name("max" | "min") as function, (SequenceNode(items),)) if items:
            return Call(function, items)
        case Index(SequenceNode(items), Number(int(position))) | Index(
            SequenceNode(items), Unary("-", Number(int(position)))
        ):
            index = position if isinstance(node.index, Number) else -position
            if not -len(items) <= index < len(items):
                raise ExpressionError("index_out_of_range", f"there is no member {index}")
            return items[index]
        case Binary("*", left, Binary("*", inner, outer)):
            # a product within a product needs no brackets: C (K1 K2) is C K1 K2
            return _written_out(Binary("*", _written_out(Binary("*", left, inner)), outer))
    return node
