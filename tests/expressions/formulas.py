"""Hypothesis strategies: random formulas that the reader can make, and values for their names."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from exgen.expressions import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
)

LETTERS = ("H", "K", "P", "e3", "C_in", "M_1", "σ", "per_output")

whole_numbers = st.integers(0, 12) | st.integers(0, 10**30 - 1)
decimals = st.builds(lambda digits, places: Fraction(digits, 10**places), st.integers(0, 10**6), st.integers(1, 9))
numbers = st.builds(
    lambda value: Number(value.numerator if value.denominator == 1 else value), whole_numbers.map(Fraction) | decimals
)
names = st.sampled_from(LETTERS).map(Name)


def _binary(operators: str, operand: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(
        lambda sign, left, right, implicit: Binary(sign, left, right, implicit and sign == "*"),
        st.sampled_from(operators.split()),
        operand,
        operand,
        st.booleans(),
    )


def _called(names_of_functions: str, arguments: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    return st.builds(
        lambda name, items: Call(Name(name), tuple(items)), st.sampled_from(names_of_functions.split()), arguments
    )


def arithmetic(leaves: st.SearchStrategy[Node], operators: str = "+ - * / // % ^") -> st.SearchStrategy[Node]:
    """Formulas over numbers: operators, signs and functions of numbers."""
    return st.recursive(
        leaves,
        lambda inner: (
            _binary(operators, inner)
            | st.builds(Unary, st.sampled_from("-+"), inner)
            | _called("floor ceil abs", st.lists(inner, min_size=1, max_size=1))
            | _called("min max", st.lists(inner, min_size=2, max_size=3))
            | st.builds(
                lambda sign, first, second, then, otherwise: Call(
                    Name("where"), (Comparison(first, ((sign, second),)), then, otherwise)
                ),
                st.sampled_from(("<", "<=", ">", ">=", "==", "!=")),
                inner,
                inner,
                inner,
                inner,
            )
        ),
        max_leaves=12,
    )


small_numbers = st.integers(0, 5).map(Number)
sums = arithmetic(small_numbers | names, "+ - * /")
"""Formulas with small numbers, in which much can be folded."""

computable = arithmetic(small_numbers | numbers | names)
"""Formulas over numbers that may have a value."""


def _anything(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    parts = names | st.builds(Attribute, names, st.sampled_from(("layers", "input_sizes", "H")))
    return (
        _binary("+ - * / // % ^", inner)
        | st.builds(Unary, st.sampled_from("-+"), inner)
        | st.builds(
            Comparison,
            inner,
            st.lists(
                st.tuples(st.sampled_from(("<", "<=", ">", ">=", "==", "!=", "in")), inner), min_size=1, max_size=3
            ).map(tuple),
        )
        | st.builds(Logical, st.sampled_from(("and", "or")), several)
        | st.builds(Logical, st.just("not"), inner.map(lambda operand: (operand,)))
        | _called("floor ceil abs sum product length", st.lists(inner, min_size=1, max_size=1))
        | _called("min max", st.lists(inner, min_size=1, max_size=3))
        | _called("where", st.lists(inner, min_size=3, max_size=3))
        | st.builds(Call, st.builds(Attribute, parts, st.just("input_sizes")), st.lists(inner, max_size=2).map(tuple))
        | st.builds(Index, parts, inner)
        | st.builds(Sequence, st.lists(inner, max_size=3).map(tuple))
    )


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=6).map(Text)
everything = st.recursive(numbers | names | texts | st.booleans().map(Truth), _anything, max_leaves=12)
"""Any tree the reader can make, sensible or not."""

values = st.integers(-20, 20) | st.fractions(-5, 5, max_denominator=6)
environments = st.fixed_dictionaries(dict.fromkeys(LETTERS, values))
whole_environments = st.fixed_dictionaries(dict.fromkeys(LETTERS, st.integers(-20, 20)))
