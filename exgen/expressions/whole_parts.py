"""Whole numbers beside a floor that belong inside it, and floors of floors: floor((H - 2)/2) + 1 is floor(H/2)."""

from __future__ import annotations

from dataclasses import replace

from exgen.expressions.nodes import Binary, Call, Name, Node, Number
from exgen.expressions.rebuilding import rebuilt
from exgen.expressions.terms import Term, collected, is_link, sum_of, terms_of

_FLOOR = Name("floor")


def with_whole_parts(terms: list[Term]) -> list[Term]:
    """The terms of a sum, its constant put into the one floor or ceil among them, if fewer terms are left inside.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> def shorter(text): return show(sum_of(with_whole_parts(terms_of(read(text)))))
    >>> shorter("floor((H - 2)/2) + 1"), shorter("floor((H - K)/K) + 1"), shorter("ceil((2H - 3)/3) + 1")
    ('floor(H/2)', 'floor(H/K)', 'ceil(2H/3)')
    >>> shorter("floor((H - 1)/2) + 1"), shorter("floor((H - 2)/2) + 2")
    ('floor((H - 1)/2) + 1', 'floor((H - 2)/2) + 2')
    """
    constants = [term for term in terms if not term.over and not term.under]
    rounded = [(term, call) for term in terms if (call := _rounding(term)) is not None]
    if len(constants) != 1 or len(rounded) != 1 or constants[0].coefficient.denominator != 1:
        return terms
    term, call = rounded[0]
    above, below = _ratio(call.arguments[0])
    if below == Number(1):
        return terms
    before = terms_of(above)
    after = collected([*before, *[part.times(constants[0].coefficient) for part in terms_of(below)]])
    if len(after) >= len(collected(before)):
        return terms
    shorter = replace(term, over=(Call(call.function, (Binary("/", sum_of(after), below),)),))
    return [shorter if one is term else one for one in terms if one is not constants[0]]


def flattened(node: Node) -> Node:
    """The floor of a floor as one, such as floor(H/4) for floor(floor(H/2)/2); any other formula as it is.

    This is exact where the divisors are whole numbers above 0 and what is added between them is whole.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(flattened(read("floor((floor((H - 1)/2) + 1)/2)"))), show(flattened(read("floor(3*floor(H/2)/2)")))
    ('floor((H + 1)/4)', 'floor(3*floor(H/2)/2)')
    """
    return rebuilt(node, lambda part, above: part if is_link(part, above) else _as_one(part))


def _as_one(node: Node) -> Node:
    """A node whose children are flattened already."""
    match node:
        case Binary("+" | "-"):
            return sum_of(with_whole_parts(collected(terms_of(node))))
        case Call(Name("floor"), (Binary("/", above, Number(int() as outer)),)):
            terms = collected(terms_of(above))
        case _:
            return node
    calls = [call for term in terms if (call := _rounding(term)) is not None and call.function == _FLOOR]
    numbers = [term.coefficient for term in terms if not term.over and not term.under]
    if len(calls) != 1 or len(terms) != len(calls) + len(numbers) or any(one.denominator != 1 for one in numbers):
        return node
    match _ratio(calls[0].arguments[0]):
        case (inside, Number(int() as inner)) if inner > 0 and outer > 0:
            within = sum_of([*terms_of(inside), *[Term(number * inner) for number in numbers]])
            return Call(_FLOOR, (Binary("/", within, Number(inner * outer)),))
    return node


def rounded_ratio(terms: list[Term]) -> tuple[tuple[Node, int], list[Term]] | None:
    """A floor or ceil of a ratio beside a whole number as (function, divisor), and what stands over the divisor with
    the number brought there; None for other sums.

    >>> from exgen.expressions.reader import read
    >>> (_, divisor), above = rounded_ratio(terms_of(read("floor((H - 3)/2) + 1")))
    >>> divisor, [term.coefficient for term in above]
    (2, [1, -3, 2])
    """
    rounded = [(term, call) for term in terms if (call := _rounding(term)) is not None]
    if len(rounded) != 1:
        return None
    rest = [term for term in terms if term is not rounded[0][0]]
    if any(term.over or term.under or term.coefficient.denominator != 1 for term in rest):
        return None
    match _ratio(rounded[0][1].arguments[0]):
        case (above, Number(int() as below)) if below > 0:
            return (rounded[0][1].function, below), [*terms_of(above), *[term.times(below) for term in rest]]
    return None


def _rounding(term: Term) -> Call | None:
    """The floor or ceil that a term is; None for other terms."""
    match term.over:
        case (Call(Name("floor" | "ceil"), (_,)) as call,) if term.coefficient == 1 and not term.under:
            return call
    return None


def _ratio(node: Node) -> tuple[Node, Node]:
    """What stands over a slash, and below."""
    match node:
        case Binary("/", above, below):
            return above, below
    return node, Number(1)
