"""Names are listed in order of appearance, and formulas put in for them all at once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Name, Node, Number, Value, evaluate, literal, names_in, read, show, substitute
from tests.expressions.formulas import computable, environments, everything


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("floor((H + 2P - K)/S) + H", ("H", "P", "K", "S")),
        ("network.layers[n].sizes(K)", ("network", "n", "K")),
        ("where(a < b, (c,), d) and not e", ("a", "b", "c", "d", "e")),
        ("7", ()),
    ],
)
def test_names_come_in_order_of_appearance(text: str, names: tuple[str, ...]) -> None:
    assert names_in(read(text)) == names


def test_substitution_happens_all_at_once() -> None:
    assert substitute(read("H - K"), {"H": Name("K"), "K": Name("H")}) == read("K - H")


def test_a_function_keeps_its_name() -> None:
    assert substitute(read("floor(x) + network.x"), {"floor": Number(1), "x": Number(2)}) == read(
        "floor(2) + network.x"
    )


def test_numbers_put_in_are_shown_so_that_they_read_right() -> None:
    node = substitute(
        read("2P - D(K - 1) + K^2 - H"), {"P": Number(2), "D": Number(1), "K": Number(-5), "H": Number(-3)}
    )
    assert show(node) == "2*2 - 1*(-5 - 1) + (-5)^2 - (-3)"
    assert show(node, "latex") == r"2 \cdot 2 - 1 \cdot \left(-5 - 1\right) + \left(-5\right)^{2} - \left(-3\right)"


@given(computable, environments)
def test_putting_values_in_and_looking_them_up_agree(node: Node, names: dict[str, Value]) -> None:
    put_in = substitute(node, {name: literal(value) for name, value in names.items()})
    try:
        expected = evaluate(node, names)
    except ExpressionError:
        with pytest.raises(ExpressionError):
            evaluate(put_in, {})
        return
    assert evaluate(put_in, {}) == expected


@given(everything)
def test_putting_in_nothing_changes_nothing(node: Node) -> None:
    assert substitute(node, {}) is node


values = st.recursive(
    st.integers() | st.fractions() | st.booleans() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=5,
)


@given(values)
def test_a_literal_has_the_value_it_says(value: Value) -> None:
    assert evaluate(literal(value), {}) == value


def test_what_no_formula_says_is_refused() -> None:
    for value in (frozenset({1}), 0.5):
        with pytest.raises(ExpressionError) as caught:
            literal(value)  # type: ignore[arg-type]  # a float is met at run time too
        assert caught.value.code == "not_exact"
    assert literal(Fraction(4, 2)) == Number(2)
