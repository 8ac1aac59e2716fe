"""Formulas as a textbook prints them: common factors taken out of sums, equal factors as powers, letters in order.

Where ``folding`` makes a formula short, ``factored`` makes it readable. Both leave its value as it is, and both
leave what stands inside ``floor`` inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from exgen.errors import BudgetError
from exgen.expressions.nodes import Binary, Name, Node, Number, Unary
from exgen.expressions.patterns import pattern
from exgen.expressions.rebuilding import rebuilt
from exgen.expressions.terms import Term, collected, content, counted, is_link, sum_of, terms_of

_LETTER = pattern(r"[^\W\d_](?:_?[0-9]+|_[A-Za-z0-9]+)?")
"""A letter, with a subscript or without: a product of such needs no sign."""

_Ranks = Mapping[str, int]


def factored(node: Node, order: Sequence[str] = ()) -> Node:
    """A formula of the same value in the form of a textbook.

    Letters of a product stand in the order of ``order``, letters that it does not name behind them in the order in
    which they were written; factors that are no letters keep their places. A factor that all terms of a sum share
    stands in front of the brackets if the sum begins with it, else behind them. Where the terms share none, two
    neighbours of which the second divides the first are put together.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(factored(read("C_in*K_2*K_1*C_out + C_out"), ["K_1", "K_2", "C_in", "C_out"]))
    '(K_1 K_2 C_in + 1)C_out'
    >>> show(factored(read("3*K*K*C_1 + C_1 + C_1*K*K*C_2 + C_2")))
    '(3K^2 + 1)C_1 + (C_1 K^2 + 1)C_2'
    >>> show(factored(read("floor((S*O - S + K*K)/2)")))
    'floor((S(O - 1) + K^2)/2)'
    >>> show(factored(read("2*M/(9*C) + M*M/(C*C)")))
    '2M/(9C) + M^2/C^2'
    """
    return _everywhere(node, order, _grouped)


def ordered(node: Node, order: Sequence[str] = ()) -> Node:
    """The same formula with its terms kept one by one, as a table needs them that adds up: their letters in order and
    equal factors as powers.

    Only where two terms hold sums in brackets is taken out what they share, as ``factored`` does.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(ordered(read("C_in*K*K*C_out + C_out"), ["K", "C_in", "C_out"]))
    'K^2 C_in C_out + C_out'
    >>> show(ordered(read("C*(H - 2) + 3*(H - 2)*D"), ["C", "H"]))
    '(C + 3D)(H - 2)'
    >>> show(ordered(read("-K + 10")))
    '10 - K'
    """
    return rebuilt(_everywhere(node, order, _kept_apart), lambda part, _: _number_first(part))


def _number_first(node: Node) -> Node:
    """10 - K for -K + 10."""
    match node:
        case Binary("+", Unary("-", subtracted), Number() as number):
            return Binary("-", number, subtracted)
    return node


def with_signs(node: Node) -> Node:
    """The same formula with every product written with its sign, as programs read it.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(with_signs(read("2K C(H - 1)")))
    '2*K*C*(H - 1)'
    """
    return rebuilt(
        node,
        lambda part, _: (
            Binary("*", part.left, part.right) if isinstance(part, Binary) and part.operator == "*" else part
        ),
    )


def _everywhere(node: Node, order: Sequence[str], grouped: Callable[[list[Term], _Ranks], list[Term]]) -> Node:
    """A formula of which every sum and product has its form, those inside first."""
    ranks = {name: place for place, name in enumerate(order)}
    return rebuilt(node, lambda part, above: part if is_link(part, above) else _in_order(part, ranks, grouped))


def _in_order(node: Node, ranks: _Ranks, grouped: Callable[[list[Term], _Ranks], list[Term]]) -> Node:
    """A node whose children are in their form already; unchanged if its numbers are too large to be worked out."""
    if not isinstance(node, Unary) and not (isinstance(node, Binary) and node.operator in "+-*/"):
        return node
    try:
        return sum_of(grouped([_sorted(term, ranks) for term in collected(terms_of(node))], ranks))
    except BudgetError:
        return node


def _kept_apart(terms: list[Term], ranks: _Ranks) -> list[Term]:
    """The terms as they are; put together where two of them hold sums in brackets."""
    holding = [term for term in terms if any(isinstance(base, Binary) for base in counted(term.over))]
    return terms if len(holding) < 2 else _grouped(terms, ranks)


def _sorted(term: Term, ranks: _Ranks) -> Term:
    """A term with its letters in order, equal factors as powers."""
    over, under = (_in_ranks(counted(factors), ranks) for factors in (term.over, term.under))
    implicit = all(_LETTER.fullmatch(factor.name) for factor in (*over, *under) if isinstance(factor, Name))
    return replace(term, over=_powers(over), under=_powers(under), implicit=implicit)


def _in_ranks(counts: Counter[Node], ranks: _Ranks) -> Counter[Node]:
    """Factors with the letters among them in order."""
    letters = iter(sorted((base for base in counts if isinstance(base, Name)), key=lambda base: _rank(base, ranks)))
    ordered = [next(letters) if isinstance(base, Name) else base for base in counts]
    return Counter({base: counts[base] for base in ordered})


def _rank(letter: Name, ranks: _Ranks) -> int:
    return ranks.get(letter.name, len(ranks))


def _powers(counts: Counter[Node]) -> tuple[Node, ...]:
    return tuple([base if count == 1 else Binary("^", base, Number(count)) for base, count in counts.items() if count])


def _grouped(terms: list[Term], ranks: _Ranks) -> list[Term]:
    """The terms with what they share taken out: all of them, or else neighbours; ratios of unlike letters are left."""
    if len({term.key()[1] for term in terms if term.under}) > 1:
        return terms
    if len(terms) > 1 and (common := _shared([term.over for term in terms])):
        return [_taken_out(terms, common, ranks)]
    found: list[Term] = []
    for term in terms:
        before = found[-1] if found else None
        if before is not None and term.over and not (counted(term.over) - counted(before.over)):
            found[-1] = _taken_out([before, term], counted(term.over), ranks)
        else:
            found.append(term)
    return found


def _taken_out(terms: list[Term], common: Counter[Node], ranks: _Ranks) -> Term:
    """A sum as one term: the factors that its terms share, times the rest."""
    divisor = content(terms) * (-1 if terms[0].coefficient < 0 else 1)
    below = _shared([term.under for term in terms])
    rests = [
        replace(term.times(1 / divisor), over=_without(term.over, common), under=_without(term.under, below))
        for term in terms
    ]
    rest = sum_of(_grouped([_sorted(term, ranks) for term in collected(rests)], ranks))
    first = counted(terms[0].over)
    shared = _powers(Counter({base: common[base] for base in first if common[base]}))
    over = (*shared, rest) if next(iter(first)) in common else (rest, *shared)
    return Term(divisor, over, _powers(below), all(term.implicit for term in terms))


def _shared(factors: Sequence[tuple[Node, ...]]) -> Counter[Node]:
    """The factors that are in all of these."""
    shared = counted(factors[0])
    for others in factors[1:]:
        shared &= counted(others)
    return shared


def _without(factors: tuple[Node, ...], taken: Counter[Node]) -> tuple[Node, ...]:
    return _powers(counted(factors) - taken)
